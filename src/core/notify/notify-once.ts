import type { Clock } from '../async/clock.ts';
import type { Notices, Recipient } from '../ports/notices.ts';
import type { Seen } from '../ports/store.ts';

const DEADLINE_MS = 30_000;
/** How long one may take to say it. Whoever has died over it must not keep others from saying it for longer. */
const TURN_MS = 60_000;

/** Something to be said of the bot's own accord. */
export interface OnceNotice {
  /** What it is about. Once said, it is not said again for `everyMs`. */
  readonly about: string;
  readonly everyMs: number;
  readonly to: Recipient;
  /** Final words. */
  readonly text: string;
}

/**
 * Says something that must not be lost: what could not be said counts as unsaid, and whoever has the same to say a
 * minute later says it. So one that dies between saying it and noting that it did has it said twice.
 *
 * @throws {BotError} what {@link Notices.tell} and the store throw.
 */
export async function notifyOnce(
  {
    notices,
    seen,
    clock,
  }: { readonly notices: Notices; readonly seen: Pick<Seen, 'first' | 'keep'>; readonly clock: Clock },
  { about, everyMs, to, text }: OnceNotice,
  signal: AbortSignal,
): Promise<void> {
  if (!(await seen.first(about, TURN_MS))) return;
  await notices.tell(to, text, AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]));
  await seen.keep(about, everyMs);
}
