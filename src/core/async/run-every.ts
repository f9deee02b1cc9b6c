import type { Log } from '../ports/log.ts';
import type { Clock } from './clock.ts';

/** Does something at once and then again after each pause, until the signal aborts. A failure is logged, no more. */
export async function runEvery(
  name: string,
  everyMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ error }, `${name}-failed`);
    }
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
}
