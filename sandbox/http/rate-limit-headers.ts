import type { SandboxClock } from '../clock.ts';

/** The free plan's published limit (AudioPod API notes 10). */
const REQUESTS_PER_MINUTE = 100;

/**
 * Counts requests per minute and reports the count in headers (AudioPod API notes 9.3). Never refuses one.
 */
export function createRateLimitHeaders(clock: SandboxClock): () => Readonly<Record<string, string>> {
  let minute = 0;
  let count = 0;
  return () => {
    const now = Math.floor(clock.now() / 60_000);
    if (now !== minute) count = 0;
    minute = now;
    count += 1;
    return {
      'X-RateLimit-Limit': String(REQUESTS_PER_MINUTE),
      'X-RateLimit-Remaining': String(Math.max(0, REQUESTS_PER_MINUTE - count)),
      'X-RateLimit-Reset': String((minute + 1) * 60),
    };
  };
}
