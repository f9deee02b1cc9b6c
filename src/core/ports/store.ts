import type { Keyv } from 'keyv';
import type { Departures } from '../model/departures.ts';
import type { Forgotten } from '../model/forgotten.ts';
import type { Installations } from '../model/installations.ts';
import type { Job } from '../model/job/job.ts';
import type { Origin } from '../model/job/origin.ts';
import type { Clones } from '../model/job/voice-clone.ts';
import type { Ledger } from '../model/money/ledger.ts';
import type { RuleStore } from '../model/money/spending-rules.ts';
import type { Service } from '../model/service.ts';
import type { Sealing } from '../seal/sealing.ts';
import type { DeadJobs } from './dead-jobs.ts';
import type { OpenRequests } from './open-requests.ts';
import type { JobOverview } from './overview/job-overview.ts';
import type { ClockReadings, Processes } from './processes.ts';
import type { Wake } from './wake.ts';
import type { WalletKeys } from './wallet-keys.ts';
import type { WatchHolds } from './watch-holds.ts';
import type { Signals, WebhookEndpointRecords } from './webhooks.ts';

/** How many jobs may be in flight at once. */
export interface QueueSlots {
  readonly perTenant: number;
  readonly perMember: number;
}

/** Thrown to a process that no longer holds the job: another one may work on it by now. */
export class HoldLostError extends Error {
  override readonly name = 'HoldLostError';

  constructor(jobId: string) {
    super(`Job ${jobId} is no longer held by this process`);
  }
}

/** A process's hold on a job. It ends when the process releases the job, or counts as dead. */
export interface Hold {
  /** The process, see {@link Processes}. */
  readonly by: string;
  /** Raised each time the job is taken, so that a holder never passes for an earlier one. */
  readonly epoch: number;
}

/** A job that a process has taken. Without `job` its record cannot be read. */
export interface TakenJob {
  readonly id: string;
  readonly hold: Hold;
  readonly job: Job | undefined;
}

/** A run that failed for no reason its stages know. */
export interface FailedRun {
  readonly id: string;
  readonly hold: Hold;
  /** For the bot owner. Nothing that a member sent. */
  readonly reason: string;
  /** How long the job rests after each failure in a row. When they are used up, it is parked. */
  readonly pausesMs: readonly number[];
}

/** What a save depends on besides the version. */
export interface SaveTerms {
  /**
   * Saves only a queued job whose turn it is, as defined by {@link JobRecords.turns}. Of all jobs that try
   * concurrently, in all processes, only as many succeed as there are slots.
   */
  readonly inTurn?: QueueSlots;
  /** Saves only while this hold lasts. Without it the save is a change from outside, and wakes the job. */
  readonly hold?: Hold;
}

/** What is queued before a job. */
export interface QueueAhead {
  readonly jobs: number;
  /** Of the same member. */
  readonly ofMember: number;
  /** The services of up to 20 of them, the nearest first. */
  readonly services: readonly Service[];
}

/** Which jobs to list, newest first. Erased ones are left out. */
export interface JobQuery {
  readonly tenant: string;
  readonly member?: string;
  /** Only jobs that stand after this one in the list, newest first; it need not be stored any more. */
  readonly before?: Pick<Job, 'id' | 'createdAtMs'>;
  readonly limit: number;
}

/**
 * Stores the jobs. Each has the moment it next needs attention (`wakeAtMs`, `null` for never). At most one process
 * holds it at a time. A job that nobody holds costs nothing until its moment.
 */
export interface JobRecords {
  /** @param hold of the process that continues with it; without one, any process can take it. */
  insert(job: Job, wakeAtMs: number | null, hold?: Hold): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /** Reads the named jobs. One that can't be read has its id without a job; one that's gone isn't there. */
  getAll(ids: readonly string[]): Promise<ReadonlyMap<string, Job | undefined>>;
  /**
   * Checks that a job is unchanged since it was read, without blocking other callers from changing it.
   *
   * @throws {StaleJobError} if it was saved since.
   */
  requireVersion(job: Pick<Job, 'id' | 'version'>): Promise<void>;
  /**
   * Saves by compare-and-set on `job.version`, and returns the job at its new version.
   *
   * @throws {StaleJobError} if the stored version differs.
   * @throws {HoldLostError} if the version is the same, but the hold is not.
   * @throws {NotInTurnError} if it is not its turn.
   */
  save(job: Job, wakeAtMs: number | null, terms?: SaveTerms): Promise<Job>;
  /** Changes only `wakeAtMs`, without a new version, for waits that change nothing else. */
  wake(id: string, wakeAtMs: number | null): Promise<void>;
  /** Wakes every job that waits for a moment: the clock was wrong when that was set. */
  wakeAll(): Promise<void>;
  /** Takes a job that is due and that no process holds; `undefined` if it is not, or is held. */
  take(id: string, by: string): Promise<TakenJob | undefined>;
  /**
   * Takes up to `limit` jobs that are due and that no process holds, oldest due first. Jobs of a newer release
   * are left to its processes.
   */
  takeDue(claim: { readonly by: string; readonly limit: number }): Promise<readonly TakenJob[]>;
  /** @throws {HoldLostError} unless the hold lasts. */
  requireHeld(id: string, hold: Hold): Promise<void>;
  /**
   * Releases one job until `wakeAtMs`. If it was saved after `version`, for example because a member
   * requested its result again, the moment set by that save applies instead. Does nothing if the hold is lost.
   *
   * `to` names the only process that hears of it.
   */
  rest(end: {
    readonly id: string;
    readonly hold: Hold;
    readonly version: number;
    readonly wakeAtMs: number | null;
    readonly to?: string;
  }): Promise<void>;
  /**
   * Releases a job whose run failed: it is due again after the pause for that many failures in a row, or parked
   * when there is none. A run that ends well resets the count.
   *
   * @returns `undefined` if the hold is lost.
   */
  fail(end: FailedRun): Promise<'paused' | 'parked' | undefined>;
  /** Frees every job. Call it only if no other process can be alive. */
  freeAll(): Promise<void>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /** Locks a tenant until the transaction ends; other transactions wait in this call for the same tenant. */
  lockTenant(tenant: string): Promise<void>;
  /**
   * Lists the ids of the queued jobs whose turn it is: longest waiting first, skipping members without a free slot of
   * their own, and no more than the tenant has free slots. Every job in flight takes a slot.
   */
  turns(tenant: string, places: QueueSlots): Promise<readonly string[]>;
  /** Lists up to `limit` tenants with queued jobs, in order, after the named one. */
  queues(after: string, limit: number): Promise<readonly string[]>;
  /** Returns what of the tenant is queued before this job, up to `MOST_AHEAD` of it. */
  waitingBefore(job: Job): Promise<QueueAhead>;
  /** Counts the jobs of a member that are queued, or wait for their price to be confirmed. */
  waitingOf(origin: Pick<Origin, 'tenant' | 'member'>): Promise<number>;
  /** Returns the current version of each of these jobs that is stored. */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Counts the unfinished jobs that began with this key. */
  using(keyId: string): Promise<number>;
  /** Counts the jobs in each work stage. Of many that are over, the count may be a minute old. */
  countByStage(): Promise<Readonly<Record<string, number>>>;
  /** Removes jobs that are over and older than `beforeMs`, and returns their ids. Ledger entries stay. */
  removeOver(beforeMs: number, limit: number): Promise<readonly string[]>;
}

/** Detects duplicates: the first caller to claim a key wins. */
export interface Seen {
  /** Claims a key: `true` for exactly one caller until the key expires after `ttlMs`. An atomic insert. */
  first(key: string, ttlMs: number): Promise<boolean>;
  /** Keeps a claimed key from expiring sooner than `ttlMs` from now. */
  keep(key: string, ttlMs: number): Promise<void>;
  /** Removes expired keys, and the expired entries of caches. */
  sweep(): Promise<void>;
}

/** What changes together in one transaction. */
export interface Records {
  readonly jobs: JobRecords;
  readonly deadJobs: DeadJobs;
  readonly ledger: Ledger;
  readonly rules: RuleStore;
  readonly keys: WalletKeys;
  readonly clones: Clones;
  readonly departures: Departures;
}

/** The database. SQL is the only source of truth; caches are for data that may vanish. */
export interface Store extends Records {
  readonly kind: 'sqlite' | 'postgres';
  /** Encrypts with the data key of this store; for files too. */
  readonly sealing: Sealing;
  /** Encrypts some of what a release before encryption has stored. @returns how many were found; 0 once all is done. */
  sealPlain(limit: number): Promise<number>;
  readonly seen: Seen;
  readonly overview: JobOverview;
  readonly webhookEndpoints: WebhookEndpointRecords;
  readonly installations: Installations;
  readonly signals: Signals;
  readonly processes: Processes;
  readonly clockReadings: ClockReadings;
  /** Absent in an embedded database: its one process watches every key. */
  readonly watchHolds?: WatchHolds;
  /**
   * Elects who does a duty of all processes: the first that asks once `everyMs` have passed since it was last done.
   *
   * @returns whether this process does it now.
   */
  takeDuty(name: string, everyMs: number): Promise<boolean>;
  /** Hears when jobs become due. */
  readonly wake: Wake;
  readonly requests: OpenRequests;
  readonly forgotten: Forgotten;
  /**
   * Runs the body in one transaction, rolled back if it throws.
   *
   * The body must not use the network, and only the records passed in: the store itself refuses calls there.
   * A transaction that loses a conflict is run again, so the body must be safe to repeat.
   *
   * @throws {BotError} `ledger-unavailable` if the database is unavailable.
   */
  transaction<T>(body: (records: Records) => Promise<T>): Promise<T>;
  /**
   * Opens a Keyv over the `kv` table for data that can be rebuilt. If the database fails, every key is
   * absent.
   */
  cache<T>(namespace: string): Keyv<T>;
  /** Checks that the database is available. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
