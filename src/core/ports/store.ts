import type { Keyv } from 'keyv';
import type { Job } from '../model/job/job.ts';
import type { Clones } from '../model/job/voice-clone.ts';
import type { Ledger } from '../model/money/ledger.ts';
import type { RuleStore } from '../model/money/spending-rules.ts';
import type { WalletKeys } from './wallet-keys.ts';

/** Thrown by a save whose job was saved in between by another caller. Load it again and decide again. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError';

  constructor(jobId: string, version: number) {
    super(`Job ${jobId} is no longer at version ${version}`);
  }
}

/** Thrown by a save that had to wait for the job's turn in the queue, which has not come. */
export class NotInTurnError extends Error {
  override readonly name = 'NotInTurnError';

  constructor(jobId: string) {
    super(`It is not yet the turn of job ${jobId}`);
  }
}

/** How many jobs may be in flight at once. */
export interface QueueSlots {
  readonly perTenant: number;
  readonly perMember: number;
}

/** Who works on a job, and until when at the latest unless it is renewed. */
export interface JobLease {
  readonly owner: string;
  readonly untilMs: number;
}

/** Which jobs to list. Newest first; erased ones are left out. */
export interface JobQuery {
  readonly tenant: string;
  readonly member?: string;
  readonly limit: number;
}

/**
 * Stores the jobs. A saved job carries the moment it next needs attention (`wakeAtMs`, `null` for never), and at
 * most one process holds it at a time by a lease that dies with its owner.
 */
export interface JobRecords {
  /** @param lease of the process that continues with it; left out, it is there to be claimed. */
  insert(job: Job, wakeAtMs: number | null, lease?: JobLease): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /**
   * Checks that a job is as it was read, without keeping other callers from changing it.
   *
   * @throws {StaleJobError} when it was saved since.
   */
  requireVersion(job: Pick<Job, 'id' | 'version'>): Promise<void>;
  /**
   * Saves by compare-and-set on `job.version`, and returns the job at its new version.
   *
   * @param inTurn saves only a queued job whose turn it is, as {@link turns} says. Of any number of jobs that try at
   *   once, in all processes, only as many succeed as there are places.
   * @throws {StaleJobError} when the stored version differs.
   * @throws {NotInTurnError} when it is not its turn.
   */
  save(job: Job, wakeAtMs: number | null, inTurn?: QueueSlots): Promise<Job>;
  /** Moves the next attention without a new version, for waits that change nothing else. */
  wake(id: string, wakeAtMs: number | null): Promise<void>;
  /** Takes up to `limit` jobs that are due and not leased (or whose lease ended), oldest due first. */
  claimDue(claim: {
    readonly owner: string;
    readonly nowMs: number;
    readonly leaseUntilMs: number;
    readonly limit: number;
  }): Promise<readonly Job[]>;
  /**
   * Renews the leases that this owner still holds on the named jobs, and on no others: a job that its owner
   * could not release must become free unprompted. A job that a transaction is just changing is passed over instead
   * of waited for, because all the others would wait with it.
   *
   * @returns the ids of those that were renewed.
   */
  prolong(owner: string, ids: readonly string[], leaseUntilMs: number): Promise<readonly string[]>;
  /**
   * Releases one job until `wakeAtMs`. When it was saved after `version`, for example by a member who asked for its
   * result again, the moment that save set stands instead.
   *
   * @returns the moment that stands; `null` for none, and where the job was this owner's no more.
   */
  rest(end: {
    readonly id: string;
    readonly owner: string;
    readonly version: number;
    readonly wakeAtMs: number | null;
  }): Promise<number | null>;
  /** Forgets every lease. Only where no other process can be alive. */
  unclaimAll(): Promise<void>;
  /** Returns when the earliest unleased job is due; `undefined` when none is. */
  nextDueMs(): Promise<number | undefined>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /** Locks a tenant until the transaction ends: no other transaction gets past this call for the same tenant. */
  lockTenant(tenant: string): Promise<void>;
  /**
   * Lists the ids of the queued jobs whose turn it is: the longest waiting first, passing over members who have no
   * place free themselves, and no more than the tenant has places. What is past the queue and not over has a place.
   */
  turns(tenant: string, places: QueueSlots): Promise<readonly string[]>;
  /** Counts the jobs of the tenant that are queued before this one. */
  waitingBefore(job: Job): Promise<number>;
  /** Counts the jobs that are not over and began with this key of their tenant's. */
  using(keyId: string): Promise<number>;
  /** Counts the jobs in each work stage, for the metrics. */
  countByStage(): Promise<Readonly<Record<string, number>>>;
  /** Removes jobs that are over and older than `beforeMs`, and returns their ids. Ledger entries stay. */
  removeOver(beforeMs: number, limit: number): Promise<readonly string[]>;
}

/** Removes duplicates: the first to name a key wins. */
export interface Seen {
  /** Claims a key: true for exactly one caller until the key expires `ttlMs` later. An atomic insert. */
  first(key: string, ttlMs: number): Promise<boolean>;
  /** Keeps a claimed key from expiring sooner than `ttlMs` from now. */
  keep(key: string, ttlMs: number): Promise<void>;
  /** Removes expired keys, and the expired entries of caches. */
  sweep(): Promise<void>;
}

/** What changes together in one transaction. */
export interface Records {
  readonly jobs: JobRecords;
  readonly ledger: Ledger;
  readonly rules: RuleStore;
  readonly keys: WalletKeys;
  readonly clones: Clones;
}

/** Gives access to the database. SQL is the only record; caches are for what may vanish. */
export interface Store extends Records {
  readonly kind: 'sqlite' | 'postgres';
  readonly seen: Seen;
  /**
   * Runs the body in one transaction, rolled back when it throws. No network inside, ever, and nothing but the
   * records handed in: the store itself refuses to be used there. A transaction that lost against another one
   * is run again, so the body must do nothing that a second run would spoil.
   *
   * @throws {BotError} `ledger-unavailable` when the database is unavailable.
   */
  transaction<T>(body: (records: Records) => Promise<T>): Promise<T>;
  /** Opens a Keyv over the `kv` table for what can be rebuilt. With a broken database it returns "absent". */
  cache<T>(namespace: string): Keyv<T>;
  /** Checks that the database is available. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
