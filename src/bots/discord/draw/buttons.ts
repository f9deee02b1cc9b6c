import { ButtonStyle, ComponentType } from 'discord.js';
import { actionLabel, readAction, writeAction } from '../../../commands/action-code.ts';
import type { Action } from '../../../core/jobs/courier.ts';
import type { Origin } from '../../../core/jobs/origin.ts';
import type { Locale } from '../../../core/text/locale.ts';
import type { ButtonRow } from '../rest/outgoing.ts';

const MARK = 'job';
const SEPARATOR = '|';
const PREFIX = 'discord:';
/** Discord's limits: buttons in a row, rows in a message, characters in an id. */
const MAX_IN_ROW = 5;
const MAX_ROWS = 5;
const MAX_ID_LENGTH = 100;

/** Who a button belongs to. */
export type ButtonOwner = Pick<Origin, 'member' | 'tenant'>;

/** What a button says when it is pressed: what to do, and whose job it is about. */
export interface Press extends ButtonOwner {
  readonly action: Action;
}

/** Draws actions as rows of buttons; no row for none. */
export function buttonsFor(
  actions: readonly Action[],
  owner: ButtonOwner,
  locale: Locale,
  label = (action: Action): string => actionLabel(action, locale),
): readonly ButtonRow[] {
  const buttons = actions.map((action) => ({
    type: ComponentType.Button as const,
    style: styleOf(action),
    label: label(action),
    // Only the bot's own messages carry it and Discord hands it back unchanged, so it can be relied on.
    custom_id: idOf(action, owner),
  }));
  const fitting = buttons.filter((button) => button.custom_id.length <= MAX_ID_LENGTH);
  const rows = Array.from({ length: Math.min(MAX_ROWS, Math.ceil(fitting.length / MAX_IN_ROW)) }, (_, row) =>
    fitting.slice(row * MAX_IN_ROW, (row + 1) * MAX_IN_ROW),
  );
  return rows.map((components) => ({ type: ComponentType.ActionRow, components }));
}

/** What makes up for a failure stands out; stopping, and going on, does not. */
function styleOf({ kind }: Action): ButtonStyle.Primary | ButtonStyle.Secondary {
  return kind === 'retry' || kind === 'fetch' ? ButtonStyle.Primary : ButtonStyle.Secondary;
}

function idOf(action: Action, owner: ButtonOwner): string {
  const { verb, subject } = writeAction(action);
  return [MARK, verb, subject, bare(owner.member), bare(owner.tenant)].join(SEPARATOR);
}

/** Reads a button's id back; `undefined` for one that this release does not know. */
export function readPress(customId: string): Press | undefined {
  const [mark, verb, subject, member, tenant, ...rest] = customId.split(SEPARATOR);
  if (mark !== MARK || rest.length > 0) return undefined;
  if (verb === undefined || subject === undefined || member === undefined || tenant === undefined)
    return undefined;
  const action = readAction({ verb, subject });
  return action === undefined ? undefined : { action, member: PREFIX + member, tenant: PREFIX + tenant };
}

/** Discord allows 100 characters; that they are Discord's goes without saying. */
function bare(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}
