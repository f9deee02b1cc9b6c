import { TextInputStyle } from 'discord.js';
import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import type { SecretDescription } from '../../../commands/framework/describe.ts';
import { Secret } from '../../../core/model/secret.ts';
import { drawForm } from '../draw/draw-form.ts';
import { readFormId, writeFormId } from '../payload/form-id.ts';
import { typedCommand } from '../payload/typed-command.ts';
import { modalDataSchema, type WireCommand, type WireInteraction } from '../payload/wire.ts';
import type { Request } from './handle-interaction.ts';
import { openForm } from './open-form.ts';
import type { Receiver } from './receiver.ts';

/** Opens the form for what nobody else may see. The line of a command can be read over a shoulder, and is kept. */
export function openSecretForm(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand,
  secrets: readonly SecretDescription[],
): Promise<void> {
  return openForm(receiver, interaction, async () => {
    const { command, subcommand } = typedCommand(data);
    const fields = secrets.map((one) => ({ ...one, required: true }));
    const id = writeFormId({ kind: 'secret', command, ...(subcommand !== undefined && { subcommand }) });
    return drawForm(id, `/${command} ${subcommand ?? ''}`.trim(), fields, TextInputStyle.Short);
  });
}

/** Such a form that was sent. What is in it goes to the desk and nowhere else. `undefined` for any other form. */
export function secretRequest(desk: CommandDispatcher, interaction: WireInteraction): Request | undefined {
  const { data } = modalDataSchema.safeParse(interaction.data);
  const id = data === undefined ? undefined : readFormId(data.custom_id);
  if (data === undefined || id?.kind !== 'secret') return undefined;
  const { command, subcommand } = id;
  const secrets = Object.fromEntries(
    data.components.map(({ component }) => [component.custom_id, new Secret(component.value)]),
  );
  const asked = { command, ...(subcommand !== undefined && { subcommand }), options: {}, secrets };
  return {
    startsJob: false,
    run: (origin, signal, standing) => desk.run({ ...asked, origin, standing }, signal),
  };
}
