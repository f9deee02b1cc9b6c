/**
 * Writes the tables of README.md that are made from the code: variables and commands. Each stands between two
 * comments, `<!-- table: environment -->` and `<!-- end -->`. A test compares them.
 *
 *   node script/readme-tables.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe, type OptionDescription } from '../src/commands/framework/describe.ts';
import { ENVIRONMENT } from '../src/config/config.ts';

const TABLES: Readonly<Record<string, () => string>> = {
  environment: () =>
    table(
      ['Variable', 'Default', 'Meaning'],
      ENVIRONMENT.map(({ name, fallback, meaning }) => [`\`${name}\``, fallback, meaning]),
    ),
  commands: () => table(['Command', 'What it does', 'Options'], commandRows()),
};

/** The text with every table as the code has it now. */
export function withTables(readme: string): string {
  return readme.replace(
    /(<!-- table: (\w+) -->\n).*?(?=<!-- end -->)/gs,
    (block, start: string, name: string) => {
      const make = TABLES[name];
      return make === undefined ? block : `${start}\n${make()}\n`;
    },
  );
}

/** The names of the tables that a text has a place for. */
export function tablesIn(readme: string): readonly string[] {
  return [...readme.matchAll(/<!-- table: (\w+) -->\n.*?<!-- end -->/gs)].map((match) => match[1] ?? '');
}

function commandRows(): readonly (readonly string[])[] {
  return describe(COMMANDS, 'en').flatMap(({ name, aliases, action, subcommands = [] }) => {
    const names = [name, ...aliases].map((one) => `\`/${one}\``).join(', ');
    const own = action === undefined ? [] : [[names, action.description, optionWords(action.options)]];
    const parts = subcommands.map((part) => [
      `\`/${name} ${part.name}\``,
      part.description,
      optionWords(part.options),
    ]);
    return [...own, ...parts];
  });
}

function optionWords(options: readonly OptionDescription[]): string {
  return options.map(({ name, required }) => `\`${name}\`${required ? ' (needed)' : ''}`).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

if (import.meta.main) {
  const path = new URL('../README.md', import.meta.url);
  const readme = readFileSync(path, 'utf8');
  writeFileSync(path, withTables(readme));
  process.stdout.write(`README.md: ${tablesIn(readme).join(', ')}\n`);
}
