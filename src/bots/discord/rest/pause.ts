import type { Clock } from '../../../core/async/clock.ts';

/** The first pause. Cloudflare, in front of Discord, refuses an address for about a minute (error 1015). */
const DEFAULT_MS = 60_000;
/** The longest that the bot chooses itself, and the longest that a response may ask for. */
const LONGEST_DEFAULT_MS = 10 * 60_000;
const LONGEST_MS = 60 * 60_000;

const UNTIL = 0;
const PAUSES = 1;

/** A request that was not sent, or was refused with everything else, because Discord refuses this address. */
export class DiscordPaused extends Error {
  override readonly name = 'DiscordPaused';
  readonly leftMs: number;

  constructor(leftMs: number) {
    super(`Discord refuses this address for another ${Math.ceil(leftMs / 1000)} s`);
    this.leftMs = leftMs;
  }
}

/** A pause of every request to Discord, on all routes, tokens and threads. */
export interface Pause {
  /** @throws {DiscordPaused} during a pause. */
  throwIfPaused(): void;
  /**
   * Begins a pause, or lengthens the one that has begun, and returns the error of the request that caused it.
   *
   * @param askedMs how long Discord asks to wait. Default: a minute, then twice as long after each pause that
   * a refusal follows.
   */
  begin(askedMs: number | undefined): DiscordPaused;
  /** Records that Discord accepts requests again. */
  end(): void;
}

/** Returns memory for a pause that several threads share. */
export function createPauseMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

/**
 * Creates a view of the pause in `memory`. Requests under way when a pause begins are refused together, which
 * counts as one refusal.
 */
export function createPause(memory: SharedArrayBuffer, clock: Pick<Clock, 'now'>): Pause {
  const cells = new BigInt64Array(memory);
  const leftMs = (): number => Number(Atomics.load(cells, UNTIL)) - clock.now();
  const pauseFor = (durationMs: number): void => {
    Atomics.store(cells, UNTIL, BigInt(Math.ceil(clock.now() + Math.min(durationMs, LONGEST_MS))));
  };
  return {
    throwIfPaused() {
      const left = leftMs();
      if (left > 0) throw new DiscordPaused(left);
    },
    begin(askedMs = 0) {
      if (leftMs() <= 0) {
        const before = Number(Atomics.add(cells, PAUSES, 1n));
        const defaultMs = Math.min(DEFAULT_MS * 2 ** Math.min(before, 10), LONGEST_DEFAULT_MS);
        pauseFor(Math.max(askedMs, defaultMs));
      } else if (askedMs > leftMs()) {
        pauseFor(askedMs);
      }
      return new DiscordPaused(leftMs());
    },
    end() {
      // A response to a request sent before the pause proves nothing.
      if (leftMs() <= 0) Atomics.store(cells, PAUSES, 0n);
    },
  };
}
