import type { Clock } from './clock.ts';

/** `open`: nothing may begin. `recovering`: only a few at a time. */
export type BreakerState = 'closed' | 'open' | 'recovering';

/** Decides whether work that needs a service may begin, by how earlier work ended. */
export interface CircuitBreaker {
  state(): BreakerState;
  /** When it opened; absent while it is closed. Opening again during recovery doesn't change it. */
  openSinceMs(): number | undefined;
  /**
   * Returns `undefined` if work may begin now, or else how long to wait before asking again. Asking counts:
   * call it only for work that then begins.
   */
  enter(): number | undefined;
  succeeded(): void;
  failed(): void;
}

/** The settings of a breaker. All durations are in milliseconds. */
export interface BreakerOptions {
  readonly clock: Clock;
  /** Returns a number from 0 to 1, so that what waits doesn't come back all at once. */
  readonly random: () => number;
  /** How many failures in a row open it, and how long the row must last at least. */
  readonly failures: number;
  readonly spanMs: number;
  readonly shortestPauseMs: number;
  readonly longestPauseMs: number;
  /** Whether work itself is let through now and then while open. Otherwise something else must report success. */
  readonly triesWork: boolean;
  readonly onChange?: (state: BreakerState) => void;
}

/** How much may begin in each step of the recovery; then everything may. */
const RECOVERY = [2, 4, 8] as const;
export const RECOVERY_STEP_MS = 5_000;
/** Pauses grow with the age of the outage. */
const PAUSE_PER_AGE = 1 / 4;

/**
 * Creates a closed breaker.
 *
 * The libraries of this kind reject calls, know only one trial between open and closed, and take their own
 * time. Here work waits instead, comes back by degrees, and time is passed in.
 */
export function createCircuitBreaker(options: BreakerOptions): CircuitBreaker {
  const { clock, random, failures, spanMs, shortestPauseMs, longestPauseMs, triesWork } = options;
  let state: BreakerState = 'closed';
  let inRow = 0;
  let rowSinceMs = 0;
  let openedMs = 0;
  let tryAtMs = 0;
  let recoveringMs = 0;
  let step = 0;
  let entered = 0;

  function become(next: BreakerState): void {
    if (next === state) return;
    state = next;
    options.onChange?.(next);
  }

  function pauseMs(): number {
    const byAge = (clock.now() - openedMs) * PAUSE_PER_AGE;
    return Math.min(Math.max(byAge, shortestPauseMs), longestPauseMs) * (1 + random() / 4);
  }

  /** Time alone ends the recovery, when nothing has failed. */
  function current(): BreakerState {
    if (state !== 'recovering') return state;
    const now = Math.floor((clock.now() - recoveringMs) / RECOVERY_STEP_MS);
    if (now !== step) entered = 0;
    step = now;
    if (step >= RECOVERY.length) {
      inRow = 0;
      become('closed');
    }
    return state;
  }

  function open(): void {
    if (state === 'closed') openedMs = clock.now();
    tryAtMs = clock.now() + pauseMs();
    become('open');
  }

  return {
    state: current,
    openSinceMs: () => (current() === 'closed' ? undefined : openedMs),
    enter() {
      const now = current();
      if (now === 'closed') return undefined;
      if (now === 'open') {
        if (!triesWork || clock.now() < tryAtMs) return Math.ceil(pauseMs());
        tryAtMs = clock.now() + pauseMs();
        return undefined;
      }
      entered += 1;
      if (entered <= (RECOVERY[step] ?? 0)) return undefined;
      const stepEndsMs = recoveringMs + (step + 1) * RECOVERY_STEP_MS;
      return Math.ceil(stepEndsMs - clock.now() + random() * RECOVERY_STEP_MS);
    },
    succeeded() {
      const now = current();
      inRow = 0;
      if (now !== 'open') return;
      recoveringMs = clock.now();
      step = 0;
      // What succeeded was the first.
      entered = 1;
      become('recovering');
    },
    failed() {
      const now = current();
      if (now === 'open') return;
      if (inRow === 0) rowSinceMs = clock.now();
      inRow += 1;
      const isEnough = inRow >= failures && clock.now() - rowSinceMs >= spanMs;
      if (now === 'recovering' || isEnough) open();
    },
  };
}
