import { TextInputStyle } from 'discord.js';
import type { SecretDescription } from '../../../commands/describe.ts';
import type { CommandDesk } from '../../../commands/desk.ts';
import { Secret } from '../../../core/secret.ts';
import { localeOf } from '../../../core/text/locale.ts';
import { drawForm } from '../draw/draw-form.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { actionOf, typedCommand } from './command.ts';
import type { Receiver } from './receiver.ts';
import { type Request, toAddress } from './take-interaction.ts';
import { modalDataSchema, type WireCommand, type WireInteraction } from './wire.ts';

const MARK = 'secret';
const SEPARATOR = '|';
const OPEN_WITHIN_MS = 2_500;

/** What a command needs that nobody else may see. The line of a command can be read over a shoulder, and is kept. */
export function secretsOf(
  desk: CommandDesk,
  data: WireCommand,
  locale: string | undefined,
): readonly SecretDescription[] {
  const { command, subcommand } = typedCommand(data);
  return actionOf(desk, command, subcommand, localeOf(locale))?.secrets ?? [];
}

/** Opens the form for it. Best effort: Discord itself tells the member when nothing came of a command. */
export async function openSecretForm(
  { api, lateness, log, deadline }: Receiver,
  interaction: WireInteraction,
  data: WireCommand,
  secrets: readonly SecretDescription[],
): Promise<void> {
  if (lateness.isTooLate(interaction.id)) return;
  const { command, subcommand = '' } = typedCommand(data);
  const fields = secrets.map((one) => ({ ...one, required: true }));
  const id = [MARK, command, subcommand].join(SEPARATOR);
  const form = drawForm(id, `/${command} ${subcommand}`.trim(), fields, TextInputStyle.Short);
  try {
    const signal = AbortSignal.any([deadline(), AbortSignal.timeout(OPEN_WITHIN_MS)]);
    await api.openForm(toAddress(interaction), form, signal);
  } catch (error) {
    log.warn({ interaction: interaction.id, error: refusalOf(error) }, 'form-not-opened');
  }
}

/** Such a form that was sent. What is in it goes to the desk and nowhere else. `undefined` for any other form. */
export function secretRequest(desk: CommandDesk, interaction: WireInteraction): Request | undefined {
  const { data } = modalDataSchema.safeParse(interaction.data);
  const [mark, command, subcommand] = data?.custom_id.split(SEPARATOR) ?? [];
  if (data === undefined || mark !== MARK || command === undefined) return undefined;
  const secrets = Object.fromEntries(
    data.components.map(({ component }) => [component.custom_id, new Secret(component.value)]),
  );
  const asked = { command, ...(subcommand ? { subcommand } : {}), options: {}, secrets };
  return {
    isEphemeral: true,
    visibility: 'private',
    startsJob: false,
    run: (origin, signal, standing) => desk.run({ ...asked, origin, standing }, signal),
  };
}
