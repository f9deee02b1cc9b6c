import type { Clock } from '../async/clock.ts';
import { withDeadline } from '../async/deadline.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { BotError } from '../model/errors.ts';
import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Service } from '../model/service.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { Page } from '../ports/provider.ts';
import type { ListBackoff } from './list-backoff.ts';
import { listPages } from './list-pages.ts';
import { type ReadFailure, readFailureOf } from './read-failure.ts';
import type { Answers } from './status-answers.ts';
import type { StatusRateLimit } from './status-rate-limit.ts';
import type { StatusSource } from './status-source.ts';
import { planNow, USUAL_WAIT_MS } from './watched-job.ts';
import type { Watch, Watches } from './watches.ts';

/** Reads job states from AudioPod. */
export interface StatusReads {
  /**
   * Reads the job, alone or with all others of its service. The caller has already taken its read from the
   * rate limit. Never rejects.
   */
  read(due: Watch): Promise<void>;
}

type ListPage = (page: Page, signal: AbortSignal) => Promise<readonly ProviderJob[]>;

/** From this many jobs of a service, a page of its list is cheaper than reading each. */
const FEWEST_FOR_LIST = 2;
/** The longest a status read may take, regardless of the transport's own deadline. */
const LONGEST_READ_MS = 30_000;

/** Creates the reading half of a watcher. */
export function createStatusReads(parts: {
  readonly services: Readonly<Record<Service, StatusSource>>;
  readonly watches: Watches;
  readonly answers: Answers;
  readonly rateLimit: StatusRateLimit;
  readonly listBackoff: ListBackoff;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly observer: Pick<Observer, 'statusRead'>;
  readonly signal: AbortSignal;
}): StatusReads {
  const { services, watches, answers, rateLimit, listBackoff, clock, random, log, observer, signal } = parts;
  let troubled = false;

  function heedFailure(error: unknown): ReadFailure {
    const failure = readFailureOf(error);
    if (signal.aborted) return failure;
    if ('pauseMs' in failure) rateLimit.pauseUntil(clock.now() + failure.pauseMs + 1_000 * random());
    if (failure.kind === 'refused') answers.refused();
    // An outage is logged as one warning, not one per read.
    log[troubled ? 'debug' : 'warn']({ error, ...failure }, 'status-read-failed');
    troubled = true;
    return failure;
  }

  async function ask<T>(kind: 'single' | 'list', read: (limit: AbortSignal) => Promise<T>): Promise<T> {
    observer.statusRead(kind);
    const answer = await withDeadline(
      {
        clock,
        durationMs: LONGEST_READ_MS,
        signal,
        failure: (cause) => new BotError('audiopod-unreachable', cause.message, { cause }),
      },
      // A read that ignores its signal must not delay the others.
      (bounded) => unlessAborted(read(bounded), bounded),
    );
    if (troubled) log.info({}, 'status-reads-work-again');
    troubled = false;
    return answer;
  }

  async function readOne(source: StatusSource, watch: Watch): Promise<void> {
    const atMs = clock.now();
    try {
      const answer = await ask('single', (limit) => source.job(watch.job.order.providerId, limit));
      answers.seen(watch, answer, atMs);
    } catch (error) {
      answers.failed(watch, heedFailure(error));
    }
  }

  async function readList(service: Service, list: ListPage, together: readonly Watch[]): Promise<void> {
    const left = new Map(together.map((watch) => [watch.job.order.providerId, watch]));
    const wanted = together.map((watch) => watch.job.order);
    let atMs = clock.now();
    const readPage = async (page: Page): Promise<readonly ProviderJob[]> => {
      // The first page was taken from the rate limit before this read was chosen.
      if (page.skip > 0) await rateLimit.take(signal);
      atMs = clock.now();
      return ask('list', (limit) => list(page, limit));
    };
    try {
      for await (const page of listPages(wanted, readPage)) {
        for (const answer of page) {
          const watch = left.get(answer.id);
          if (watch === undefined) continue;
          left.delete(answer.id);
          // A list may contain less than the job itself; links are worth another read.
          if (answer.state === 'completed' && answer.outputs.length === 0) answers.unlisted(watch);
          else answers.seen(watch, answer, atMs);
        }
      }
      for (const watch of left.values()) answers.unlisted(watch);
      if (left.size === together.length) listBackoff.useless(service);
      else listBackoff.helped(service);
    } catch (error) {
      const failure = heedFailure(error);
      if (failure.kind === 'missing') listBackoff.useless(service);
      // A key that may not read the list may still read each job.
      if (failure.kind !== 'failed' && failure.kind !== 'forbidden') return;
      listBackoff.failed(service);
      for (const watch of left.values()) answers.failed(watch, { kind: 'failed' });
    }
  }

  /** Returns the jobs one list read would cover; empty if a single read is better. */
  function togetherWith(due: Watch): readonly Watch[] {
    const { service } = due.job.order;
    if (due.unlisted || !listBackoff.has(service)) return [];
    const listed = watches.waiting(service).filter((watch) => !watch.unlisted);
    const soonMs = clock.now() + USUAL_WAIT_MS[service];
    // One announced job is read by itself, which is surest. Many at once would exceed the rate limit.
    const isWanted = (watch: Watch): boolean => (due.nudged ? watch.nudged : watch.job.dueAtMs <= soonMs);
    const wanting = listed.filter(isWanted);
    return wanting.length >= FEWEST_FOR_LIST ? listed : [];
  }

  return {
    async read(due) {
      const { service } = due.job.order;
      const source = services[service];
      const list = source.jobs?.bind(source);
      const together = list === undefined ? [] : togetherWith(due);
      const covered = together.length > 0 ? together : [due];
      for (const watch of covered) {
        watch.reading = true;
        watch.nudged = false;
      }
      try {
        if (list !== undefined && together.length > 0) await readList(service, list, together);
        else await readOne(source, due);
      } finally {
        for (const watch of covered) {
          watch.reading = false;
          // A nudge arrived while the response may already have been on its way.
          if (watch.nudged) watch.job = planNow(watch.job, clock.now());
        }
      }
    },
  };
}
