import type { Clock } from '../../../core/async/clock.ts';
import { doubling, retry } from '../../../core/async/retry.ts';
import type { Acknowledgement } from '../payload/acknowledgement.ts';
import type { InteractionAddress } from '../payload/interaction-header.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';

/** About three seconds in all. Longer than Discord waits for the response itself. */
const ATTEMPTS = 7;
const FIRST_PAUSE_MS = 50;

/**
 * Waits until Discord shows an acknowledgement that it got as the response to its own request. Discord handles that
 * a moment after it was sent; until then the interaction’s token is unknown, and a reply would be refused.
 *
 * @returns `unknown` if Discord doesn’t show it. Then the connection may have broken off.
 */
export async function confirmShown(
  api: Pick<DiscordApi, 'original'>,
  to: InteractionAddress,
  clock: Clock,
  signal: AbortSignal,
): Promise<Acknowledgement> {
  try {
    const messageId = await retry(() => api.original(to, signal), {
      attempts: ATTEMPTS,
      signal,
      isTransient: isNotYet,
      pauses: { clock, ms: doubling({ firstMs: FIRST_PAUSE_MS }) },
    });
    return { kind: 'shown', messageId };
  } catch (error) {
    // Whatever else goes wrong with this look says nothing about the acknowledgement.
    return { kind: isNotYet(error) ? 'unknown' : 'shown' };
  }
}

function isNotYet(error: unknown): error is unknown {
  const { trouble } = refusalOf(error);
  return trouble === 'token-gone' || trouble === 'place-closed';
}
