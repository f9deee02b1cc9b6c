import type { Clock } from '../core/async/clock.ts';
import { runEvery } from '../core/async/run-every.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';
import { type BoxKeys, seal, unseal } from '../core/model/secret-box.ts';
import type { Log } from '../core/ports/log.ts';
import type { OpenRequests, RequestsToTakeOver, RequestToRecord } from '../core/ports/open-requests.ts';

/** A request that an earlier process acknowledged and did not answer. */
export interface LeftBehind {
  readonly key: string;
  readonly payload: string;
  readonly receivedAtMs: number;
  /** Whether it was tried so often that it may be what ends the process. It must only be explained then. */
  readonly isGivenUp: boolean;
}

/** The outcome of carrying a request on: it's answered, or it's worth another try later. */
export type CarryOn = (left: LeftBehind) => Promise<'answered' | 'later'>;

/**
 * Keeps an adapter's requests from before their acknowledgement until they are answered, so that a crash in
 * between leaves nobody waiting.
 */
export interface RequestJournal {
  /**
   * Records a request. Never rejects, and takes a limited time: the acknowledgement waits for it.
   *
   * @param payload all that is needed to carry it on; encrypted here.
   */
  record(key: string, payload: string): Promise<void>;
  /**
   * Claims a recorded request. @returns whether the caller is the one to work on it.
   *
   * @throws {BotError} `ledger-unavailable`.
   */
  claim(key: string): Promise<boolean>;
  /** Records a request and claims it, in one statement; as {@link record} and {@link claim}. */
  recordAndClaim(key: string, payload: string): Promise<() => Promise<boolean>>;
  /** Notes that a request is answered, or that nobody waits for an answer. */
  answered(key: string): void;
  /** Leaves a request to another process, or to this one later. */
  leave(key: string): void;
  /** Carries on what other processes left, now and again and again, until the signal aborts. Never rejects. */
  keepCarryingOn(carryOn: CarryOn, signal: AbortSignal): Promise<void>;
  /** Stores what is still to be noted. */
  close(): Promise<void>;
}

/** How a platform's requests are kept. */
export interface JournalSettings {
  readonly requests: OpenRequests;
  readonly platform: string;
  /** How long the platform may repeat a request. */
  readonly ttlMs: number;
  /** How long a request can be answered. */
  readonly answerableMs: number;
  /** Whether requests of earlier processes may be taken at once: no other process can be at work on them. */
  readonly isAlone: boolean;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}

/** A slow database delays an acknowledgement no longer: platforms wait three seconds for it. */
const RECORDED_WITHIN_MS = 700;
/** Longer than any process works on a request. */
const IDLE_MS = 90_000;
/**
 * Longer than it takes to acknowledge a request that is recorded, and then to claim it. A process that is slower
 * fails to claim it.
 */
const UNCLAIMED_MS = 15_000;
const IDLE = { idleMs: IDLE_MS, unclaimedMs: UNCLAIMED_MS };
const LOOK_EVERY_MS = 15_000;
/** Several answers are noted together. */
const NOTE_AFTER_MS = 250;
const MOST_ATTEMPTS = 3;
const MOST_AT_ONCE = 10;

/** Creates the journal of one platform. */
export function createRequestJournal(settings: JournalSettings): RequestJournal {
  const { requests, platform, ttlMs, answerableMs, keys, clock, log } = settings;
  const closed = new AbortController();
  const createdAtMs = clock.now();
  /** Requests that this process works on. */
  const underWay = new Map<string, RequestToRecord>();
  let toNote = new Set<string>();
  /** Answered since the last look began: what that look found may still include them. */
  const answeredLately = new Set<string>();
  let noting: Promise<void> | undefined;

  const begin = (key: string, payload: string): RequestToRecord => {
    const sealed = seal(payload, purposeOf(key), keys);
    const request = { key, ttlMs, platform, payload: sealed, answerableMs };
    underWay.set(key, request);
    return request;
  };

  const inTime = async (work: Promise<unknown>, key: string): Promise<void> => {
    await unlessAborted(work, clock.timeout(RECORDED_WITHIN_MS)).catch((error: unknown) => {
      log.warn({ request: key, error }, 'request-not-recorded');
    });
  };

  const note = async (): Promise<void> => {
    await clock.sleep(NOTE_AFTER_MS, closed.signal).catch(() => {});
    const keysNow = [...toNote];
    toNote = new Set();
    try {
      await requests.answered(keysNow);
    } catch (error) {
      log.warn({ requests: keysNow.length, error }, 'answers-not-noted');
      // With the next answer. Until then another process may carry them on, which changes nothing.
      for (const key of keysNow) toNote.add(key);
    }
  };

  const answered = (key: string): void => {
    underWay.delete(key);
    toNote.add(key);
    answeredLately.add(key);
    noting ??= note().finally(() => {
      noting = undefined;
    });
  };

  const carryOnOne = async (
    left: LeftBehind & { readonly sealed: string },
    carryOn: CarryOn,
  ): Promise<void> => {
    const { key } = left;
    try {
      underWay.set(key, { key, ttlMs, platform, payload: left.sealed, answerableMs });
      log.info({ request: key, isGivenUp: left.isGivenUp }, 'request-carried-on');
      if ((await carryOn(left)) === 'answered') answered(key);
    } catch (error) {
      log.warn({ request: key, error }, 'request-not-carried-on');
    } finally {
      underWay.delete(key);
    }
  };

  const look = async (
    idle: Pick<RequestsToTakeOver, 'idleMs' | 'unclaimedMs'>,
    carryOn: CarryOn,
    signal: AbortSignal,
  ): Promise<void> => {
    const before = [...answeredLately].filter((key) => !toNote.has(key));
    const lost = await requests.expire();
    for (const key of lost) log.warn({ request: key }, 'request-unanswered');
    for (;;) {
      const left = await requests.takeOver({
        platform,
        ...idle,
        except: [...underWay.keys()],
        limit: MOST_AT_ONCE,
      });
      await Promise.all(
        left.map(async ({ key, payload: sealed, receivedAtMs, attempts }) => {
          const payload = unseal(sealed, purposeOf(key), keys);
          if (payload === undefined || answeredLately.has(key)) return;
          const isGivenUp = attempts > MOST_ATTEMPTS;
          await carryOnOne({ key, payload, sealed, receivedAtMs, isGivenUp }, carryOn);
        }),
      );
      if (left.length < MOST_AT_ONCE || signal.aborted) break;
    }
    for (const key of before) answeredLately.delete(key);
  };

  return {
    record: (key, payload) => inTime(requests.record(begin(key, payload)), key),
    claim: async (key) => {
      const request = underWay.get(key);
      return request !== undefined && requests.claim(request);
    },
    async recordAndClaim(key, payload) {
      const claiming = requests.claim(begin(key, payload));
      await inTime(claiming, key);
      return () => claiming;
    },
    answered,
    leave: (key) => void underWay.delete(key),
    async keepCarryingOn(carryOn, signal) {
      const onFailure = (error: unknown): void => log.warn({ error }, 'requests-not-looked-for');
      // Never what this process has recorded itself: taken over, it could no longer be claimed.
      const aliveMs = clock.now() - createdAtMs;
      let idle = settings.isAlone ? { idleMs: aliveMs, unclaimedMs: aliveMs } : IDLE;
      const next = async (): Promise<void> => {
        await look(idle, carryOn, signal);
        idle = IDLE;
      };
      await runEvery(LOOK_EVERY_MS, next, { clock, onFailure }, signal);
    },
    async close() {
      closed.abort();
      await noting;
      if (toNote.size > 0) await note();
    },
  };
}

function purposeOf(key: string): string {
  return `open-request:${key}`;
}
