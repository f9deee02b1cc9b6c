import { Keyv } from 'keyv';
import { sql } from 'kysely';
import type { Clock } from '../async/clock.ts';
import type { BoxKeys } from '../model/secret-box.ts';
import { type Log, silentLog } from '../ports/log.ts';
import type { Records, Store } from '../ports/store.ts';
import { NO_SEALING, type Sealing } from '../seal/sealing.ts';
import type { Database } from './database/schema.ts';
import { StoreOpenError } from './database/store-open-error.ts';
import { postgresTime, processTime } from './database/store-time.ts';
import { inTransaction } from './database/transaction.ts';
import { SqlClockReadings } from './holds/clock-readings.ts';
import { takeDuty } from './holds/duties.ts';
import { nextDueInMs } from './holds/next-due.ts';
import { SqlProcesses } from './holds/processes.ts';
import { SqlWatchHolds } from './holds/watch-holds.ts';
import { SqlDeadJobs } from './jobs/dead-jobs.ts';
import type { JobRecordParts } from './jobs/job-holds.ts';
import { SqlJobOverview } from './jobs/job-overview.ts';
import { SqlJobRecords } from './jobs/jobs.ts';
import { KeyvStorage } from './keyv-storage.ts';
import { SqlLedger } from './ledger/sql-ledger.ts';
import { openDatabase } from './open-database.ts';
import type { PostgresLimits } from './postgres/dialect.ts';
import { createNotifications } from './postgres/notifications.ts';
import { createPostgresSignals, noSignals } from './postgres/signals.ts';
import { SqlClones } from './records/clones.ts';
import { openSealing } from './records/data-keys.ts';
import { SqlDepartures } from './records/departures.ts';
import { SqlForgotten } from './records/forgotten.ts';
import { SqlInstallations } from './records/installations.ts';
import { SqlOpenRequests } from './records/open-requests.ts';
import { SqlRuleStore } from './records/rules.ts';
import { SqlSeen } from './records/seen.ts';
import { SqlWalletKeys } from './records/wallet-keys.ts';
import { SqlWebhookEndpoints } from './records/webhook-endpoints.ts';
import { sealPlain } from './seal-plain.ts';
import { BOSS_SCHEMA } from './wake/boss.ts';
import { openBossWakes } from './wake/boss-wakes.ts';
import { createTimerWake } from './wake/timer-wake.ts';

/** Options to open a store. */
export interface OpenStoreOptions {
  /** `STORE_URL`: `sqlite://path`, `sqlite://:memory:`, `postgres://…` or `postgresql://…`. */
  readonly url: string;
  readonly clock: Clock;
  /** Encrypt what members' contents are stored as. Without them nothing is encrypted, as tests may want it. */
  readonly keys?: BoxKeys;
  /** Logs lost connections, failing caches and unreadable records. */
  readonly log?: Log;
  /** PostgreSQL's time limits, where they differ from the defaults. */
  readonly postgresLimits?: Partial<PostgresLimits>;
  /**
   * Judges when jobs are due and whether processes are alive. Default: PostgreSQL's own clock, and `clock` for
   * SQLite. For tests on a clock that runs faster.
   */
  readonly sharedClock?: Pick<Clock, 'now'>;
}

/**
 * Opens the database and brings its tables up to date. Missing parent folders of a SQLite file are created. A
 * SQLite file belongs to this process until `close`; PostgreSQL is shared.
 *
 * @throws {StoreOpenError} when it cannot be opened: wrong url, in use, unreachable, of a newer release.
 */
export async function openStore({
  url,
  clock,
  keys,
  log = silentLog,
  postgresLimits,
  sharedClock,
}: OpenStoreOptions): Promise<Store> {
  const { db, location, close } = await openDatabase(url, log, postgresLimits);
  const sealing = await sealingOf(db, keys, clock).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const isJudgedByPostgres = location.kind === 'postgres' && sharedClock === undefined;
  const time = isJudgedByPostgres ? postgresTime(clock) : processTime(clock, sharedClock);
  const notifications = createNotifications({ url, clock, log });
  const signals = location.kind === 'sqlite' ? noSignals : createPostgresSignals(db, notifications);
  const wake = isJudgedByPostgres
    ? await openBossWakes({ db, url, time, notifications, clock, log }).catch(async (error: unknown) => {
        await close();
        throw queueError(error);
      })
    : createTimerWake((afterMs) => nextDueInMs(db, time, afterMs), { clock, log });
  const parts: JobRecordParts = { clock, log, time, wake, sealing };
  return {
    kind: location.kind,
    sealing,
    sealPlain: (limit) => sealPlain(db, sealing, limit),
    ...recordsOf(db, parts),
    seen: new SqlSeen(db, time),
    overview: new SqlJobOverview(db, parts),
    webhookEndpoints: new SqlWebhookEndpoints(db),
    installations: new SqlInstallations(db),
    signals,
    processes: new SqlProcesses(db, time),
    clockReadings: new SqlClockReadings(db, time),
    ...(location.kind === 'postgres' && { watchHolds: new SqlWatchHolds(db, time) }),
    takeDuty: (name, everyMs) => takeDuty(db, time, name, everyMs),
    wake,
    transaction: (body) => inTransaction(db, (transaction) => body(recordsOf(transaction, parts))),
    requests: new SqlOpenRequests(db, { clock, time }),
    forgotten: new SqlForgotten(db, sealing),
    cache<T>(namespace: string) {
      const cache = new Keyv<T>({ store: new KeyvStorage(db, clock, sealing), namespace });
      // Without a listener Keyv would throw. Absent is the right result; the log shows the cause.
      cache.on('error', (error: unknown) => log.warn({ cache: namespace, error }, 'cache-failed'));
      return cache;
    },
    async ping() {
      await sql`select 1`.execute(db);
    },
    async close() {
      await wake.close();
      await notifications.close();
      await close();
    },
  };
}

async function sealingOf(db: Database, keys: BoxKeys | undefined, clock: Clock): Promise<Sealing> {
  return keys === undefined ? NO_SEALING : openSealing(db, keys, clock.now());
}

function queueError(cause: unknown): StoreOpenError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StoreOpenError(
    `The wake queue in the database can’t be opened: ${why}. The user in STORE_URL must be allowed to create the schema ${BOSS_SCHEMA}.`,
    { cause },
  );
}

function recordsOf(db: Database, parts: JobRecordParts): Records {
  return {
    jobs: new SqlJobRecords(db, parts),
    deadJobs: new SqlDeadJobs(db, parts),
    ledger: new SqlLedger(db),
    rules: new SqlRuleStore(db),
    keys: new SqlWalletKeys(db),
    clones: new SqlClones(db, parts),
    departures: new SqlDepartures(db),
  };
}
