import { choicesInTime } from '../../choices-in-time.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import { addressIn, type InteractionHeader } from '../payload/interaction-header.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { askerOf } from './origin.ts';
import type { Receiver } from './receiver.ts';

/** A completion cannot be deferred; what isn't known by then is not offered. */
const ANSWER_WITHIN_MS = 2_000;
const MAX_LABEL = 100;

/** Offers choices for the option being typed. Best effort: an empty list when nothing comes in time. */
export async function completeOption(
  receiver: Receiver,
  header: InteractionHeader,
  { kind: _kind, ...completion }: Extract<InteractionRequest, { readonly kind: 'completion' }>,
): Promise<void> {
  const asker = askerOf(header);
  if (asker === undefined) return;
  const asked = { ...completion, origin: { ...asker, visibility: 'private' as const, reply: '' } };
  const soon = AbortSignal.any([receiver.deadline(), receiver.clock.timeout(ANSWER_WITHIN_MS)]);
  const found = await choicesInTime(receiver.dispatcher, asked, soon);
  const choices = found
    .filter(({ value }) => value.length <= MAX_LABEL)
    .map(({ value, label, hint }) => ({
      name: Array.from(hint === undefined ? label : `${label} (${hint})`)
        .slice(0, MAX_LABEL)
        .join(''),
      value,
    }));
  try {
    await receiver.api.offer(addressIn(header), choices, receiver.deadline());
  } catch (error) {
    // Fast typing makes earlier completions obsolete.
    receiver.log.debug({ error: refusalOf(error) }, 'completion-not-offered');
  }
}
