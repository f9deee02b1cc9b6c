import { ApplicationCommandType } from 'discord.js';
import { choicesInTime } from '../../choices-in-time.ts';
import { addressIn } from '../payload/address.ts';
import { typedCommand } from '../payload/typed-command.ts';
import type { WireCommand, WireInteraction } from '../payload/wire.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { askerOf } from './origin.ts';
import type { Receiver } from './receiver.ts';

/** A completion cannot be deferred, so what is not known by then is not offered. */
const ANSWER_WITHIN_MS = 2_000;
const MAX_LABEL = 100;

/** Offers what fits the option being typed into. Best effort: an empty list when nothing comes in time. */
export async function completeOption(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand,
): Promise<void> {
  const asker = askerOf(interaction);
  const { command, subcommand, options } = typedCommand(data);
  const typed = options.find((option) => option.focused);
  if (asker === undefined || typed === undefined || data.type !== ApplicationCommandType.ChatInput) return;
  const asked = {
    command,
    ...(subcommand !== undefined && { subcommand }),
    option: typed.name,
    query: String(typed.value ?? ''),
    origin: { ...asker, visibility: 'private' as const, reply: '' },
  };
  const soon = AbortSignal.any([receiver.deadline(), receiver.clock.timeout(ANSWER_WITHIN_MS)]);
  const found = await choicesInTime(receiver.desk, asked, soon);
  const choices = found
    .filter(({ value }) => value.length <= MAX_LABEL)
    .map(({ value, label, hint }) => ({
      name: Array.from(hint === undefined ? label : `${label} (${hint})`)
        .slice(0, MAX_LABEL)
        .join(''),
      value,
    }));
  try {
    await receiver.api.offer(addressIn(interaction), choices, receiver.deadline());
  } catch (error) {
    // Whoever types fast leaves the earlier completions behind.
    receiver.log.debug({ error: refusalOf(error) }, 'completion-not-offered');
  }
}
