import type { RawValues } from '../../../commands/framework/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type Reading, readMarkup, unnamedMentions } from '../text/read-markup.ts';
import type { Members } from './members.ts';

const MOST_NAMES = 10;

/** Returns a text without Slack's markup, as a person would say it. The people it mentions are looked up. */
export async function readText(
  text: string,
  reading: Omit<Reading, 'nameOf'>,
  members: Members,
  signal: AbortSignal,
): Promise<string> {
  return readMarkup(text, { ...reading, nameOf: await namesIn(text, members, signal) });
}

/** Returns a form's options with their texts read. Addresses have a field of their own, without markup. */
export async function readTexts(
  options: RawValues,
  locale: Locale,
  members: Members,
  signal: AbortSignal,
): Promise<RawValues> {
  const read = Object.entries(options).map(
    async ([name, value]) =>
      [
        name,
        typeof value === 'string'
          ? await readText(value, { links: 'address', locale }, members, signal)
          : value,
      ] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** Looks up the people a text mentions. One who can't be looked up has no name. */
async function namesIn(text: string, members: Members, signal: AbortSignal): Promise<Reading['nameOf']> {
  const ids = unnamedMentions(text).slice(0, MOST_NAMES);
  const found = await Promise.allSettled(ids.map((id) => members.find(id, signal)));
  const names = new Map(
    found.flatMap((one, index) =>
      one.status === 'fulfilled' && one.value.name !== '' ? [[ids[index], one.value.name] as const] : [],
    ),
  );
  return (userId) => names.get(userId);
}
