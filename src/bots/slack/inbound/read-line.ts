import type { CommandDescription } from '../../bot.ts';
import type { Members } from '../people/members.ts';
import { type LinkReading, type NameOf, unnamedMentions } from '../text/markup.ts';

const MOST_NAMES = 10;

/** A command that takes a web address wants links as addresses; any other wants the words people see. */
export function linksFor(line: string, commands: readonly CommandDescription[]): LinkReading {
  const [name = ''] = line.trim().replace(/^\//, '').toLowerCase().split(/\s+/);
  const command = commands.find((one) => one.name === name || one.aliases.includes(name));
  return command?.action?.options.some(({ name: option }) => option === 'url') ? 'address' : 'label';
}

/** Looks up the people a text mentions. Somebody who cannot be looked up keeps their id. */
export async function namesIn(text: string, members: Members, signal: AbortSignal): Promise<NameOf> {
  const ids = unnamedMentions(text).slice(0, MOST_NAMES);
  const found = await Promise.allSettled(ids.map((id) => members.find(id, signal)));
  const names = new Map(
    found.flatMap((one, index) =>
      one.status === 'fulfilled' && one.value.name !== '' ? [[ids[index], one.value.name] as const] : [],
    ),
  );
  return (userId) => names.get(userId);
}
