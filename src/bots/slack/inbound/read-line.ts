import type { ActionDescription } from '../../../commands/framework/describe.ts';
import { describedLine } from '../../../commands/framework/described.ts';
import type { Locale } from '../../../core/model/locale.ts';
import type { CommandDescription } from '../../bot.ts';
import type { FormSubject } from '../draw/command-form.ts';
import type { Members } from '../people/members.ts';
import { readText } from '../people/read-text.ts';

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
  locale: Locale,
  signal: AbortSignal,
): Promise<ReadLine> {
  const found = describedLine(commands, typed);
  const options = found?.action.options ?? [];
  const takesMember = options.some(({ kind }) => kind === 'member');
  const text = takesMember ? typed.replace(/<@(\w+)(?:\|[^<>]*)?>/g, '$1') : typed;
  const links = options.some(({ kind }) => kind === 'url' || kind === 'urls') ? 'address' : 'label';
  const line = (await readText(text, { links, locale }, members, signal)).trim();
  if (found?.isAlone !== true) return { line };
  const { command, subcommand, action } = found;
  if (!wantsForm(action)) return { line };
  return { line, form: { command, ...(subcommand === undefined ? {} : { subcommand }) } };
}

/** Whether a form helps with a command that has no values: it starts a job, or needs some. */
export function wantsForm({ startsJob, secrets, options }: ActionDescription): boolean {
  return startsJob || secrets !== undefined || options.some(({ required }) => required);
}
