import { readAction, writeAction } from '../../../commands/framework/action-code.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { PLATFORM } from './platform.ts';

const MARK = 'job';
const FILE_MARK = 'file';
const FORM_MARK = 'form';
const LIST_MARK = 'list';
const CHOICE_MARK = 'pick';
const TURN_MARK = 'turn';
const SEPARATOR = '|';
const PREFIX = `${PLATFORM}:`;
const SNOWFLAKE = /^\d{1,20}$/;

/** Who a button belongs to, and who sees the outcome. */
export interface ButtonOwner extends Pick<Origin, 'member' | 'tenant'>, Partial<Pick<Origin, 'visibility'>> {
  /** Where the bot is added to a server, if that is known; without it, no button leads there. */
  readonly installLink?: string;
}

/** What a button requests when pressed. */
export type Press =
  /** An action, and whose job it concerns. */
  | ({ readonly kind: 'own'; readonly action: OwnAction } & Pick<Origin, 'member' | 'tenant'>)
  /**
   * A next step from a result, open to everybody who sees it; the result's visibility decides who sees the
   * outcome.
   */
  | { readonly kind: 'next'; readonly action: NextAction; readonly visibility: Origin['visibility'] }
  | ({ readonly kind: 'file' } & FilePress)
  /** Opens a form again, whose values are kept under `key`. */
  | { readonly kind: 'form'; readonly key: string }
  | ({ readonly kind: 'choice'; readonly value: string } & ChoiceList)
  /** Shows another page of a list, from 0, in the same message. */
  | { readonly kind: 'turn'; readonly key: string; readonly page: number };

/** A list from which an option's value is chosen. The command and its other values are kept under `key`. */
export interface ChoiceList {
  readonly key: string;
  /** Who sees the job that the choice starts; absent for a command that starts none. */
  readonly visibility?: Origin['visibility'];
}

/** A command for the file of a message that came without one, open to everybody who sees it. */
export interface FilePress {
  readonly command: string;
  readonly messageId: string;
}

type NextAction = Extract<Action, { readonly kind: 'next' }>;
type OwnAction = Exclude<Action, NextAction>;

/** Writes a button's id. Discord allows 100 characters; this does not cut. */
export function pressIdOf(action: Action, owner: ButtonOwner): string {
  const { verb, subject } = writeAction(action);
  // Track names come from AudioPod and may be long, so the id holds only what is needed.
  const rest =
    action.kind === 'next' ? [owner.visibility ?? 'private'] : [bare(owner.member), bare(owner.tenant)];
  return [MARK, verb, subject, ...rest].join(SEPARATOR);
}

/** Writes the id of a list. Its entries have the ids of buttons, and one of them is what was pressed. */
export function writeListId(page: number): string {
  return [LIST_MARK, page].join(SEPARATOR);
}

/** Writes the id of a list from which a value is chosen. */
export function writeChoiceId({ key, visibility }: ChoiceList): string {
  return [CHOICE_MARK, key, ...(visibility === undefined ? [] : [visibility])].join(SEPARATOR);
}

/** Writes the id of a button that turns a list to a page. */
export function writeTurnId(key: string, page: number): string {
  return [TURN_MARK, key, page].join(SEPARATOR);
}

/** Writes the id of a button that opens a form again. */
export function writeFormPress(key: string): string {
  return [FORM_MARK, key].join(SEPARATOR);
}

/** Writes the id of a button for the file of a message. */
export function writeFilePress({ command, messageId }: FilePress): string {
  return [FILE_MARK, command, messageId].join(SEPARATOR);
}

/**
 * Reads a button's id; `undefined` for one that this release does not know.
 *
 * @param chosen the entry, if it is the id of a list.
 */
export function readPress(customId: string, chosen?: string): Press | undefined {
  const [mark, verb, subject, ...rest] = customId.split(SEPARATOR);
  if (chosen !== undefined && mark !== CHOICE_MARK) return readPress(chosen);
  if (mark === CHOICE_MARK || mark === TURN_MARK) return readListed(customId.split(SEPARATOR), chosen);
  if (mark === FORM_MARK && verb !== undefined && subject === undefined) return { kind: 'form', key: verb };
  if (mark === FILE_MARK && verb !== undefined && SNOWFLAKE.test(subject ?? '') && rest.length === 0)
    return { kind: 'file', command: verb, messageId: subject ?? '' };
  if (mark !== MARK || verb === undefined || subject === undefined) return undefined;
  const action = readAction({ verb, subject });
  const [first, second, ...others] = rest;
  if (action === undefined || first === undefined || others.length > 0) return undefined;
  if (action.kind === 'next') {
    if (second !== undefined || (first !== 'public' && first !== 'private')) return undefined;
    return { kind: 'next', action, visibility: first };
  }
  if (second === undefined) return undefined;
  return { kind: 'own', action, member: PREFIX + first, tenant: PREFIX + second };
}

function readListed(
  [mark, key = '', detail, ...more]: readonly string[],
  value: string | undefined,
): Press | undefined {
  if (key === '' || more.length > 0) return undefined;
  if (mark === TURN_MARK) {
    return /^\d{1,3}$/.test(detail ?? '') ? { kind: 'turn', key, page: Number(detail) } : undefined;
  }
  if (value === undefined) return undefined;
  if (detail === undefined) return { kind: 'choice', key, value };
  const isKnown = detail === 'public' || detail === 'private';
  return isKnown ? { kind: 'choice', key, value, visibility: detail } : undefined;
}

/** Drops the platform's prefix to save characters: Discord allows 100. */
function bare(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}
