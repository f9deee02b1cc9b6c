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
   * The command that is named without any values, if a form would help: it starts a job, or has required
   * options.
   */
  readonly form?: FormSubject;
}

/**
 * Reads a line from Slack. Links become addresses for a command that takes a URL, and their visible text for
 * others. Mentions become ids for a command that asks for a person (in commands Slack sends ids only where
 * the manifest says so), and names for others.
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

/** Looks up the people a text mentions. A person who can't be looked up keeps their id. */
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
