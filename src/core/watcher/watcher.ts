import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import { type Log, silentLog } from '../ports/log.ts';
import { type Observer, silentObserver } from '../ports/observer.ts';
import type { LearnedDurations } from './learned-durations.ts';
import { createListBackoff } from './list-backoff.ts';
import { createAnswers } from './status-answers.ts';
import { createStatusRateLimit } from './status-rate-limit.ts';
import { createStatusReads } from './status-reads.ts';
import type { StatusSource } from './status-source.ts';
import { createWakeSignal } from './wake-signal.ts';
import { beginWatch, planNow, type WatchOrder } from './watched-job.ts';
import { createWatches, type Watch } from './watches.ts';

/** What a watcher needs. */
export interface WatcherParts {
  readonly services: Readonly<Record<Service, StatusSource>>;
  /** How many requests the watcher may make in any minute. Lists count page by page. */
  readonly readsPerMinute: number;
  readonly clock: Clock;
  /** A number from 0 up to 1, as `Math.random` gives it. */
  readonly random: () => number;
  readonly durations: LearnedDurations;
  readonly log?: Log;
  readonly observer?: Pick<Observer, 'statusRead'>;
}

/** Keeps an eye on all running jobs of one AudioPod key. */
export interface Watcher {
  /**
   * Watches one job until it is over. A second watch of the same job takes the place of the first.
   *
   * @param onSeen called with each answer that says something new, the last time with a terminal one.
   * @param onGone called, as the last thing, when AudioPod has said three times in a row that there is no
   *   such job.
   * @param onRefused called each time AudioPod refuses the key, from the second time on. The job is looked at more and
   *   more seldom then, and `onSeen` is called as soon as it answers again, also with what is no news.
   * @returns disposing of it ends the watch without a word.
   * @throws {BotError} `restarting` once the watcher is closed.
   */
  watch(
    order: WatchOrder,
    onSeen: (job: ProviderJob) => void,
    onGone: () => void,
    onRefused?: () => void,
  ): Disposable;
  /** Ends the watch of one job without a word. */
  forget(service: Service, providerId: string): void;
  /** Looks at one job before all others: somebody heard that there is news. Unknown jobs are ignored. */
  nudge(service: Service, providerId: string): void;
  /** Ends all watches and waits for reads under way to end. Nobody is called back any more. */
  close(): Promise<void>;
}

/** AudioPod being slow must not make the reads wait for each other. */
const MOST_READS_AT_ONCE = 5;

/**
 * Starts a watcher. There must be one per AudioPod key and process, because it alone keeps the key's request
 * budget. It looks when a job can be expected to end, reads many jobs with one request where the service has a
 * list, shares its reads fairly between tenants, and goes quiet when AudioPod asks for it.
 */
export function createWatcher(parts: WatcherParts): Watcher {
  const { clock, durations, log = silentLog, observer = silentObserver } = parts;
  const closing = new AbortController();
  const wakeSignal = createWakeSignal(clock);
  const watches = createWatches();
  const rateLimit = createStatusRateLimit(parts.readsPerMinute, clock);
  const shared = { ...parts, log, observer, watches, signal: closing.signal };
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
        // Chosen only now: while this read waited for its place, something more urgent may have come.
        const due = watches.takeDue(clock.now());
        if (due !== undefined) launch(reads.read(due));
      }
    }
  }

  const running = run().catch((error: unknown) => {
    if (!closing.signal.aborted) log.error({ error }, 'watcher-stopped');
  });

  return {
    watch(order, onSeen, onGone, onRefused = () => {}) {
      if (closing.signal.aborted) throw new BotError('restarting', 'The watcher is closed');
      const earlier = watches.find(order.service, order.providerId);
      if (earlier !== undefined) watches.remove(earlier);
      const expected = durations.expect(order.service, order.audioSeconds);
      const watch: Watch = {
        job: beginWatch(order, expected, clock.now()),
        onSeen,
        onGone,
        onRefused,
        refusedSinceMs: undefined,
        reading: false,
        nudged: false,
        unlisted: false,
      };
      watches.add(watch);
      wakeSignal.ring();
      return { [Symbol.dispose]: () => watches.remove(watch) };
    },
    forget(service, providerId) {
      const watch = watches.find(service, providerId);
      if (watch !== undefined) watches.remove(watch);
    },
    nudge(service, providerId) {
      const watch = watches.find(service, providerId);
      if (watch === undefined) return;
      watch.nudged = true;
      watch.job = planNow(watch.job, clock.now());
      wakeSignal.ring();
    },
    async close() {
      closing.abort(new BotError('restarting', 'The watcher was closed'));
      wakeSignal.ring();
      await running;
      await Promise.allSettled(underWay);
    },
  };
}
