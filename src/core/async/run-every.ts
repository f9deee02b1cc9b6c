import type { Clock } from './clock.ts';

/**
 * Runs a task immediately and again after each pause, until the signal aborts.
 *
 * A failed run is passed to `onFailure` and doesn't end the series.
 */
export async function runEvery(
  everyMs: number,
  task: (signal: AbortSignal) => Promise<void>,
  { clock, onFailure }: { readonly clock: Clock; readonly onFailure: (error: unknown) => void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await task(signal);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
}
