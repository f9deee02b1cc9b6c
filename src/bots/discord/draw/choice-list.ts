import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Choice } from '../../../commands/framework/reply.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type ChoiceList, writeChoiceId, writeTurnId } from '../payload/press-id.ts';
import type { ButtonRow, OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';
import { MAX_ROWS } from './buttons.ts';
import { cut } from './cut.ts';

/** Discord’s limits for a list: entries, and characters of a label, a description or a value. */
export const MAX_ENTRIES = 25;
export const MAX_ENTRY_TEXT = 100;

/** The kinds of options that are chosen from lists. */
export const LISTED = ['voice', 'genre', 'job'] as const;
export type Listed = (typeof LISTED)[number];

/** One page of a list under a reply. */
export interface ShownList extends ChoiceList {
  readonly kind: Listed;
  readonly choices: readonly Choice[];
  /** From 0. */
  readonly page: number;
  readonly hasMore: boolean;
  /** What shows another page: the same list, or the command that listed the rows. */
  readonly turnKey: string;
}

/** Returns a message with a list under it, and with buttons to its other pages; without a list if it has no entry. */
export function withListRows(message: OutgoingMessage, list: ShownList, locale: Locale): OutgoingMessage {
  const entries = entriesOf(list.choices);
  const rows = [...(entries.length === 0 ? [] : [listRow(list, entries, locale)]), ...turnRows(list, locale)];
  return { ...message, buttons: [...(message.buttons ?? []), ...rows].slice(-MAX_ROWS) };
}

/** Discord refuses the whole message for a value that is there twice, or that is too long. */
function entriesOf(choices: readonly Choice[]): readonly Choice[] {
  const fitting = choices.filter(({ value }) => value !== '' && value.length <= MAX_ENTRY_TEXT);
  return [...new Map(fitting.map((choice) => [choice.value, choice])).values()].slice(0, MAX_ENTRIES);
}

function listRow(list: ShownList, entries: readonly Choice[], locale: Locale): ButtonRow {
  const options = entries.map(({ value, label, hint = '' }) => ({
    ...{ value, label: cut(label, MAX_ENTRY_TEXT) },
    ...(hint !== '' && { description: cut(hint, MAX_ENTRY_TEXT) }),
  }));
  const placeholder = say(locale, `discord.choose.${list.kind}`);
  const select = {
    ...{ type: ComponentType.StringSelect as const, custom_id: writeChoiceId(list), placeholder, options },
  };
  return { type: ComponentType.ActionRow, components: [select] };
}

function turnRows({ page, hasMore, turnKey }: ShownList, locale: Locale): readonly ButtonRow[] {
  const button = (word: 'discord.earlier' | 'discord.more', to: number) => ({
    ...{ type: ComponentType.Button as const, style: ButtonStyle.Secondary as const },
    ...{ label: say(locale, word), custom_id: writeTurnId(turnKey, to) },
  });
  const components = [
    ...(page > 0 ? [button('discord.earlier', page - 1)] : []),
    ...(hasMore ? [button('discord.more', page + 1)] : []),
  ];
  return components.length === 0 ? [] : [{ type: ComponentType.ActionRow, components }];
}
