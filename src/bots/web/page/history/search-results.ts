import type { CommandView } from '../../protocol/session-view.ts';
import type { FoundJobView } from '../../protocol/view.ts';

/** What a search found: a command to type, or a job to show. */
export type SearchResult =
  | { readonly kind: 'command'; readonly line: string; readonly description: string }
  | { readonly kind: 'job'; readonly job: FoundJobView };

/** More commands than that are better found with another letter. */
const MOST_COMMANDS = 6;

/** Finds the commands and subcommands whose names or descriptions have every word. */
export function findCommands(commands: readonly CommandView[], query: string): readonly SearchResult[] {
  const words = query.toLowerCase().replace(/^\//, '').split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const all = commands.flatMap(({ name, description, subcommands }) =>
    subcommands === undefined
      ? [{ line: `/${name}`, description }]
      : subcommands.map((one) => ({ line: `/${name} ${one.name}`, description: one.description })),
  );
  return all
    .filter(({ line, description }) =>
      words.every((word) => `${line} ${description}`.toLowerCase().includes(word)),
    )
    .slice(0, MOST_COMMANDS)
    .map((found) => ({ kind: 'command', ...found }));
}
