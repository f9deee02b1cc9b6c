import { addressIn } from '../payload/address.ts';
import type { WireInteraction } from '../payload/wire.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import type { Receiver } from './receiver.ts';

const OPEN_WITHIN_MS = 2_500;

/** Answers a command with a form. Best effort: Discord itself tells the member when nothing came of a command. */
export async function openForm(
  { api, log, clock, deadline }: Receiver,
  interaction: WireInteraction,
  draw: () => Promise<object>,
): Promise<void> {
  try {
    const form = await draw();
    const signal = AbortSignal.any([deadline(), clock.timeout(OPEN_WITHIN_MS)]);
    await api.openForm(addressIn(interaction), form, signal);
  } catch (error) {
    log.warn({ interaction: interaction.id, error: refusalOf(error) }, 'form-not-opened');
  }
}
