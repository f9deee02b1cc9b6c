/**
 * Reads `Retry-After`: a number of seconds or an HTTP date (RFC 9110 section 10.2.3).
 *
 * @returns milliseconds from `nowMs`, never negative; `undefined` when there is nothing readable.
 */
export function retryAfterMs(value: unknown, nowMs: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.max(0, value * 1000) : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
