import type { Locale } from '../../../core/model/locale.ts';
import { plainName } from '../../plain-name.ts';
import type { Names } from '../payload/names.ts';
import { say } from '../text/words.ts';

/** How a text is read: with which names, for whom, and in which time zone. */
export interface Reading {
  readonly names: Names;
  readonly locale: Locale;
  readonly zone: string;
}

/** Mentions of people, roles and channels, custom emoji, times, commands, and a server's own pages. */
const MARKUP =
  /<(?:@!?(?<person>\d{1,20})|@&(?<role>\d{1,20})|#(?<channel>\d{1,20})|a?:(?<emoji>\w{1,32}):\d{1,20}|t:(?<time>-?\d{1,16})(?::\w)?|\/(?<command>[^<>:\n]{1,120}):\d{1,20}|id:(?<page>\w{1,20}))>/g;
/** Further from the epoch there is no date (ECMAScript, time values). */
const LAST_SECOND = 8.64e12;

/** Whether a text mentions a time, for which the zone matters. */
export function mentionsTime(text: string): boolean {
  return text.includes('<t:');
}

/**
 * Turns Discord's markup into what a person would say: names for mentions, words for custom emoji, dates for
 * times. What has no known name becomes a word such as “someone”, never an id.
 */
export function readMarkup(text: string, { names, locale, zone }: Reading): string {
  return text.replace(MARKUP, (...match) => {
    const {
      person,
      role,
      channel,
      emoji,
      time,
      command,
      page,
    }: Readonly<Record<string, string | undefined>> = match.at(-1);
    if (person !== undefined) return named(names.people[person]) ?? say(locale, 'discord.spoken.person');
    if (role !== undefined) return named(names.roles[role]) ?? say(locale, 'discord.spoken.role');
    if (channel !== undefined)
      return named(spaced(names.channels[channel])) ?? say(locale, 'discord.spoken.channel');
    if (time !== undefined) return moment(Number(time), locale, zone);
    if (command !== undefined) return `/${command}`;
    return spaced(emoji ?? page) ?? '';
  });
}

function named(name: string | undefined): string | undefined {
  const plain = plainName(name ?? '');
  return plain === '' ? undefined : plain;
}

/** `general-chat` and `party_cat` are read as words. */
function spaced(name: string | undefined): string | undefined {
  return name?.replaceAll(/[-_]+/g, ' ').trim();
}

function moment(seconds: number, locale: Locale, zone: string): string {
  if (Math.abs(seconds) > LAST_SECOND) return say(locale, 'discord.spoken.time');
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
  // Its narrow spaces are for the eye.
  return format.format(seconds * 1_000).replaceAll(/\p{Zs}/gu, ' ');
}
