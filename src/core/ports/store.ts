import type { Keyv } from 'keyv';
import type { Job } from '../model/job/job.ts';
import type { Origin } from '../model/job/origin.ts';
import type { Clones } from '../model/job/voice-clone.ts';
import type { Ledger } from '../model/money/ledger.ts';
import type { RuleStore } from '../model/money/spending-rules.ts';
import type { WalletKeys } from './wallet-keys.ts';
import type { Signals, WebhookEndpointRecords } from './webhooks.ts';

/** Thrown by a save if another caller saved the job in between. Load it and decide again. */
export class StaleJobError extends Error {
  override readonly name = 'StaleJobError';

  constructor(jobId: string, version: number) {
    super(`Job ${jobId} is no longer at version ${version}`);
  }
}

/** Thrown by a save that requires the job's turn in the queue, if it is not yet its turn. */
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

/** Who works on a job, and when that ends unless renewed. */
export interface JobLease {
  readonly owner: string;
  readonly untilMs: number;
}

/** Which jobs to list, newest first. Erased ones are left out. */
export interface JobQuery {
  readonly tenant: string;
  readonly member?: string;
  readonly limit: number;
}

/**
 * Stores the jobs.
 *
 * Each has the moment it next needs attention (`wakeAtMs`, `null` for never). At most one process holds it at
 * a time, by a lease that expires with its owner.
 */
export interface JobRecords {
  /** @param lease of the process that continues with it; without one, any process can claim it. */
  insert(job: Job, wakeAtMs: number | null, lease?: JobLease): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /**
   * Checks that a job is unchanged since it was read, without blocking other callers from changing it.
   *
   * @throws {StaleJobError} if it was saved since.
   */
  requireVersion(job: Pick<Job, 'id' | 'version'>): Promise<void>;
  /**
   * Saves by compare-and-set on `job.version`, and returns the job at its new version.
   *
   * @param inTurn saves only a queued job whose turn it is, as defined by {@link turns}. Of all jobs that try
   *   concurrently, in all processes, only as many succeed as there are slots.
   * @throws {StaleJobError} if the stored version differs.
   * @throws {NotInTurnError} if it is not its turn.
   */
  save(job: Job, wakeAtMs: number | null, inTurn?: QueueSlots): Promise<Job>;
  /** Changes only `wakeAtMs`, without a new version, for waits that change nothing else. */
  wake(id: string, wakeAtMs: number | null): Promise<void>;
  /** Claims up to `limit` jobs that are due and not leased (or whose lease ended), oldest due first. */
  claimDue(claim: {
    readonly owner: string;
    readonly nowMs: number;
    readonly leaseUntilMs: number;
    readonly limit: number;
  }): Promise<readonly Job[]>;
  /**
   * Renews the leases this owner still holds on the named jobs.
   *
   * No other leases are renewed: a job its owner couldn't release must become free by expiry. A job locked by
   * a transaction is skipped, because waiting for it would delay all the others.
   *
   * @returns the ids of the renewed jobs.
   */
  prolong(owner: string, ids: readonly string[], leaseUntilMs: number): Promise<readonly string[]>;
  /**
   * Releases one job until `wakeAtMs`. If it was saved after `version`, for example because a member
   * requested its result again, the moment set by that save applies instead.
   *
   * @returns the moment that applies; `null` for none, or if this owner no longer held the job.
   */
  rest(end: {
    readonly id: string;
    readonly owner: string;
    readonly version: number;
    readonly wakeAtMs: number | null;
  }): Promise<number | null>;
  /** Removes every lease. Call it only if no other process can be alive. */
  unclaimAll(): Promise<void>;
  /** Returns when the earliest unleased job is due; `undefined` when none is. */
  nextDueMs(): Promise<number | undefined>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /** Locks a tenant until the transaction ends; other transactions wait in this call for the same tenant. */
  lockTenant(tenant: string): Promise<void>;
  /**
   * Lists the ids of the queued jobs whose turn it is.
   *
   * Longest waiting first, skipping members without a free slot of their own, and no more than the tenant has
   * free slots. Every job past the queue and not over takes a slot.
   */
  turns(tenant: string, places: QueueSlots): Promise<readonly string[]>;
  /** Counts the jobs of the tenant that are queued before this one. */
  waitingBefore(job: Job): Promise<number>;
  /** Counts the jobs of a member that are queued, or wait for their price to be confirmed. */
  waitingOf(origin: Pick<Origin, 'tenant' | 'member'>): Promise<number>;
  /** Counts the unfinished jobs that began with this key. */
  using(keyId: string): Promise<number>;
  /** Counts the jobs in each work stage, for the metrics. */
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
  readonly ledger: Ledger;
  readonly rules: RuleStore;
  readonly keys: WalletKeys;
  readonly clones: Clones;
}

/** The database. SQL is the only source of truth; caches are for data that may vanish. */
export interface Store extends Records {
  readonly kind: 'sqlite' | 'postgres';
  readonly seen: Seen;
  readonly webhookEndpoints: WebhookEndpointRecords;
  readonly signals: Signals;
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
