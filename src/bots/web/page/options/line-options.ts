import type { CommandView, OptionView } from '../../protocol/session-view.ts';
import { findCommand } from './find-command.ts';

/** The value of an option, and where it stands in the line. */
interface Given {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** A line with a command, read as far as its options go. */
export interface LineOptions {
  /** As it is typed: `/music song`. */
  readonly title: string;
  /** The subcommands to choose from, until one is typed. */
  readonly subcommands: NonNullable<CommandView['subcommands']>;
  readonly options: readonly OptionView[];
  /** The values by the names of their options. */
  readonly given: ReadonlyMap<string, Given>;
  /** Where the next option is inserted. */
  readonly end: number;
}

const NAME = /^([a-z_]+)\s*[:\uFF1A=]\s*/i;
const QUOTED =
  /^(?:"([^"\u201C\u201D]*)["\u201C\u201D]|[\u201C\u201D]([^\u201D"]*)[\u201D"]|\u00AB([^\u00BB]*)\u00BB|\u300C([^\u300D]*)\u300D)/;

/** Reads the options of a line the way the bot will; `undefined` for a line without a known command. */
export function readLineOptions(line: string, commands: readonly CommandView[]): LineOptions | undefined {
  const head = /^\s*\/(\S+)/.exec(line);
  const command = findCommand(commands, head?.[1] ?? '');
  if (head === null || command === undefined) return undefined;
  const title = `/${command.name}`;
  if (command.action !== undefined) {
    return { title, subcommands: [], ...readOptions(line, head[0].length, command.action.options) };
  }
  const subcommands = command.subcommands ?? [];
  const next = /^\s+(\S+)/.exec(line.slice(head[0].length));
  const chosen = subcommands.find(({ name }) => name === next?.[1]?.toLowerCase());
  if (next === null || chosen === undefined) {
    return { title, subcommands, options: [], given: new Map(), end: head[0].length };
  }
  const from = head[0].length + next[0].length;
  return { title: `${title} ${chosen.name}`, subcommands: [], ...readOptions(line, from, chosen.options) };
}

function readOptions(
  line: string,
  start: number,
  options: readonly OptionView[],
): Pick<LineOptions, 'options' | 'given' | 'end'> {
  const given = new Map<string, Given>();
  let end = start;
  for (let at = start; at < line.length; at = end) {
    const from = at + (/^\s*/.exec(line.slice(at))?.[0].length ?? 0);
    const found = namedValue(line, from, options) ?? bareValue(line, from, options, given);
    if (found === undefined || given.has(found.name)) break;
    given.set(found.name, { value: found.value, from, to: found.to });
    end = found.to;
  }
  return { options, given, end };
}

interface Found {
  readonly name: string;
  readonly value: string;
  readonly to: number;
}

function namedValue(line: string, from: number, options: readonly OptionView[]): Found | undefined {
  const named = NAME.exec(line.slice(from));
  const option = options.find(({ name }) => name === named?.[1]?.toLowerCase());
  if (named === null || option === undefined) return undefined;
  const begin = from + named[0].length;
  const quoted = QUOTED.exec(line.slice(begin));
  const [whole, ...inner] = quoted ?? /^\S*/.exec(line.slice(begin)) ?? [''];
  const value = quoted === null ? whole : (inner.find((one) => one !== undefined) ?? '');
  return { name: option.name, value, to: begin + whole.length };
}

/** What may be typed without its option’s name, such as `/stems six`, by the kind of the option. */
const BARE: Readonly<Record<string, RegExp>> = {
  number: /^\d+(?:\.\d+)?(?!\S)/,
  url: /^https?:\/\/\S+/i,
  urls: /^https?:\/\/\S+(?:\s+https?:\/\/\S+)*/i,
  choice: /^\S+/,
};

function bareValue(
  line: string,
  from: number,
  options: readonly OptionView[],
  given: ReadonlyMap<string, Given>,
): Found | undefined {
  for (const { name, kind, isBare, choices } of options) {
    const [value] = (isBare && !given.has(name) && BARE[kind]?.exec(line.slice(from))) || [];
    if (value === undefined) continue;
    if (choices !== undefined && !choices.some((choice) => choice.value === value.toLowerCase())) continue;
    return { name, value, to: from + value.length };
  }
  return undefined;
}

/** Returns the line with an option’s value changed, added, or, where the value is empty, removed. */
export function withOption(line: string, read: LineOptions, name: string, value: string): string {
  const known = read.given.get(name);
  if (value === '') {
    if (known === undefined) return line;
    return line.slice(0, known.from).trimEnd() + line.slice(known.to);
  }
  const written = `${name}:${quoted(value)}`;
  if (known !== undefined) return line.slice(0, known.from) + written + line.slice(known.to);
  const rest = line.slice(read.end);
  return `${line.slice(0, read.end)} ${written}${rest === '' ? ' ' : rest}`;
}

/** Returns the line with a subcommand after its command. */
export function withSubcommand(line: string, { end }: LineOptions, name: string): string {
  return `${line.slice(0, end)} ${name} ${line.slice(end).trimStart()}`;
}

function quoted(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}
