import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import { type Log, silentLog } from '../ports/log.ts';
import { type Observer, silentObserver } from '../ports/observer.ts';
import { createJobEvents } from './job-events.ts';
import { createKeyHold, type KeyHolds } from './key-hold.ts';
import type { Expectation, LearnedDurations } from './learned-durations.ts';
import { createListBackoff } from './list-backoff.ts';
import { createAnswers } from './status-answers.ts';
import { createStatusRateLimit } from './status-rate-limit.ts';
import { createStatusReads } from './status-reads.ts';
import type { StatusSource } from './status-source.ts';
import { createWakeSignal } from './wake-signal.ts';
import { beginWatch, planNow, type WatchOrder } from './watched-job.ts';
import { createWatches, jobKey, type Watch } from './watches.ts';

/** What a watcher needs. */
export interface WatcherParts {
  readonly services: Readonly<Record<Service, StatusSource>>;
  /** The most requests in any minute. Lists count page by page. */
  readonly readsPerMinute: number;
  readonly clock: Clock;
  /** Returns a number from 0 to 1, like `Math.random`. */
  readonly random: () => number;
  readonly durations: LearnedDurations;
  /** Decides which process watches; absent where there is only one. */
  readonly holds?: KeyHolds;
  readonly log?: Log;
  readonly observer?: Pick<Observer, 'statusRead'>;
}

/** Watches all running jobs of one AudioPod key. */
export interface Watcher {
  /**
   * Makes this process the one that watches the key, unless another one does.
   *
   * @param process what this process holds its jobs by; see `Processes`.
   * @returns the process that watches instead. Its jobs must go there.
   */
  claim(process: string): Promise<string | undefined>;
  /** Leaves the key to another process. Call it once nothing is watched any more. */
  giveUp(): Promise<void>;
  /**
   * Watches one job until it is over. A second watch of the same job replaces the first.
   *
   * @param onSeen called with each response that contains something new, the last time with a terminal one.
   * @param onGone called last, after AudioPod has returned "not found" three times in a row.
   * @param onRefused called each time AudioPod rejects the key, from the second time on. The job is then read
   *   less and less often, and `onSeen` is called with the next response, even without news.
   * @returns disposing of it ends the watch silently.
   * @throws {BotError} `restarting` once the watcher is closed.
   */
  watch(
    order: WatchOrder,
    onSeen: (job: ProviderJob) => void,
    onGone: () => void,
    onRefused?: () => void,
  ): Disposable;
  /** Returns when a job will probably end, learned from those that did. */
  expect(order: Pick<WatchOrder, 'service' | 'audioSeconds'>): Expectation;
  /** Returns how long a typical job of this service takes; `undefined` until enough was learned. */
  usualMs(service: Service): number | undefined;
  /** Ends the watch of one job silently. */
  forget(service: Service, providerId: string): void;
  /**
   * Reads one job before all others, because news was announced. A job that isn't watched yet is read as soon
   * as it is. While each job's end is announced, reads by plan are rarer.
   */
  nudge(service: Service, providerId: string): void;
  /** Ends all watches and waits for running reads. No callback is called afterwards. */
  close(): Promise<void>;
}

/** Concurrent reads, so that a slow AudioPod doesn't make reads wait for each other. */
const MOST_READS_AT_ONCE = 5;

/**
 * Starts a watcher. Create exactly one per AudioPod key and process: it enforces the key's rate limit.
 *
 * It reads a job when it is expected to end, reads many jobs with one request if the service has a list,
 * shares reads fairly between tenants, and pauses when AudioPod asks for it.
 */
export function createWatcher(parts: WatcherParts): Watcher {
  const { clock, durations, log = silentLog, observer = silentObserver } = parts;
  const closing = new AbortController();
  const wakeSignal = createWakeSignal(clock);
  const watches = createWatches();
  const rateLimit = createStatusRateLimit(parts.readsPerMinute, clock);
  const hold = createKeyHold(parts.holds, rateLimit);
  const events = createJobEvents(clock);
  const shared = { ...parts, log, observer, watches, events, signal: closing.signal };
  const reads = createStatusReads({
    ...shared,
    rateLimit,
    answers: createAnswers(shared),
    listBackoff: createListBackoff(clock),
  });
  const underWay = new Set<Promise<void>>();

  function launch(read: Promise<void>): void {
    const tracked = read.finally(() => {
      underWay.delete(tracked);
      wakeSignal.ring();
    });
    underWay.add(tracked);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const dueAtMs = underWay.size < MOST_READS_AT_ONCE ? watches.nextDueMs() : undefined;
      if (dueAtMs === undefined) {
        await wakeSignal.wait();
      } else if (dueAtMs > clock.now()) {
        await wakeSignal.wait(dueAtMs - clock.now());
      } else {
        await rateLimit.take(closing.signal);
        // Chosen only now: something more urgent may have come while this read waited for the rate limit.
        const due = watches.takeDue(clock.now());
        if (due === undefined) continue;
        // Otherwise another process may read it by now, within the same budget.
        if (hold.isHeld() && (due.job.order.isHeld?.() ?? true)) launch(reads.read(due));
        else watches.remove(due);
      }
    }
  }

  const running = run().catch((error: unknown) => {
    if (!closing.signal.aborted) log.error({ error }, 'watcher-stopped');
  });

  return {
    claim: hold.claim,
    giveUp: hold.giveUp,
    watch(order, onSeen, onGone, onRefused = () => {}) {
      if (closing.signal.aborted) throw new BotError('restarting', 'The watcher is closed');
      const earlier = watches.find(order.service, order.providerId);
      if (earlier !== undefined) watches.remove(earlier);
      const expected = durations.expect(order.service, order.audioSeconds);
      const watched = watches.all().length + 1;
      const job = beginWatch(order, expected, clock.now(), watched, events.areReliable());
      const isEarly = events.takeEarly(jobKey(order.service, order.providerId));
      const watch: Watch = {
        job: isEarly ? planNow(job, clock.now()) : job,
        onSeen,
        onGone,
        onRefused,
        refusedSinceMs: undefined,
        reading: false,
        nudged: isEarly,
        announced: isEarly,
        unlisted: false,
      };
      watches.add(watch);
      wakeSignal.ring();
      return { [Symbol.dispose]: () => watches.remove(watch) };
    },
    usualMs: durations.usualMs,
    expect: ({ service, audioSeconds }) => durations.expect(service, audioSeconds),
    forget(service, providerId) {
      const watch = watches.find(service, providerId);
      if (watch !== undefined) watches.remove(watch);
    },
    nudge(service, providerId) {
      const watch = watches.find(service, providerId);
      if (watch === undefined) {
        events.note(jobKey(service, providerId));
        return;
      }
      watch.nudged = true;
      watch.announced = true;
      watch.job = planNow(watch.job, clock.now());
      wakeSignal.ring();
    },
    async close() {
      closing.abort(new BotError('restarting', 'The watcher was closed'));
      wakeSignal.ring();
      await running;
      await Promise.allSettled(underWay);
      await hold.giveUp().catch((error: unknown) => log.warn({ error }, 'watch-not-given-up'));
    },
  };
}
