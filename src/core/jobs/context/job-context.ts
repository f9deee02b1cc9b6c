import type { Accounts } from '../../accounts/provider-account.ts';
import type { Clock } from '../../async/clock.ts';
import type { Job } from '../../model/job/job.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { NotifyOwners } from '../../notify/notify-owners.ts';
import type { AttachmentSource } from '../../ports/attachments.ts';
import type { Audio } from '../../ports/audio.ts';
import type { DeliveryAdapter } from '../../ports/delivery.ts';
import type { Log } from '../../ports/log.ts';
import type { Notices } from '../../ports/notices.ts';
import type { Observer } from '../../ports/observer.ts';
import type { Download } from '../../ports/provider.ts';
import type { QueueSlots, Records, Store } from '../../ports/store.ts';
import type { PriceCatalog } from '../../wallet/pricing/price-catalog.ts';
import type { Folders } from './folders.ts';

/** The two ends of a platform that jobs talk to. */
export interface Platform {
  readonly adapter: DeliveryAdapter;
  readonly attachments: AttachmentSource;
}

/** How much the operator lets one job, tenant or member use. */
export interface JobLimits {
  readonly maxAttachmentBytes: number;
  readonly maxAudioMs: number;
  readonly maxJobsPerTenant: number;
  readonly maxJobsPerMember: number;
}

/** What the stages work with. Each names the few it needs; only the engine, which calls them all, has the whole. */
export interface JobDependencies {
  /** The operator's AudioPod account, and the way to those of tenants; that of a job is {@link accountOf}. */
  readonly accounts: Accounts;
  readonly store: Store;
  readonly download: Download;
  readonly audio: Audio;
  /** @throws {BotError} `cannot-deliver` when no such platform runs in this process. */
  readonly platform: (name: string) => Platform;
  /** What is said of the bot's own accord; to whichever platform runs in this process. */
  readonly notices: Notices;
  readonly notifyOwners: NotifyOwners;
  readonly folders: Folders;
  /** Told when a job is over that began with a key of its tenant's: it may be what the key was kept for. */
  readonly releaseKey: (keyId: string) => Promise<void>;
  readonly limits: MoneyLimits;
  readonly prices: PriceCatalog;
  readonly jobLimits: JobLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}

/** How a change is saved. */
export interface SaveOptions {
  /**
   * Saved only when it is the job's turn in its queue. When it is not, {@link JobContext.save} throws
   * {@link NotInTurnError}.
   */
  readonly inTurn?: QueueSlots;
  /**
   * Retried until it is known to be saved. For changes that record what has already happened outside: forgetting one
   * would lose what was paid for. `until-known`: only while nobody can know whether it was saved.
   */
  readonly insist?: true | 'until-known';
  /**
   * Saved even when another process has taken the job over: for the one fact that only this process knows. The change
   * must then suit a job in any state.
   */
  readonly uponAnyChange?: boolean;
}

/** A run's place in its process. */
export interface RunSlot {
  /** Aborts when the process drains or has lost the job; a stage then stops where it can be started again. */
  readonly signal: AbortSignal;
  /** Aborts when the lease has run out: another process may have the job, so nothing more may be sent. */
  readonly lost: AbortSignal;
  /** True while more jobs are active than there are places, because many stopped waiting at once. */
  isCrowded(): boolean;
  /** Told when the work is over, though its outcome has yet to be posted: the next in line may begin. */
  onPlaceLeft(): Promise<void>;
  /** Told when the run begins and stops waiting for the outside. */
  onPark(isParked: boolean): void;
}

/**
 * A job as the process that runs it sees it: its record, how to change it, and when to stop. The lease makes sure that
 * there is only one such process.
 */
export interface JobContext extends Pick<RunSlot, 'signal' | 'lost'> {
  /** The record as last saved, with what was noted since. */
  readonly job: Job;
  /**
   * Saves a change. It is applied again to the newest record when somebody else (a cancel) saved in between, so it must
   * depend on the job it is given alone.
   *
   * @throws {StaleJobError} when another process has taken the job over; this one must then stop.
   */
  save(event: string, change: (job: Job) => Job, options?: SaveOptions): Promise<Job>;
  /**
   * Saves a change together with other records, such as ledger entries, in one transaction. Like the change of
   * {@link save} it may run more than once, and only what it does through `records` is undone when the save fails.
   *
   * @throws what {@link save} and the change throw.
   */
  transact(
    event: string,
    change: (job: Job, records: Records) => Promise<Job>,
    options?: Omit<SaveOptions, 'inTurn'>,
  ): Promise<Job>;
  /**
   * Changes the job and leaves saving it to the next save. For what nobody else has to know yet, and what any process
   * works out again should this one die. The change may be applied more than once.
   */
  note(event: string, change: (job: Job) => Job): void;
  /** Waits for something outside without taking up one of the process's places for active jobs. */
  parked<T>(wait: () => Promise<T>): Promise<T>;
  /** Shows how far the job is. */
  show(percent?: number): void;
  /** Carries the job's id, tenant and platform. */
  readonly log: Log;
}

/** How a stage ended: the next one may follow, or nothing happens before a moment. */
export type StageResult = 'continue' | { readonly waitUntilMs: number };

/**
 * One stage of a job's life, with what it needs as its second argument. Throws when it failed; the engine decides
 * whether it is tried again.
 */
export type Stage = (context: JobContext, needs: JobDependencies) => Promise<StageResult>;
