import type { Keyv } from 'keyv';
import type { Job } from '../model/job/job.ts';
import type { Clones } from '../model/job/voice-clone.ts';
import type { Ledger } from '../model/money/ledger.ts';
import type { RuleStore } from '../model/money/spending-rules.ts';
import type { WalletKeys } from './wallet-keys.ts';

/** Thrown by a save whose job was saved by somebody else in between. Load it again and decide anew. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError';

  constructor(jobId: string, version: number) {
    super(`Job ${jobId} is no longer at version ${version}`);
  }
}

/** Thrown by a save that had to wait for the job's turn in line, which has not come. */
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

/** Who works on a job, and until when at the latest unless it is prolonged. */
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
 * The jobs. A saved job carries the moment it next needs attention (`wakeAtMs`, `null` for never), and at
 * most one process holds it at a time by a lease that dies with its owner.
 */
export interface JobRecords {
  /** @param lease of whoever goes on with it from here; left out, it is there to be claimed. */
  insert(job: Job, wakeAtMs: number | null, lease?: JobLease): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /**
   * Looks whether a job is as it was read, without keeping anybody from changing it.
   *
   * @throws {StaleJobError} when it was saved since.
   */
  requireVersion(job: Pick<Job, 'id' | 'version'>): Promise<void>;
  /**
   * Saves by compare-and-set on `job.version` and answers the job at its new version.
   *
   * @param inTurn saves only a job in line whose turn it is, as {@link turns} says. Of any number of jobs that try at
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
   * Prolongs the leases that this owner still holds on the named jobs, and on no others: a job that its owner
   * could not give back must become free by itself. A job that a transaction is just changing is passed over instead
   * of waited for, because all the others would wait with it.
   *
   * @returns the ids of those that were prolonged.
   */
  prolong(owner: string, ids: readonly string[], leaseUntilMs: number): Promise<readonly string[]>;
  /**
   * Gives one job back until `wakeAtMs`. When somebody saved it after `version`, for example a member who
   * asked for its result again, the moment that save set stands instead.
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
  /** When the earliest unleased job is due; `undefined` when none is. */
  nextDueMs(): Promise<number | undefined>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /** Inside a transaction: until it ends, nobody else gets past this line for the same tenant. */
  lockTenant(tenant: string): Promise<void>;
  /**
   * Ids of the jobs in line whose turn it is: the longest waiting first, passing over members who have no place free
   * themselves, and no more than the tenant has places. What is past the line and not over has a place.
   */
  turns(tenant: string, places: QueueSlots): Promise<readonly string[]>;
  /** How many jobs of the tenant stand in line before this one. */
  waitingBefore(job: Job): Promise<number>;
  /** How many jobs that are not over began with this key of their tenant's. */
  using(keyId: string): Promise<number>;
  /** How many jobs are in each work stage, for the metrics. */
  countByStage(): Promise<Readonly<Record<string, number>>>;
  /** Removes jobs that are over and older than `beforeMs`, and answers their ids. Ledger entries stay. */
  removeOver(beforeMs: number, limit: number): Promise<readonly string[]>;
}

/** Dedupe: the first to name a key wins. */
export interface Seen {
  /** True for exactly one caller until the key expires `ttlMs` later. An atomic insert. */
  first(key: string, ttlMs: number): Promise<boolean>;
  /** Has the key, which somebody was first for, expire no sooner than `ttlMs` from now. */
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

/** The database. SQL is the only record; caches are for what may vanish. */
export interface Store extends Records {
  readonly kind: 'sqlite' | 'postgres';
  readonly seen: Seen;
  /**
   * Runs the body in one transaction, rolled back when it throws. No network inside, ever, and nothing but the
   * records handed in: the store itself refuses to be used there. A transaction that lost against another one
   * is run again, so the body must do nothing that a second run would spoil.
   *
   * @throws {BotError} `ledger-unavailable` when the database does not answer.
   */
  transaction<T>(body: (records: Records) => Promise<T>): Promise<T>;
  /** A Keyv over the `kv` table for what can be rebuilt. A broken database makes it answer "absent". */
  cache<T>(namespace: string): Keyv<T>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
