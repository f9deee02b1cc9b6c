import type { Locale } from '../../../core/model/locale.ts';
import { plainName } from '../../plain-name.ts';
import { say } from './words.ts';

/** How a text is read. */
export interface Reading {
  /** How to read `<address|label>`: `label` for text to be read aloud, `address` for a link. */
  readonly links: 'label' | 'address';
  readonly locale: Locale;
  /** Returns the name of a person who is mentioned without one. */
  readonly nameOf: (userId: string) => string | undefined;
}

/** `<…>` as Slack writes it, or the name of an emoji between colons, which are not a time's or a ratio's. */
const MARKUP =
  /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>|(?<![\p{N}/]):([\p{L}\p{N}_+'-]{1,100}):(?![\p{L}\p{N}])/gu;
const LINK = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

/** Returns the ids of people a text mentions without their names. */
export function unnamedMentions(text: string): readonly string[] {
  const ids = [...text.matchAll(MARKUP)]
    .filter(([, sign, , label]) => sign === '@' && (label ?? '') === '')
    .map(([, , id]) => id ?? '');
  return [...new Set(ids)];
}

/**
 * Turns Slack's text into what a person would say: names for mentions, words for emoji, and the three escaped
 * characters decoded, once. What has no known name becomes a word such as “someone”, never an id.
 */
export function readMarkup(text: string, reading: Reading): string {
  const plain = text.replace(
    MARKUP,
    (whole: string, sign: string | undefined, target: string | undefined, label, emoji, at: number) => {
      if (emoji !== undefined) return emojiName(emoji, text.charAt(at - 1));
      const named = label === undefined || label === '' ? undefined : String(label);
      return target === undefined ? whole : readToken({ whole, sign, target, named }, reading);
    },
  );
  return plain.replace(/&(amp|lt|gt);/g, (_whole, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  );
}

interface Token {
  readonly whole: string;
  readonly sign: string | undefined;
  readonly target: string;
  readonly named: string | undefined;
}

function readToken({ whole, sign, target, named }: Token, { links, locale, nameOf }: Reading): string {
  switch (sign) {
    case '@':
      return nameIn(named ?? nameOf(target)) ?? say(locale, 'slack.spoken.person');
    case '#':
      return nameIn(named?.replaceAll(/[-_]+/g, ' ')) ?? say(locale, 'slack.spoken.channel');
    case '!':
      if (/^(?:here|channel|everyone)$/.test(target)) return target;
      if (target.startsWith('subteam^')) return nameIn(named) ?? say(locale, 'slack.spoken.group');
      return target.startsWith('date^') ? (named ?? say(locale, 'slack.spoken.date')) : whole;
    default:
      // Other text in angle brackets was written by a person; Slack leaves it unchanged.
      if (!LINK.test(target)) return whole;
      if (/^(?:mailto|tel):/i.test(target)) return named ?? target.replace(/^\w+:/, '');
      return links === 'address' ? target : (named ?? target);
  }
}

function nameIn(label: string | undefined): string | undefined {
  const name = plainName(label?.replace(/^@/, '') ?? '');
  return name === '' ? undefined : name;
}

/** `:party_parrot:` is read as its words, apart from what stands before it. A skin tone is not read. */
function emojiName(name: string, before: string): string {
  if (/^skin-tone-\d$/.test(name)) return '';
  const words = name.replaceAll('_', ' ').trim();
  return /[\p{L}:]/u.test(before) ? ` ${words}` : words;
}
