import { describedLine } from '../../../commands/framework/described.ts';
import type { CommandDescription } from '../../bot.ts';
import type { FormSubject } from '../draw/command-form.ts';
import type { Members } from '../people/members.ts';
import { type NameOf, readText, unnamedMentions } from '../text/markup.ts';

const MOST_NAMES = 10;

/** A line as the person typed it, without Slack's markup. */
export interface ReadLine {
  readonly line: string;
  /**
   * The command it names without giving it anything to work on, where a form would help: it starts a job, or has
   * options that cannot be left out.
   */
  readonly form?: FormSubject;
}

/**
 * Reads a line that Slack sends. A command that takes a web address gets links as addresses, any other the words people
 * see; one that asks for somebody gets the ids of mentioned people (in commands Slack sends ids only where the manifest
 * says so), any other what they are called.
 */
export async function readLine(
  typed: string,
  commands: readonly CommandDescription[],
  members: Members,
  signal: AbortSignal,
): Promise<ReadLine> {
  const found = describedLine(commands, typed);
  const options = found?.action.options ?? [];
  const takesMember = options.some(({ kind }) => kind === 'member');
  const text = takesMember ? typed.replace(/<@(\w+)(?:\|[^<>]*)?>/g, '$1') : typed;
  const links = options.some(({ kind }) => kind === 'url') ? 'address' : 'label';
  const line = readText(text, links, await namesIn(text, members, signal)).trim();
  if (found?.isAlone !== true) return { line };
  const { command, subcommand, action } = found;
  const wantsForm =
    action.startsJob || action.secrets !== undefined || options.some(({ required }) => required);
  if (!wantsForm) return { line };
  return { line, form: { command, ...(subcommand === undefined ? {} : { subcommand }) } };
}

/** Looks up the people a text mentions. Somebody who cannot be looked up keeps their id. */
async function namesIn(text: string, members: Members, signal: AbortSignal): Promise<NameOf> {
  const ids = unnamedMentions(text).slice(0, MOST_NAMES);
  const found = await Promise.allSettled(ids.map((id) => members.find(id, signal)));
  const names = new Map(
    found.flatMap((one, index) =>
      one.status === 'fulfilled' && one.value.name !== '' ? [[ids[index], one.value.name] as const] : [],
    ),
  );
  return (userId) => names.get(userId);
}
