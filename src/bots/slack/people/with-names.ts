import type { Reply } from '../../../commands/framework/reply.ts';
import type { Members } from './members.ts';

/** People as replies name them: `@slack:T1:U1`. */
const MEMBER = /@slack:\w+:(\w+)/g;
const MOST_NAMES = 20;

/** Replaces each id by the person's name, as plain text, which pings nobody. */
export async function withNames(reply: Reply, members: Members, signal: AbortSignal): Promise<Reply> {
  const { text, table } = reply;
  const all = [text, ...(table?.rows.flat() ?? [])].join('\n');
  const ids = [...new Set([...all.matchAll(MEMBER)].map(([, id = '']) => id))].slice(0, MOST_NAMES);
  if (ids.length === 0) return reply;
  const found = await Promise.allSettled(ids.map((id) => members.find(id, signal)));
  const names = new Map(
    found.flatMap((one, index) =>
      one.status === 'fulfilled' && one.value.name !== '' ? [[ids[index], one.value.name]] : [],
    ),
  );
  const named = (words: string): string =>
    words.replace(MEMBER, (_whole, id: string) => `@${names.get(id) ?? id}`);
  return {
    ...reply,
    text: named(text),
    ...(table && { table: { ...table, rows: table.rows.map((row) => row.map(named)) } }),
  };
}
