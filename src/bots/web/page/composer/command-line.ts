import type { CommandView, OptionView } from '../../protocol/session-view.ts';
import { findCommand } from '../options/find-command.ts';

/** The word at the caret, and its range in the text. */
export type Typing =
  | { readonly kind: 'nothing' }
  /** Text without a command at its start. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'command'; readonly query: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'subcommand';
      readonly command: CommandView;
      readonly query: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'option';
      readonly command: CommandView;
      /** Not given yet, in the order of the command. */
      readonly options: readonly OptionView[];
      readonly query: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'value';
      readonly command: CommandView;
      readonly subcommand?: string;
      readonly option: OptionView;
      readonly query: string;
      readonly from: number;
      readonly to: number;
    };

interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Parses the line up to the caret as the bot will: a command, perhaps a subcommand, then `key:value` for known
 * keys, and free text from the first other word on. `--` ends the options.
 */
export function readTyping(line: string, caret: number, commands: readonly CommandView[]): Typing {
  const before = line.slice(0, caret);
  const words = splitWords(before);
  const first = words[0];
  if (first === undefined) return { kind: 'nothing' };
  if (!first.text.startsWith('/')) return { kind: 'plain', text: line };
  if (first.to === caret && words.length === 1) {
    return { kind: 'command', query: first.text.slice(1), from: first.from, to: caret };
  }
  const command = findCommand(commands, first.text.slice(1));
  if (command === undefined) return { kind: 'nothing' };

  // The word being typed is the last one, or an empty one after a space.
  const last = words.at(-1) ?? first;
  const current: Word = last.to === caret ? last : { text: '', from: caret, to: caret };
  const done = words.slice(1).filter((word) => word !== current);
  const [head, ...rest] = done;
  if (command.subcommands !== undefined && head === undefined) {
    return { kind: 'subcommand', command, query: current.text, from: current.from, to: caret };
  }
  const subcommand = command.subcommands?.find((one) => one.name === head?.text.toLowerCase());
  if (command.subcommands !== undefined && subcommand === undefined) return { kind: 'nothing' };
  const options = subcommand?.options ?? command.action?.options ?? [];
  return readOption(command, subcommand?.name, options, subcommand === undefined ? done : rest, current);
}

function readOption(
  command: CommandView,
  subcommand: string | undefined,
  options: readonly OptionView[],
  done: readonly Word[],
  current: Word,
): Typing {
  const given = new Set<string>();
  for (const word of done) {
    const key = keyOf(word.text, options);
    if (key === undefined) return { kind: 'nothing' };
    given.add(key.name);
  }
  const { from, to } = current;
  const option = keyOf(current.text, options);
  if (option !== undefined) {
    const query = current.text.slice(option.name.length + 1).replaceAll('"', '');
    return {
      kind: 'value',
      command,
      ...(subcommand === undefined ? {} : { subcommand }),
      option,
      query,
      from: from + option.name.length + 1,
      to,
    };
  }
  const left = options.filter((one) => !given.has(one.name));
  return { kind: 'option', command, options: left, query: current.text, from, to };
}

function keyOf(word: string, options: readonly OptionView[]): OptionView | undefined {
  const [, key] = /^([a-z_]+):/i.exec(word) ?? [];
  return key === undefined ? undefined : options.find((option) => option.name === key.toLowerCase());
}

/** Splits by spaces. A value in double quotes keeps its spaces, closed or not. */
function splitWords(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/(?<![^\s"])(?:[a-z_]+:"[^"]*(?:"|$)|\S+)/gi)) {
    words.push({ text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return words;
}
