import type { Accounts } from '../../accounts/provider-account.ts';
import type { Clock } from '../../async/clock.ts';
import type { Job } from '../../model/job/job.ts';
import type { AttachmentRef, ResultRef } from '../../model/job/request.ts';
import type { MoneyLimits } from '../../model/money/spending-rules.ts';
import type { NotifyOwners } from '../../notify/notify-owners.ts';
import type { TimeWatch } from '../../notify/time-watch.ts';
import type { Outages } from '../../outages/outages.ts';
import type { AttachmentSource } from '../../ports/attachments.ts';
import type { Audio } from '../../ports/audio.ts';
import type { DeliveryAdapter, LastDrawing } from '../../ports/delivery.ts';
import type { Log } from '../../ports/log.ts';
import type { Notices } from '../../ports/notices.ts';
import type { Observer } from '../../ports/observer.ts';
import type { Download } from '../../ports/provider.ts';
import type { QueueSlots, Records, Store } from '../../ports/store.ts';
import type { PriceCatalog } from '../../wallet/pricing/price-catalog.ts';
import type { Folders } from './folders.ts';
import type { RecordChanges } from './record-changes.ts';
import type { Tracer } from './tracer.ts';

/** The parts of a platform that jobs use. */
export interface Platform {
  readonly adapter: DeliveryAdapter;
  readonly attachments: AttachmentSource;
}

/** How much the bot owner lets one job, tenant or member use. */
export interface JobLimits {
  readonly maxAttachmentBytes: number;
  readonly maxAudioMs: number;
  readonly maxJobsPerTenant: number;
  readonly maxJobsPerMember: number;
  /** Of one member: queued, or waiting for a confirmation. */
  readonly maxWaitingJobs: number;
}

/**
 * What the stages depend on. Each names the few it needs; only the engine, which calls them all, has every
 * one.
 */
export interface JobDependencies {
  /**
   * The bot owner's AudioPod account, and access to those of tenants; {@link accountOf} opens a job's own.
   */
  readonly accounts: Accounts;
  readonly store: Store;
  readonly download: Download;
  readonly audio: Audio;
  /** @throws {BotError} `cannot-deliver` when no such platform runs in this process. */
  readonly platform: (name: string) => Platform;
  /** For unprompted messages, on any platform that runs in this process. */
  readonly notices: Notices;
  readonly notifyOwners: NotifyOwners;
  readonly time: TimeWatch;
  /** What can't be reached at the moment: AudioPod, or a platform. */
  readonly outages: Outages;
  readonly folders: Folders;
  readonly changes: RecordChanges;
  /** Called when a job that used a tenant's own key is over: it may be the last one the key was kept for. */
  readonly releaseKey: (keyId: string) => Promise<void>;
  readonly limits: MoneyLimits;
  readonly prices: PriceCatalog;
  readonly jobLimits: JobLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  readonly tracer: Tracer;
}

/** How a change is saved. */
export interface SaveOptions {
  /**
   * Saves only when it is the job's turn in its queue. Otherwise {@link JobContext.save} throws {@link
   * NotInTurnError}.
   */
  readonly inTurn?: QueueSlots;
  /**
   * Retries until the change is known to be saved. For changes that record what has already happened outside:
   * losing one would lose what was paid for. `until-known`: only while it is unknown whether it was saved.
   */
  readonly insist?: true | 'until-known';
  /**
   * Saves even when another process has taken the job over: for the one fact that only this process knows.
   * The change must then suit a job in any state.
   */
  readonly uponAnyChange?: boolean;
}

/** A run's slot in its process. */
export interface RunSlot {
  /** Aborts when the process drains or has lost the job; a stage then stops where it can be restarted. */
  readonly signal: AbortSignal;
  /** Aborts when the hold may be lost: another process may have the job, so nothing more may be sent. */
  readonly lost: AbortSignal;
  /** Whether the job is still held, by the clock: a process that stood still learns of it here first. */
  isHeld(): boolean;
  /** Whether so many jobs are active that one which stops waiting should not go on here. */
  isCrowded(): boolean;
  /**
   * Called when the work is over, though its outcome is still to be posted: the next queued job may start. Never
   * rejects.
   */
  onPlaceLeft(): Promise<void>;
  /** Called when the run starts and stops waiting for something outside. */
  onPark(isParked: boolean): void;
}

/**
 * A job as seen by the process that runs it: its record, how to change it, and when to stop. The hold
 * ensures that there is only one such process.
 */
export interface JobContext extends Pick<RunSlot, 'signal' | 'lost' | 'isHeld'> {
  /** The process, as it holds the job. */
  readonly heldBy: string;
  /** The record as last saved, plus what was noted since. */
  readonly job: Job;
  /** What must be fetched before the job can be priced; `undefined` if its request is complete. */
  readonly toFetch: AttachmentRef | ResultRef | undefined;
  /**
   * Saves a change. It is applied again to the newest record after a save from outside (a cancel), so it must
   * depend only on the job passed to it.
   *
   * @throws {StaleJobError} or {@link HoldLostError} when another process has taken the job over; this one must
   *   then stop.
   */
  save(event: string, change: (job: Job) => Job, options?: SaveOptions): Promise<Job>;
  /**
   * Saves a change together with other records, such as ledger entries, in one transaction. Like the change
   * of {@link save} it may run more than once, and only what it does through `records` is undone when the
   * save fails.
   *
   * @throws what {@link save} and the change throw.
   */
  transact(
    event: string,
    change: (job: Job, records: Records) => Promise<Job>,
    options?: Omit<SaveOptions, 'inTurn'>,
  ): Promise<Job>;
  /**
   * Changes the job, and leaves saving it to the next save. For what nothing else needs to know yet, and what
   * any process can work out again if this one dies. The change may be applied more than once.
   */
  note(event: string, change: (job: Job) => Job): void;
  /**
   * Checks that this process still holds the job, right before something outside that cannot be undone.
   *
   * @throws {HoldLostError} when it does not.
   */
  requireHeld(): Promise<void>;
  /** Waits for something outside without using one of the process's slots for active jobs. */
  parked<T>(wait: () => Promise<T>): Promise<T>;
  /** Shows the job's progress. */
  show(percent?: number, secondsLeft?: number): void;
  /** Draws what is to be seen last, then nothing any more. Never rejects. Call it before the job is released. */
  letGo(last: LastDrawing): Promise<void>;
  /** Adds the job's id, tenant and platform to each line. */
  readonly log: Log;
}

/** Nothing happens before a given time. */
export interface Wait {
  /** `null`: until it is woken. */
  readonly waitUntilMs: number | null;
  /** Whether the stage may also run earlier. It then shows the progress again. */
  readonly mayWakeEarlier?: true;
}

/** How a stage ended: the next one may follow, or it waits, or another process goes on with the job. */
export type StageResult = 'continue' | Wait | { readonly handOverTo: string };

/**
 * One stage of a job, with its dependencies as second argument. Throws on failure; the engine decides whether
 * to retry it.
 */
export type Stage = (context: JobContext, needs: JobDependencies) => Promise<StageResult>;
