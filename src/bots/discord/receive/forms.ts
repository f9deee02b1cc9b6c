import type { FilledCommand } from '../../../commands/dispatch/command-dispatcher.ts';
import type { ActionDescription } from '../../../commands/framework/describe.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Action } from '../../../core/model/job/action.ts';
import { localeOf } from '../../../core/model/locale.ts';
import { drawForm } from '../draw/draw-form.ts';
import { writeFormId } from '../payload/form-id.ts';
import { addressIn, type InteractionHeader } from '../payload/interaction-header.ts';
import { PLATFORM } from '../payload/platform.ts';
import { madeAtMs } from '../payload/snowflake.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { type KeptForm, keepForm, keptFormOf } from './form-memory.ts';
import type { Receiver } from './receiver.ts';

const OPEN_WITHIN_MS = 2_500;

/**
 * Opens a form: for the named options that a command lacks, or, without names, for a secret, because a
 * command's line can be read over a shoulder and is kept. Best effort: if it fails, Discord itself notifies
 * the member.
 */
export async function openForm(
  receiver: Receiver,
  header: InteractionHeader,
  { command, subcommand, options }: FilledCommand,
  fields: readonly string[] | undefined,
): Promise<void> {
  const subject = { command, ...(subcommand !== undefined && { subcommand }) };
  await show(receiver, header, async () => {
    if (fields === undefined) return secretForm(receiver, header, subject);
    return optionsForm(receiver, header, { ...subject, options, fields: [...fields] });
  });
}

/** Opens the form that lifts a limit, filled in. Its reply is private, like that of the command. */
export async function openRaiseForm(
  receiver: Receiver,
  header: InteractionHeader,
  { option, value }: Extract<Action, { readonly kind: 'raise' }>,
): Promise<void> {
  const options = { [option]: value };
  const form = { command: 'wallet', subcommand: 'set-limit', options, fields: [option] };
  await show(receiver, header, async () => optionsForm(receiver, header, form));
}

/** Opens a form again, with the values that were sent. */
export async function reopenForm(receiver: Receiver, header: InteractionHeader, key: string): Promise<void> {
  await show(receiver, header, async () => {
    const form = await keptFormOf(receiver, key);
    if (form === undefined) throw new Error('The form was lost');
    return optionsForm(receiver, header, form);
  });
}

async function show(
  { api, clock, observer, log, deadline }: Receiver,
  header: InteractionHeader,
  draw: () => Promise<object>,
): Promise<void> {
  try {
    const form = await draw();
    const signal = AbortSignal.any([deadline(), AbortSignal.timeout(OPEN_WITHIN_MS)]);
    await api.openForm(addressIn(header), form, signal);
    const kind = header.message === undefined ? 'command' : 'press';
    observer.acknowledged(PLATFORM, kind, clock.now() - madeAtMs(header.id));
  } catch (error) {
    log.warn({ interaction: header.id, error: refusalOf(error) }, 'form-not-opened');
  }
}

function descriptionOf(
  { dispatcher }: Receiver,
  { locale }: InteractionHeader,
  { command, subcommand }: Pick<FilledCommand, 'command' | 'subcommand'>,
): ActionDescription | undefined {
  return describedAction(dispatcher.describe(localeOf(locale)), command, subcommand);
}

async function optionsForm(receiver: Receiver, header: InteractionHeader, form: KeptForm): Promise<object> {
  const { options: all = [], startsJob = false } = descriptionOf(receiver, header, form) ?? {};
  const visibility = startsJob && form.options['private'] !== true ? 'public' : 'private';
  const fields = form.fields.flatMap((name) => all.find((one) => one.name === name) ?? []);
  const id = writeFormId({ kind: 'words', key: await keepForm(receiver, form), visibility });
  return drawForm(id, form, fields, localeOf(header.locale), form.options);
}

function secretForm(
  receiver: Receiver,
  header: InteractionHeader,
  subject: Pick<FilledCommand, 'command' | 'subcommand'>,
): object {
  const { secrets = [] } = descriptionOf(receiver, header, subject) ?? {};
  const fields = secrets.map((one) => ({ ...one, kind: 'secret' as const, required: true as const }));
  return drawForm(writeFormId({ kind: 'secret', ...subject }), subject, fields, localeOf(header.locale));
}
