import type { Clock } from '../async/clock.ts';
import type { Notices, Recipient } from '../ports/notices.ts';
import type { Seen } from '../ports/store.ts';

const DEADLINE_MS = 30_000;
/** How long one sender has to send the notice. A crashed sender must not block it for longer. */
const TURN_MS = 60_000;

/** An unprompted message that is sent once. */
export interface OnceNotice {
  /** The topic. Once sent, it is not sent again for `everyMs`. */
  readonly about: string;
  readonly everyMs: number;
  readonly to: Recipient;
  /** The final text. */
  readonly text: string;
}

/**
 * Sends a notice that must not be lost: a failed one counts as unsent, and the next caller a minute later
 * sends it. A process that crashes between sending and recording it causes a second notice.
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
