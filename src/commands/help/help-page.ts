import { coreDictionaries } from '../../core/text/words.ts';
import { findCommand, findSubcommand } from '../dispatch/find-command.ts';
import type { Call } from '../framework/command.ts';
import {
  type ActionDescription,
  type CommandDescription,
  describe,
  type OptionDescription,
} from '../framework/describe.ts';
import { type Card, informInGroups, type Outcome } from '../framework/reply.ts';
import { actionsOf, runActions, runPathOf, type Usable } from './usable.ts';

/**
 * Explains a command or one of its subcommands: what it does, an example, its options or subcommands, and a button that
 * runs it.
 *
 * @param typed the name, without the slash, in lower case.
 * @throws {BotError} `command-unknown`, `command-mistyped`, `subcommand-missing`.
 */
export function helpPage(typed: string, usable: Usable, call: Call): Outcome {
  const [first = '', subcommand] = typed.split(/\s+/);
  const command = findCommand(first, call.commands);
  const [described] = describe([command], call.origin.locale);
  if (described?.action !== undefined) {
    const { name, aliases, action } = described;
    return pageOfAction({ path: name, names: [name, ...aliases], ...action }, usable, call);
  }
  if (subcommand !== undefined && 'subcommands' in command) findSubcommand(command, subcommand);
  const one = described?.subcommands?.find(({ name }) => name === subcommand);
  if (one !== undefined) {
    const path = `${command.name} ${one.name}`;
    return pageOfAction({ ...one, path, names: [path] }, usable, call);
  }
  const paths = actionsOf(command).filter(([, action]) => usable(command.name, action));
  return pageOfSubcommands(
    described,
    paths.map(([path]) => path),
    usable,
    call,
  );
}

/** An action, how it is typed without the slash, and all its names. */
type ShownAction = ActionDescription & { readonly path: string; readonly names: readonly string[] };

function pageOfAction({ path, names, ...action }: ShownAction, usable: Usable, call: Call): Outcome {
  const { say } = call;
  const takes = (kind: OptionDescription['kind']) => action.options.some((one) => one.kind === kind);
  const options = action.options.filter(({ name }) => name !== 'private');
  const lines = [
    titleOf(names, action.description, call),
    ...exampleLines([path], call),
    ...(takes('audio') ? [say(takes('url') || takes('urls') ? 'help.audio-link' : 'help.audio')] : []),
    ...(options.some(({ required }) => !required) ? [say('help.intro')] : []),
    ...(action.startsJob ? [say('help.private')] : []),
  ];
  const rows = options.map(({ name, required, description, choices }) => {
    const values = choices?.map(({ value }) => value).join(', ');
    return [
      required ? name : `[${name}]`,
      values === undefined ? description : say('help.choices', { meaning: description, choices: values }),
    ];
  });
  const columns = [say('help.column.option'), say('help.column.meaning')];
  return informInGroups(groupsOf(lines), {
    ...(rows.length > 0 && { table: { columns, rows } }),
    actions: buttonOf([path], usable, call),
  });
}

function pageOfSubcommands(
  described: CommandDescription | undefined,
  paths: readonly string[],
  usable: Usable,
  call: Call,
): Outcome {
  const { say } = call;
  const { name = '', description = '', subcommands = [] } = described ?? {};
  const rows = subcommands
    .filter((one) => paths.includes(`${name} ${one.name}`))
    .map((one) => [usage(`${name} ${one.name}`, one), one.description]);
  const lines = [
    titleOf([name], description, call),
    ...exampleLines(paths, call),
    say('help.subcommand', { path: paths[0] ?? name }),
  ];
  const columns = [say('help.column.command'), say('help.column.meaning')];
  return informInGroups(groupsOf(lines), {
    table: { columns, rows },
    actions: buttonOf(paths, usable, call),
  });
}

/** Returns the title, and apart from it the rest. */
function groupsOf([title = '', ...rest]: readonly string[]): Card {
  return [[{ text: title }], rest.map((text) => ({ text }))];
}

function titleOf(names: readonly string[], meaning: string, { say }: Call): string {
  return say('help.title', { command: names.map((name) => `\`/${name}\``).join(', '), meaning });
}

/** Returns the example of the first action that has one; those without options need none. */
function exampleLines(paths: readonly string[], { say }: Call): readonly string[] {
  const [key] = paths.map(exampleKey).filter((one) => one !== undefined);
  return key === undefined ? [] : [say('help.example', { line: say(key) })];
}

function buttonOf(paths: readonly string[], usable: Usable, call: Call) {
  const path = runPathOf(paths);
  return path === undefined ? [] : runActions([path], usable, call);
}

/** How an action is typed; options in brackets may be left out. `private` is explained once. */
function usage(path: string, { options }: ActionDescription): string {
  const shown = options
    .filter(({ name }) => name !== 'private')
    .map(({ name, required }) => (required ? name : `[${name}]`));
  return [`/${path}`, ...shown].join(' ');
}

const EXAMPLES = coreDictionaries.help.en;

function exampleKey(path: string): keyof typeof EXAMPLES | undefined {
  const key = `example.${path}`;
  return isKey(key) ? key : undefined;
}

function isKey(key: string): key is keyof typeof EXAMPLES {
  return Object.hasOwn(EXAMPLES, key);
}
