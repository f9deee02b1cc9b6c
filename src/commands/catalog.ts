import { distance } from 'fastest-levenshtein';
import { BotError } from '../core/model/errors.ts';
import { denoise } from './denoise.ts';
import { diarize } from './diarize.ts';
import type { Command } from './framework/command.ts';
import { excerpt } from './framework/excerpt.ts';
import { help } from './help.ts';
import { jobs } from './jobs/jobs.ts';
import { music } from './music.ts';
import { stems } from './stems.ts';
import { transcribe } from './transcribe.ts';
import { tts } from './tts.ts';
import { voice } from './voice/voice.ts';
import { wallet } from './wallet/wallet.ts';

/** Everything people can ask for, in the order in which menus and help show it. */
export const COMMANDS: readonly Command[] = [
  tts,
  stems,
  music,
  transcribe,
  diarize,
  denoise,
  voice,
  wallet,
  jobs,
  help,
];

const MAX_SLIPS = 2;

/** @throws {BotError} `command-mistyped` when a name is close, `command-unknown` when none is. */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const wanted = name.replace(/^\//, '').toLowerCase();
  const found = commands.find((one) => namesOf(one).includes(wanted));
  if (found !== undefined) return found;
  const near = nearestName(wanted, commands.flatMap(namesOf));
  const facts = { name: excerpt(wanted) };
  if (near === undefined) throw new BotError('command-unknown', 'No such command', { facts });
  throw new BotError('command-mistyped', 'A name close to a command', { facts: { ...facts, near } });
}

function namesOf(command: Command): readonly string[] {
  return [command.name, ...command.aliases];
}

function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, slips: distance(name, wanted) }))
    // A word of two letters is two slips away from far too much.
    .filter(({ slips }) => slips <= MAX_SLIPS && slips < wanted.length)
    .toSorted((a, b) => a.slips - b.slips);
  return nearest?.name;
}
