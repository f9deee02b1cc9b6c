import { randomUUID } from 'node:crypto';
import { TextInputStyle } from 'discord.js';
import { z } from 'zod';
import type { FilledCommand } from '../../../commands/dispatch/command-dispatcher.ts';
import type { ActionDescription } from '../../../commands/framework/describe.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { localeOf } from '../../../core/model/locale.ts';
import { Secret } from '../../../core/model/secret.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import { drawForm } from '../draw/draw-form.ts';
import { writeFormId } from '../payload/form-id.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import { addressIn, type InteractionHeader } from '../payload/interaction-header.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { say } from '../text/words.ts';
import { refusal } from './answer.ts';
import type { Request } from './handle-interaction.ts';
import type { Receiver } from './receiver.ts';

type Typed = Omit<Extract<InteractionRequest, { readonly kind: 'command' }>, 'kind' | 'names'>;
type Sent = Extract<InteractionRequest, { readonly kind: 'form' }>;

/**
 * Values given with a command before its form was opened. A lost cache entry costs the member one more try.
 */
export interface FormMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, values: string, keptMs: number): Promise<unknown>;
}

/** Writing lyrics takes time; Discord keeps a form open as long as the member does. */
const KEPT_MS = 2 * 60 * 60_000;
const OPEN_WITHIN_MS = 2_500;

const file = z
  .object({
    kind: z.literal('attachment'),
    ref: z.string(),
    name: z.string(),
    sizeBytes: z.number().exactOptional(),
  })
  .transform((ref): AttachmentRef => ref);
const keptCommand = z.object({
  command: z.string(),
  subcommand: z.string().exactOptional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), file])),
});

/**
 * Opens a form: for the named options that a command lacks, or, without names, for a secret, because a
 * command's line can be read over a shoulder and is kept. Best effort: if it fails, Discord itself notifies
 * the member.
 */
export async function openForm(
  receiver: Receiver,
  header: InteractionHeader,
  typed: Typed,
  options: readonly string[] | undefined,
): Promise<void> {
  await show(receiver, header, async () => {
    const described = descriptionOf(receiver, header, typed);
    return options === undefined
      ? secretForm(typed, described)
      : textForm(receiver, typed, described, options);
  });
}

/** Opens the form that lifts a limit, filled in. Its reply is private, like that of the command. */
export async function openRaiseForm(
  receiver: Receiver,
  header: InteractionHeader,
  { option, value }: Extract<Action, { readonly kind: 'raise' }>,
): Promise<void> {
  await show(receiver, header, async () => {
    const command = { command: 'wallet', subcommand: 'set-limit', options: {} };
    const fields = fieldsOf(descriptionOf(receiver, header, command), [option]);
    const id = await keep(receiver, command, 'private');
    return drawForm(id, titleOf(command), fields, TextInputStyle.Short, { [option]: value });
  });
}

async function show(
  { api, log, deadline }: Receiver,
  header: InteractionHeader,
  draw: () => Promise<object>,
): Promise<void> {
  try {
    const form = await draw();
    const signal = AbortSignal.any([deadline(), AbortSignal.timeout(OPEN_WITHIN_MS)]);
    await api.openForm(addressIn(header), form, signal);
  } catch (error) {
    log.warn({ interaction: header.id, error: refusalOf(error) }, 'form-not-opened');
  }
}

function descriptionOf(
  { dispatcher }: Receiver,
  { locale }: InteractionHeader,
  { command, subcommand }: FilledCommand,
): ActionDescription | undefined {
  return describedAction(dispatcher.describe(localeOf(locale)), command, subcommand);
}

function fieldsOf(described: ActionDescription | undefined, names: readonly string[]) {
  return (described?.options ?? []).filter(({ name }) => names.includes(name));
}

/** Keeps the values a form is opened with, and returns the form's id. */
async function keep(
  { forms }: Receiver,
  command: FilledCommand,
  visibility: Origin['visibility'],
): Promise<string> {
  const key = randomUUID();
  await forms.set(keyOf(key), JSON.stringify(command), KEPT_MS);
  return writeFormId({ kind: 'words', key, visibility });
}

async function textForm(
  receiver: Receiver,
  { command, subcommand, options }: Typed,
  described: ActionDescription | undefined,
  names: readonly string[],
): Promise<object> {
  const visibility = options['private'] === true ? 'private' : 'public';
  const kept: FilledCommand = { command, ...(subcommand !== undefined && { subcommand }), options };
  const id = await keep(receiver, kept, visibility);
  return drawForm(id, titleOf({ command, subcommand }), fieldsOf(described, names));
}

function secretForm({ command, subcommand }: Typed, described: ActionDescription | undefined): object {
  const fields = (described?.secrets ?? []).map((one) => ({ ...one, required: true }));
  const id = writeFormId({ kind: 'secret', command, ...(subcommand !== undefined && { subcommand }) });
  return drawForm(id, titleOf({ command, subcommand }), fields, TextInputStyle.Short);
}

function titleOf({ command, subcommand }: Pick<Typed, 'command'> & { subcommand: string | undefined }) {
  return `/${command} ${subcommand ?? ''}`.trim();
}

/** Returns a submitted form as the command it was opened for. Its secret goes to the dispatcher only. */
export function formRequest({ dispatcher, forms }: Receiver, { id, fields }: Sent): Request {
  if (id.kind === 'secret') {
    const { kind: _kind, ...command } = id;
    const secrets = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, new Secret(value)]),
    );
    return {
      run: (origin, signal, findPermissions, identity) =>
        dispatcher.run({ ...command, options: {}, secrets, origin, findPermissions, identity }, signal),
    };
  }
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
  return {
    async run(origin, signal, findPermissions, identity) {
      const kept = readKept(await forms.get(keyOf(id.key)));
      if (kept === undefined) {
        const { locale } = origin;
        const lost = [say(locale, 'discord.form.gone'), say(locale, 'discord.form.gone.next')];
        return { kind: 'reply', reply: refusal(joinSentences(locale, ...lost)) };
      }
      return dispatcher.run(
        { ...kept, options: { ...kept.options, ...filled }, origin, findPermissions, identity },
        signal,
      );
    },
  };
}

function readKept(text: string | undefined): FilledCommand | undefined {
  return text === undefined ? undefined : keptCommand.safeParse(JSON.parse(text)).data;
}

function keyOf(key: string): string {
  return `form:${key}`;
}
