import { ButtonStyle, ComponentType } from 'discord.js';
import { actionLabel } from '../../../commands/framework/action-label.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type ButtonOwner, pressIdOf, writeFormPress, writeListId } from '../payload/press-id.ts';
import type { ButtonRow, OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';

/** Discord's limits: buttons in a row, rows in a message, entries of a list, characters in an id. */
const MAX_IN_ROW = 5;
export const MAX_ROWS = 5;
const MAX_IN_LIST = 25;
const MAX_ID_LENGTH = 100;

/**
 * Draws actions as rows of buttons; no row for none. Which of many tracks is meant is chosen from lists, each of which
 * is one page.
 */
export function buttonsFor(
  actions: readonly Action[],
  owner: ButtonOwner,
  locale: Locale,
  label = (action: Action): string => actionLabel(action, locale),
): readonly ButtonRow[] {
  const { installLink: url } = owner;
  const fitting = actions
    .filter((action) => !isLink(action))
    .flatMap((action) => {
      // Only the bot's own messages carry the id and Discord returns it unchanged, so it can be trusted.
      const custom_id = pressIdOf(action, owner);
      if (custom_id.length > MAX_ID_LENGTH) return [];
      return [
        { type: ComponentType.Button as const, style: styleOf(action), label: label(action), custom_id },
      ];
    });
  const links = actions.filter(isLink).flatMap((action) => {
    if (url === undefined) return [];
    return [
      { type: ComponentType.Button as const, style: ButtonStyle.Link as const, label: label(action), url },
    ];
  });
  if (fitting.length > MAX_IN_ROW && actions.every(isTrackChoice)) return listsOf(fitting, locale);
  const all = [...fitting, ...links];
  const rows = Array.from({ length: Math.min(MAX_ROWS, Math.ceil(all.length / MAX_IN_ROW)) }, (_, row) =>
    all.slice(row * MAX_IN_ROW, (row + 1) * MAX_IN_ROW),
  );
  return rows.map((components) => ({ type: ComponentType.ActionRow, components }));
}

/** Whether a button leads to a page, and nothing is pressed. */
function isLink({ kind }: Action): boolean {
  return kind === 'add-to-server';
}

/** Whether an action only says which track is meant. */
function isTrackChoice(action: Action): boolean {
  return action.kind === 'next' && action.output !== undefined;
}

/** Returns lists whose entries do what buttons would. */
function listsOf(
  buttons: readonly { readonly label: string; readonly custom_id: string }[],
  locale: Locale,
): readonly ButtonRow[] {
  const pages = Math.min(MAX_ROWS, Math.ceil(buttons.length / MAX_IN_LIST));
  return Array.from({ length: pages }, (_, page) => {
    const first = page * MAX_IN_LIST;
    const options = buttons
      .slice(first, first + MAX_IN_LIST)
      .map(({ label, custom_id }) => ({ label, value: custom_id }));
    const range = { first: first + 1, last: first + options.length };
    const placeholder =
      pages === 1 ? say(locale, 'discord.choose-track') : say(locale, 'discord.choose-track.page', range);
    const list = {
      ...{ type: ComponentType.StringSelect as const, custom_id: writeListId(page), placeholder, options },
    };
    return { type: ComponentType.ActionRow as const, components: [list] };
  });
}

/** Returns a message with a button that opens a form again, filled in. */
export function withFormButton(message: OutgoingMessage, key: string, locale: Locale): OutgoingMessage {
  const button = {
    type: ComponentType.Button as const,
    style: ButtonStyle.Primary as const,
    label: say(locale, 'discord.form.again'),
    custom_id: writeFormPress(key),
  };
  const row: ButtonRow = { type: ComponentType.ActionRow, components: [button] };
  return { ...message, buttons: [row, ...(message.buttons ?? [])].slice(0, MAX_ROWS) };
}

/** Confirming and retrying stand out; canceling and next steps don't. What can't be undone warns. */
function styleOf({ kind }: Action): ButtonStyle.Primary | ButtonStyle.Secondary | ButtonStyle.Danger {
  if (kind === 'erase') return ButtonStyle.Danger;
  return kind === 'confirm' || kind === 'retry' || kind === 'fetch'
    ? ButtonStyle.Primary
    : ButtonStyle.Secondary;
}
