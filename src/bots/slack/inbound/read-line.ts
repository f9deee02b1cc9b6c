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

/**
 * Leaves the ids of mentioned people in a line where a command asks for somebody, instead of what they are called. In
 * commands Slack sends ids only where the manifest says so.
 */
export function withMemberIds(line: string, commands: readonly CommandDescription[]): string {
  const [name = '', sub = ''] = line.trim().replace(/^\//, '').toLowerCase().split(/\s+/);
  const command = commands.find((one) => one.name === name || one.aliases.includes(name));
  const action = command?.action ?? command?.subcommands?.find((one) => one.name === sub);
  if (action?.options.some(({ kind }) => kind === 'member') !== true) return line;
  return line.replace(/<@(\w+)(?:\|[^<>]*)?>/g, '$1');
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
