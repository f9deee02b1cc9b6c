import { type ConstructorOptions, fromKysely, PgBoss } from 'pg-boss';
import type { Log } from '../../ports/log.ts';
import type { Database } from '../database/schema.ts';

/** The schema of pg-boss's tables, apart from the bot's own. */
export const BOSS_SCHEMA = 'audiopod_bot_wake';
/** The one queue: its entries name jobs that are or soon will be due. */
export const BOSS_QUEUE = 'due';

/**
 * How long an entry may be between being fetched and deleted, which follows at once. Only those of a process
 * that died in between are left; pg-boss then deletes them.
 */
const ORPHANED_AFTER_SECONDS = 60;
const SECONDS_PER_HOUR = 3_600;

const NO_TIME_LIMITS = '-c statement_timeout=0 -c lock_timeout=0';

/** Lets pg-boss run its statements on the store's connections, or inside one of its transactions. */
export function bossDatabase(db: Database): NonNullable<ConstructorOptions['db']> {
  return fromKysely(db);
}

/** What pg-boss needs. */
interface BossParts {
  readonly db: Database;
  readonly url: string;
  readonly log: Log;
}

/** pg-boss, and the channel on which it announces entries that are due. */
interface OpenBoss {
  readonly boss: PgBoss;
  readonly channel: string;
}

/**
 * Opens pg-boss on the store's own connections, and creates or upgrades its tables if they are not as this release
 * needs them. It takes nothing out of the queue before it is asked.
 */
export async function openBoss(parts: BossParts): Promise<OpenBoss> {
  return openExisting(parts).catch(async () => {
    // If the database is the reason, this fails too.
    await createBossTables(parts.url, parts.log);
    return openExisting(parts);
  });
}

async function openExisting({ db, log }: BossParts): Promise<OpenBoss> {
  let channel: string | undefined;
  const database = {
    ...bossDatabase(db),
    // Who listens is decided later. A process that only receives commands never does.
    async listen(name: string) {
      channel = name;
      return { close: async () => undefined };
    },
  };
  const boss = newBoss({ db: database, useListenNotify: true }, log);
  try {
    await boss.start();
    if (channel === undefined || (await boss.getQueue(BOSS_QUEUE)) === null) {
      throw new Error('The queue does not exist');
    }
    return { boss, channel };
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

/** Without time limits. Several processes may do it at once. */
async function createBossTables(url: string, log: Log): Promise<void> {
  await withOwnConnection(url, log, true, (boss) =>
    boss.createQueue(BOSS_QUEUE, {
      // One entry that waits per job.
      policy: 'short',
      notify: true,
      retryLimit: 0,
      expireInSeconds: ORPHANED_AFTER_SECONDS,
      deleteAfterSeconds: ORPHANED_AFTER_SECONDS,
      retentionSeconds: SECONDS_PER_HOUR,
    }),
  );
}

/** Removes what processes that died have left in the queue. */
export async function tidyBossTables(url: string, log: Log): Promise<void> {
  await withOwnConnection(url, log, false, (boss) => boss.supervise(BOSS_QUEUE));
}

/** For several statements at once, which the store's connections do not take. */
async function withOwnConnection(
  url: string,
  log: Log,
  migrate: boolean,
  work: (boss: PgBoss) => Promise<void>,
): Promise<void> {
  const boss = newBoss({ connectionString: url, options: NO_TIME_LIMITS, max: 1, migrate }, log);
  try {
    await boss.start();
    await work(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

function newBoss(options: ConstructorOptions, log: Log): PgBoss {
  const boss = new PgBoss({
    schema: BOSS_SCHEMA,
    migrate: false,
    // The store's sweeper has it clean up; there are no schedules, and nobody reads its registry.
    supervise: false,
    schedule: false,
    registerInstance: false,
    persistWarnings: false,
    ...options,
  });
  boss.on('error', (error) => log.warn({ error }, 'wake-queue-failed'));
  boss.on('warning', ({ message }) => log.warn({ problem: message }, 'wake-queue-warning'));
  return boss;
}
