import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { OptionDescription } from '../../../commands/framework/describe.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import { drawForm } from '../draw/draw-form.ts';
import { readFormId, writeFormId } from '../payload/form-id.ts';
import { type Given, givenIn } from '../payload/typed-command.ts';
import { modalDataSchema, type WireCommand, type WireInteraction } from '../payload/wire.ts';
import { say } from '../text/words.ts';
import { refusal } from './answer.ts';
import type { Request } from './handle-interaction.ts';
import { openForm } from './open-form.ts';
import type { Receiver } from './receiver.ts';

/** What was given with a command before its form was opened. A cache that forgets costs the member one more try. */
export interface FormMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, given: string, keptMs: number): Promise<unknown>;
}

/** Whoever writes lyrics takes their time; Discord keeps a form open as long as the member does. */
const KEPT_MS = 2 * 60 * 60_000;

const file = z.object({
  kind: z.literal('attachment'),
  ref: z.string(),
  name: z.string(),
  sizeBytes: z.number().optional(),
});
const given = z.object({
  command: z.string(),
  subcommand: z.string().optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), file])),
});

/** Opens the form for words that a command was not given. */
export function openWordsForm(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand,
  missing: readonly OptionDescription[],
): Promise<void> {
  return openForm(receiver, interaction, async () => {
    const asked = givenIn(data);
    const key = randomUUID();
    const visibility = asked.options['private'] === true ? 'private' : 'public';
    const title = ['/', asked.command, asked.subcommand === undefined ? '' : ` ${asked.subcommand}`].join('');
    await receiver.forms.set(keyOf(key), JSON.stringify(asked), KEPT_MS);
    return drawForm(writeFormId({ kind: 'words', key, visibility }), title, missing);
  });
}

/** A form that was sent, as the command it was opened for. `undefined` for one of another release. */
export function formRequest({ desk, forms }: Receiver, interaction: WireInteraction): Request | undefined {
  const { data } = modalDataSchema.safeParse(interaction.data);
  const id = data === undefined ? undefined : readFormId(data.custom_id);
  if (data === undefined || id?.kind !== 'words') return undefined;
  const words = Object.fromEntries(
    data.components
      .filter(({ component }) => component.value.trim() !== '')
      .map(({ component }) => [component.custom_id, component.value]),
  );
  return {
    startsJob: true,
    async run(origin, signal, standing) {
      const kept = readGiven(await forms.get(keyOf(id.key)));
      if (kept === undefined) {
        const { locale } = origin;
        const lost = [say(locale, 'discord.form.gone'), say(locale, 'discord.form.gone.next')];
        return { kind: 'reply', reply: refusal(joinSentences(locale, ...lost)) };
      }
      return desk.run({ ...kept, options: { ...kept.options, ...words }, origin, standing }, signal);
    },
  };
}

function readGiven(text: string | undefined): Given | undefined {
  const data = text === undefined ? undefined : given.safeParse(JSON.parse(text)).data;
  if (data === undefined) return undefined;
  const { command, subcommand, options } = data;
  const values = Object.entries(options).map(([name, value]) => [
    name,
    typeof value === 'object' ? refIn(value) : value,
  ]);
  return {
    command,
    ...(subcommand !== undefined && { subcommand }),
    options: Object.fromEntries(values),
  };
}

function refIn({ sizeBytes, ...ref }: z.infer<typeof file>): AttachmentRef {
  return { ...ref, ...(sizeBytes !== undefined && { sizeBytes }) };
}

function keyOf(key: string): string {
  return `form:${key}`;
}
