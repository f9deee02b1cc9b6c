import { distance } from 'fastest-levenshtein';
import { BotError } from '../core/errors.ts';
import type { Command } from './command.ts';
import { help } from './help.ts';
import { jobs } from './jobs.ts';
import { stems } from './stems.ts';
import { tts } from './tts.ts';
import { wallet } from './wallet.ts';

/** Everything people can ask for, in the order in which menus and help show it. */
export const COMMANDS: readonly Command[] = [tts, stems, wallet, jobs, help];

/** @throws {BotError} `command-unknown`. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const wanted = name.replace(/^\//, '').toLowerCase();
  const found = commands.find((one) => one.name === wanted || one.aliases.includes(wanted));
  if (found !== undefined) return found;
  const near = commands.find((one) => distance(one.name, wanted) <= 2);
  if (near !== undefined) {
    throw new BotError('command-mistyped', 'A name close to a command', {
      facts: { name: wanted.slice(0, 40), near: near.name },
    });
  }
  throw new BotError('command-unknown', 'No such command', { facts: { name: wanted.slice(0, 40) } });
}
