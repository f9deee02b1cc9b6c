import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { plainName } from '../../plain-name.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import { type Names, NO_NAMES } from '../payload/names.ts';
import { say } from '../text/words.ts';
import type { Receiver } from './receiver.ts';

type Needs = Pick<Receiver, 'dispatcher' | 'deadline'>;
type Reader = Pick<Origin, 'tenant' | 'locale'>;

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

/** Returns a text without Discord's markup, as a person would say it. */
export async function readText(
  { dispatcher, deadline }: Needs,
  text: string,
  names: Names,
  { tenant, locale }: Reader,
): Promise<string> {
  // Only times need one.
  const zone = text.includes('<t:')
    ? await unlessAborted(dispatcher.zoneOf(tenant), deadline()).catch(() => 'UTC')
    : 'UTC';
  return readMarkup(text, { names, locale, zone });
}

/** Returns a command or a form with its texts read. Everything else is as it was. */
export async function readTexts(
  needs: Needs,
  request: InteractionRequest,
  reader: Reader,
): Promise<InteractionRequest> {
  switch (request.kind) {
    case 'command':
      return { ...request, options: await readValues(needs, request.options, request.names, reader) };
    case 'form':
      // A secret is no text, and what looks like markup is a part of it.
      if (request.id.kind === 'secret') return request;
      return { ...request, fields: await readValues(needs, request.fields, NO_NAMES, reader) };
    default:
      return request;
  }
}

async function readValues<Value>(
  needs: Needs,
  values: Readonly<Record<string, Value>>,
  names: Names,
  reader: Reader,
): Promise<Readonly<Record<string, Value | string>>> {
  const read = Object.entries(values).map(
    async ([name, value]) =>
      [name, typeof value === 'string' ? await readText(needs, value, names, reader) : value] as const,
  );
  return Object.fromEntries(await Promise.all(read));
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
