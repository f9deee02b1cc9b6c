/**
 * Writes the tables in docs/ that come from the code: commands, variables, the scopes of the Slack app,
 * and the doctor’s checks.
 *
 * Each is between two comments, such as `<!-- table: commands -->` and `<!-- end -->`. A test compares them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { OPTIONAL_SCOPES, REQUIRED_SCOPES } from '../src/bots/slack/connect/scopes.ts';
import { runScript } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe, type OptionDescription } from '../src/commands/framework/describe.ts';
import { ENVIRONMENT } from '../src/config/config.ts';
import { audiopodVariables } from '../src/config/variables/audiopod.ts';
import { limitVariables } from '../src/config/variables/limits.ts';
import { platformVariables } from '../src/config/variables/platforms.ts';
import { serverVariables } from '../src/config/variables/server.ts';
import { tracingVariables } from '../src/config/variables/tracing.ts';
import { ALL_CHECKS } from '../src/operate/doctor/all-checks.ts';

/** The pages with generated tables, relative to the checkout, and their tables. */
export const GENERATED: Readonly<Record<string, readonly string[]>> = {
  'docs/commands.md': ['commands'],
  'docs/configuration.md': ['audiopod', 'discord', 'slack', 'server', 'limits', 'traces'],
  'docs/doctor.md': ['checks'],
  'docs/slack.md': ['scopes'],
};

const TABLES: Readonly<Record<string, () => string>> = {
  commands: () => table(['Command', 'What it does', 'Options'], commandRows()),
  audiopod: () => variables(Object.keys(audiopodVariables)),
  discord: () => variables(Object.keys(platformVariables).filter((name) => !isSlack(name))),
  slack: () => variables(Object.keys(platformVariables).filter(isSlack)),
  server: () => variables(Object.keys(serverVariables)),
  limits: () => variables(Object.keys(limitVariables)),
  checks: () =>
    table(
      ['Check', 'Looks at', 'What to do'],
      ALL_CHECKS.map(({ name, looksAt, remedy }) => [`\`${name}\``, `${looksAt}.`, remedy]),
    ),
  traces: () => variables(Object.keys(tracingVariables)),
  scopes: () =>
    table(
      ['Scope', 'Why'],
      [
        ...Object.entries(REQUIRED_SCOPES).map(([scope, why]) => [`\`${scope}\``, why]),
        ...Object.entries(OPTIONAL_SCOPES).map(([scope, why]) => [`\`${scope}\``, `Optional. ${why}`]),
        // A scope of the app-level token, which no manifest describes.
        ['`connections:write`', 'In socket mode only, for the app-level token. Opens the connection.'],
      ],
    ),
};

/** Returns the text with every table brought up to date with the code. */
export function withTables(text: string): string {
  return text.replace(
    /(<!-- table: (\w+) -->\n).*?(?=<!-- end -->)/gs,
    (block, start: string, name: string) => {
      const make = TABLES[name];
      return make === undefined ? block : `${start}\n${make()}\n`;
    },
  );
}

/** Returns the names of the tables in a text. */
export function tablesIn(text: string): readonly string[] {
  return [...text.matchAll(/<!-- table: (\w+) -->\n.*?<!-- end -->/gs)].map((match) => match[1] ?? '');
}

function isSlack(name: string): boolean {
  return name.startsWith('SLACK_');
}

function variables(names: readonly string[]): string {
  const rows = ENVIRONMENT.filter(({ name }) => names.includes(name));
  return table(
    ['Variable', 'Default', 'Meaning'],
    rows.map(({ name, fallback, meaning }) => [`\`${name}\``, fallback, meaning]),
  );
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
  return options.map(({ name, required }) => `\`${name}\`${required ? ' (required)' : ''}`).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

if (import.meta.main) {
  const usage =
    'Usage: node script/readme-tables.ts\n\nUpdates the generated tables of the pages in docs/.\n';
  await runScript({ usage, options: {} }, () => {
    for (const [page, tables] of Object.entries(GENERATED)) {
      const path = new URL(`../${page}`, import.meta.url);
      writeFileSync(path, withTables(readFileSync(path, 'utf8')));
      process.stdout.write(`${page}: ${tables.join(', ')}\n`);
    }
  });
}
