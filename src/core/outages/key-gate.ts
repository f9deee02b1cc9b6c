import { type BreakerState, createCircuitBreaker, RECOVERY_STEP_MS } from '../async/circuit-breaker.ts';
import type { Clock } from '../async/clock.ts';
import type { Observer } from '../ports/observer.ts';
import type { Gate } from './gate.ts';

/** The gate of one AudioPod key. */
export interface KeyGate extends Gate {
  /** Reports how a request ended. Anything AudioPod answered itself, refusals included, shows that it works. */
  readonly providerRequest: Observer['providerRequest'];
  /** Stops probing. */
  close(): Promise<void>;
}

/** Failures in a row, and for how long, that are worth a probe. */
const SUSPICIOUS_FAILURES = 5;
const SUSPICIOUS_MS = 10_000;
const SHORTEST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30_000;
const PROBE_MS = 15_000;
/** For so long after an answer, AudioPod works for certain. */
const CERTAIN_MS = 30_000;

/**
 * Creates the gate of a key. After several failed requests in a row it probes AudioPod, and closes only if
 * that fails too: a single broken service is no outage. From then on only the probe decides.
 *
 * @param probe a free request that needs the key and is not retried.
 */
export function createKeyGate(parts: {
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onChange: (state: BreakerState) => void;
}): KeyGate {
  const { probe, clock, random, onChange } = parts;
  const closing = new AbortController();
  const breaker = createCircuitBreaker({
    clock,
    random,
    failures: 1,
    spanMs: 0,
    shortestPauseMs: SHORTEST_PAUSE_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    triesWork: false,
    onChange,
  });
  let inRow = 0;
  let rowSinceMs = 0;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let probing: Promise<void> | undefined;

  const isAlive = async (): Promise<boolean> => {
    try {
      await probe(AbortSignal.any([closing.signal, clock.timeout(PROBE_MS)]));
      return true;
    } catch (error) {
      return isAnswer(error);
    }
  };

  /** Probes until AudioPod works and the recovery is over. */
  const watchOutage = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const alive = await isAlive();
      if (closing.signal.aborted) return;
      inRow = 0;
      if (alive) answeredMs = clock.now();
      if (alive) breaker.succeeded();
      else breaker.failed();
      const state = breaker.state();
      if (state === 'closed') return;
      const ageMs = clock.now() - (breaker.openSinceMs() ?? clock.now());
      const pauseMs = Math.min(Math.max(ageMs / 4, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
      await clock
        .sleep(state === 'recovering' ? RECOVERY_STEP_MS : pauseMs, closing.signal)
        .catch(() => undefined);
    }
  };

  const beginProbing = (): void => {
    probing ??= watchOutage().finally(() => {
      probing = undefined;
    });
  };

  return {
    enter(isDoubted = false) {
      if (!isDoubted || breaker.state() !== 'closed') return breaker.enter();
      if (clock.now() - answeredMs <= CERTAIN_MS) return undefined;
      beginProbing();
      return SHORTEST_PAUSE_MS;
    },
    isDown: () => breaker.state() !== 'closed',
    providerRequest(_route, status) {
      // The probe's own requests are reported too.
      if (probing !== undefined) return;
      if (typeof status === 'number' && status < 500) {
        inRow = 0;
        answeredMs = clock.now();
        return;
      }
      if (inRow === 0) rowSinceMs = clock.now();
      inRow += 1;
      if (inRow < SUSPICIOUS_FAILURES || clock.now() - rowSinceMs < SUSPICIOUS_MS) return;
      beginProbing();
    },
    async close() {
      closing.abort();
      await probing;
    },
  };
}

/** Whether AudioPod answered, if only to refuse. */
function isAnswer(error: unknown): boolean {
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status < 500;
}
