import { MessageFlags } from 'discord-api-types/v10';
import { commandOf } from '../../../commands/framework/action-code.ts';
import type { ActionDescription, CommandDescription } from '../../../commands/framework/describe.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import { formFields } from '../../../commands/framework/form-fields.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { InteractionOutline } from './interaction.ts';
import { type InteractionHeader, isBotDm, userIdOf } from './interaction-header.ts';
import { PLATFORM } from './platform.ts';
import type { Press } from './press-id.ts';

/**
 * What this release offers; interactions are read against it. Plain values, so that it can be passed to
 * another thread.
 */
export interface Offered {
  readonly commands: readonly CommandDescription[];
  /** The names under which messages offer commands in their menus. */
  readonly menu: readonly string[];
}

/** Where an interaction is replied to. The acknowledgement fixes it. */
export type ReplyPlace =
  /** In a message that only the member sees. */
  | 'private'
  /** In a message that everybody there sees. */
  | 'public'
  /** In the message whose button was pressed. */
  | 'in-place'
  /** Instead of what stands in the message whose button was pressed. */
  | 'instead';

/** The first response to an interaction. */
export type FirstResponse =
  /** An acknowledgement. */
  | {
      readonly kind: 'deferred';
      /** Who sees the result. Until there is a job that makes one, everything is for the member alone. */
      readonly visibility: Origin['visibility'];
      readonly reply: ReplyPlace;
      /** Whether files may be posted, so that permissions matter. */
      readonly startsJob: boolean;
    }
  /** A form for these options. */
  | { readonly kind: 'form'; readonly options: readonly string[] }
  /** A form for a secret. */
  | { readonly kind: 'secret-form' }
  | { readonly kind: 'choices' }
  | { readonly kind: 'nothing' };

type CommandOutline = Extract<InteractionOutline, { readonly kind: 'command' }>;

/** Fields of a form (Discord, Modals). */
export const MAX_FIELDS = 5;
const NOTHING: FirstResponse = { kind: 'nothing' };

/**
 * Decides the first response to an interaction from its payload alone: there is no time to look anything up.
 */
export function firstResponseTo(
  { commands, menu }: Offered,
  header: InteractionHeader,
  request: InteractionOutline,
): FirstResponse {
  // Without both there is nobody to reply to, or no channel.
  if (userIdOf(header) === undefined || header.channel_id === undefined) return NOTHING;
  const first = toRequest({ commands, menu }, header, request);
  // In the bot's direct messages nobody else reads along, so the reply itself becomes the result.
  const isPublic = first.kind === 'deferred' && first.visibility === 'public' && isBotDm(header);
  return isPublic ? { ...first, reply: 'public' } : first;
}

function toRequest(
  { commands, menu }: Offered,
  header: InteractionHeader,
  request: InteractionOutline,
): FirstResponse {
  switch (request.kind) {
    case 'command':
      return toCommand(describedAction(commands, request.command, request.subcommand), request);
    case 'completion':
      return { kind: 'choices' };
    case 'menu':
      return menu.includes(request.entry) ? deferred('public', true) : NOTHING;
    case 'press':
      return toPress(commands, header, request.press);
    case 'form':
      return request.id.kind === 'words' ? deferred(request.visibility, true) : deferred('private', false);
    case 'unknown':
      return NOTHING;
  }
}

/** Only the results of jobs are public. */
function toCommand(
  action: ActionDescription | undefined,
  { given, isPrivate }: Pick<CommandOutline, 'given' | 'isPrivate'>,
): FirstResponse {
  const fields = formFields(action, given, MAX_FIELDS);
  if (fields.length > 0) return { kind: 'form', options: fields.map(({ name }) => name) };
  if ((action?.secrets ?? []).length > 0) return { kind: 'secret-form' };
  const startsJob = action?.startsJob === true;
  return deferred(startsJob && !isPrivate ? 'public' : 'private', startsJob);
}

/** Canceling and confirming change the message itself, which shows the job. */
function toPress(commands: Offered['commands'], header: InteractionHeader, press: Press): FirstResponse {
  if (press.kind === 'next') return deferred(press.visibility, true);
  if (press.kind === 'file') return deferred('public', true);
  if (press.kind === 'choice') return deferred(press.visibility ?? 'private', press.visibility !== undefined);
  if (press.kind === 'turn')
    return { kind: 'deferred', visibility: 'private', reply: 'instead', startsJob: false };
  // Its fields are kept with its values.
  if (press.kind === 'form') return { kind: 'form', options: [] };
  if (press.action.kind === 'run') {
    const { command, subcommand } = commandOf(press.action.path);
    const described = describedAction(commands, command, subcommand);
    return toCommand(described, { given: [], isPrivate: false });
  }
  if (press.action.kind === 'raise') return { kind: 'form', options: [press.action.option] };
  if (press.action.kind === 'erase' || isBudget(press.action)) return deferred('private', false);
  const isWord = press.action.kind === 'cancel' || press.action.kind === 'confirm';
  if (isWord) return { kind: 'deferred', visibility: 'private', reply: 'in-place', startsJob: false };
  // A job that is tried again or fetched keeps its own visibility, wherever that was asked.
  const isOwner = press.member === `${PLATFORM}:${userIdOf(header)}`;
  const isOnPrivate = ((header.message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  return deferred(isOnPrivate || !isOwner ? 'private' : 'public', true);
}

/** Whether a press asks for a budget or answers that: words alone, for the person who pressed. */
function isBudget({ kind }: Action): boolean {
  return kind === 'ask-budget' || kind === 'grant-budget' || kind === 'decline-budget';
}

function deferred(visibility: Origin['visibility'], startsJob: boolean): FirstResponse {
  return { kind: 'deferred', visibility, reply: 'private', startsJob };
}
