import { BotError } from '../model/errors.ts';

/** What a failed status read means for later reads. None of them means that the job failed. */
export type ReadFailure =
  /** The whole key must pause for a while. */
  | { readonly kind: 'pause'; readonly pauseMs: number }
  /** AudioPod rejects the key for every call. */
  | { readonly kind: 'refused'; readonly pauseMs: number }
  /** The key is revoked, has expired, or lacks permission for this read (AudioPod API notes 9.1). */
  | { readonly kind: 'forbidden' }
  /** AudioPod doesn't know the job, or the path. */
  | { readonly kind: 'missing' }
  /** Anything else: a broken connection, a fault at AudioPod, an invalid response. */
  | { readonly kind: 'failed' };

const BUSY_PAUSE_MS = 15_000;
const UNAUTHORIZED_PAUSE_MS = 60_000;
/** A longer `Retry-After` is treated as a mistake: jobs must not be ignored for days. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Classifies a thrown value. `Retry-After` counts for every status, not only 429. */
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
