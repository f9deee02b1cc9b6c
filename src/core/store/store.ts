import type { Keyv } from 'keyv';
import type { Job } from '../jobs/job.ts';
import type { Clones } from '../voices/clone.ts';
import type { Ledger } from '../wallet/ledger.ts';
import type { Rulebook } from '../wallet/rules.ts';
import type { WalletKeys } from '../wallet/wallet-keys.ts';

/** Thrown by a save whose job was saved by somebody else in between. Load it again and decide anew. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError';

  constructor(jobId: string, version: number) {
    super(`Job ${jobId} is no longer at version ${version}`);
  }
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
  insert(job: Job, wakeAtMs: number | null): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /**
   * Saves by compare-and-set on `job.version` and answers the job at its new version.
   *
   * @throws {StaleJobError} when the stored version differs.
   */
  save(job: Job, wakeAtMs: number | null): Promise<Job>;
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
   * could not give back must become free by itself.
   */
  prolong(owner: string, ids: readonly string[], leaseUntilMs: number): Promise<void>;
  /**
   * Gives one job back until `wakeAtMs`. When somebody saved it after `version`, for example a member who
   * asked for its result again, the moment that save set stands instead.
   */
  rest(end: {
    readonly id: string;
    readonly owner: string;
    readonly version: number;
    readonly wakeAtMs: number | null;
  }): Promise<void>;
  /** Forgets every lease. Only where no other process can be alive. */
  unclaimAll(): Promise<void>;
  /** When the earliest unleased job is due; `undefined` when none is. */
  nextDueMs(): Promise<number | undefined>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /**
   * Jobs past the line and not over, by tenant and by member. Taken inside a transaction it first locks the
   * tenant, so that two processes cannot both take the last place.
   */
  inFlight(tenant: string, member: string): Promise<{ readonly tenant: number; readonly member: number }>;
  /** Whose jobs of the tenant are still in line, oldest first. Without the records, because lines can be long. */
  waiting(
    tenant: string,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly member: string }[]>;
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
  readonly rules: Rulebook;
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
