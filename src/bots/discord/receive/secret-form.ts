import { TextInputStyle } from 'discord.js';
import type { SecretDescription } from '../../../commands/describe.ts';
import type { CommandDesk } from '../../../commands/desk.ts';
import { Secret } from '../../../core/secret.ts';
import { localeOf } from '../../../core/text/locale.ts';
import { drawForm } from '../draw/draw-form.ts';
import { actionOf, typedCommand } from './command.ts';
import { openForm } from './open-form.ts';
import type { Receiver } from './receiver.ts';
import type { Request } from './take-interaction.ts';
import { modalDataSchema, type WireCommand, type WireInteraction } from './wire.ts';

const MARK = 'secret';
const SEPARATOR = '|';

/** What a command needs that nobody else may see. The line of a command can be read over a shoulder, and is kept. */
export function secretsOf(
  desk: CommandDesk,
  data: WireCommand,
  locale: string | undefined,
): readonly SecretDescription[] {
  const { command, subcommand } = typedCommand(data);
  return actionOf(desk, command, subcommand, localeOf(locale))?.secrets ?? [];
}

/** Opens the form for it. */
export function openSecretForm(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand,
  secrets: readonly SecretDescription[],
): Promise<void> {
  return openForm(receiver, interaction, async () => {
    const { command, subcommand = '' } = typedCommand(data);
    const fields = secrets.map((one) => ({ ...one, required: true }));
    const id = [MARK, command, subcommand].join(SEPARATOR);
    return drawForm(id, `/${command} ${subcommand}`.trim(), fields, TextInputStyle.Short);
  });
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
