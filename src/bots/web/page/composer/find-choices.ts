import type { ChoiceView } from '../../protocol/session-view.ts';
import { readChoices } from '../server/api.ts';
import type { Typing } from './command-line.ts';

/** Searches the values of the option that is being typed on the server. */
export function findChoices(
  { command, subcommand, option, query }: Extract<Typing, { kind: 'value' }>,
  signal: AbortSignal,
): Promise<readonly ChoiceView[]> {
  const wanted = { command: command.name, option: option.name, query };
  return readChoices({ ...wanted, ...(subcommand === undefined ? {} : { subcommand }) }, signal);
}
