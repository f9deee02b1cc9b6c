import { BotError } from '../model/errors.ts';

/** What a status read that failed means for the reads to come. None of them means that the job failed. */
export type ReadFailure =
  /** The whole key has to be quiet for a while. */
  | { readonly kind: 'pause'; readonly pauseMs: number }
  /** AudioPod does not accept the key, for anything. */
  | { readonly kind: 'refused'; readonly pauseMs: number }
  /** The key is revoked or has expired, or lacks what this read takes (AudioPod API notes 9.1). */
  | { readonly kind: 'forbidden' }
  /** AudioPod knows no such job, or no such address. */
  | { readonly kind: 'missing' }
  /** Anything else: a broken line, a fault at AudioPod, an answer without sense. */
  | { readonly kind: 'failed' };

const BUSY_PAUSE_MS = 15_000;
const UNAUTHORIZED_PAUSE_MS = 60_000;
/** A longer `Retry-After` is taken for a slip: jobs must not be forgotten for days. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Reads a thrown value. `Retry-After` counts wherever it comes from, not only on 429. */
export function readFailureOf(error: unknown): ReadFailure {
  if (!(error instanceof BotError)) return { kind: 'failed' };
  const retryAfterMs: unknown = 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  if (typeof retryAfterMs === 'number' && retryAfterMs > 0) {
    return { kind: 'pause', pauseMs: Math.min(retryAfterMs, LONGEST_PAUSE_MS) };
  }
  switch (error.code) {
    case 'audiopod-busy':
      return { kind: 'pause', pauseMs: BUSY_PAUSE_MS };
    case 'audiopod-unauthorized':
      return { kind: 'refused', pauseMs: UNAUTHORIZED_PAUSE_MS };
    case 'audiopod-forbidden':
      return { kind: 'forbidden' };
    case 'audiopod-not-found':
    case 'audiopod-not-offered':
      return { kind: 'missing' };
    default:
      return { kind: 'failed' };
  }
}
