import { MessageFlags } from 'discord-api-types/v10';
import type { ActionDescription, CommandDescription } from '../../../commands/framework/describe.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Interaction } from './interaction.ts';
import { type InteractionHeader, userIdOf } from './interaction-header.ts';
import { PLATFORM } from './platform.ts';
import type { Press } from './press-id.ts';

/** What this release offers, by which an interaction is read. Plain values, so that another thread can be given it. */
export interface Offered {
  readonly commands: readonly CommandDescription[];
  /** The names under which messages offer commands in their menus. */
  readonly menu: readonly string[];
}

/** What Discord is told first about an interaction. */
export type FirstResponse =
  /** That the bot works on it. Who sees the answer is fixed with that. */
  | {
      readonly kind: 'deferred';
      readonly visibility: Origin['visibility'];
      /** May lead to files being posted, so that permissions matter. */
      readonly startsJob: boolean;
    }
  /** A form for these options, which the command cannot do without. */
  | { readonly kind: 'form'; readonly options: readonly string[] }
  /** A form for what nobody else may see. */
  | { readonly kind: 'secret-form' }
  | { readonly kind: 'choices' }
  | { readonly kind: 'nothing' };

/** What is shorter fits the line of a command well. */
const LONG_CHARACTERS = 1_000;
const NOTHING: FirstResponse = { kind: 'nothing' };

/** Decides the first response to an interaction, from its payload alone: nothing can be looked up before. */
export function firstResponseTo(
  { commands, menu }: Offered,
  { header, request }: Interaction,
): FirstResponse {
  // Without either there is nobody to answer, and nowhere.
  if (userIdOf(header) === undefined || header.channel_id === undefined) return NOTHING;
  switch (request.kind) {
    case 'command':
      return toCommand(describedAction(commands, request.command, request.subcommand), request.options);
    case 'completion':
      return { kind: 'choices' };
    case 'menu':
      return menu.includes(request.entry) ? deferred('public', true) : NOTHING;
    case 'press':
      return toPress(header, request.press);
    case 'form':
      return request.id.kind === 'words' ? deferred(request.id.visibility, true) : deferred('private', false);
    case 'unknown':
      return NOTHING;
  }
}

/** Only what starts a public job is seen by everybody. */
function toCommand(
  action: ActionDescription | undefined,
  values: Readonly<Record<string, unknown>>,
): FirstResponse {
  const missing = missingTexts(action, values);
  if (missing.length > 0) return { kind: 'form', options: missing };
  if ((action?.secrets ?? []).length > 0) return { kind: 'secret-form' };
  const startsJob = action?.startsJob === true;
  return deferred(startsJob && values['private'] !== true ? 'public' : 'private', startsJob);
}

/**
 * The texts a command cannot do without and that are missing, with the other long texts it takes; none where nothing is
 * missing. The line of a command itself has no line breaks, which lyrics live from.
 */
function missingTexts(
  action: ActionDescription | undefined,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (action?.startsJob !== true) return [];
  const texts = action.options.filter((one) => one.kind === 'text' && !Object.hasOwn(values, one.name));
  if (!texts.some((one) => one.required)) return [];
  return texts
    .filter((one) => one.required || (one.maxLength ?? 0) >= LONG_CHARACTERS)
    .map(({ name }) => name);
}

/** What others are told about a job that is not theirs is nobody else's business, nor is a word about one's own. */
function toPress(header: InteractionHeader, press: Press): FirstResponse {
  if (press.kind === 'next') return deferred(press.visibility, true);
  const isOwner = press.member === `${PLATFORM}:${userIdOf(header)}`;
  const isOnPrivate = ((header.message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const isWord = press.action.kind === 'cancel' || press.action.kind === 'confirm';
  return deferred(isOnPrivate || !isOwner || isWord ? 'private' : 'public', !isWord);
}

function deferred(visibility: Origin['visibility'], startsJob: boolean): FirstResponse {
  return { kind: 'deferred', visibility, startsJob };
}
