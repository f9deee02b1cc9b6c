import type { FilledCommand } from '../../../commands/dispatch/command-dispatcher.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { Choice, Chooser } from '../../../commands/framework/reply.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { translate } from '../../../core/text/words.ts';
import { LISTED, MAX_ENTRIES, MAX_ENTRY_TEXT, type ShownList } from '../draw/choice-list.ts';
import type { ChoiceList } from '../payload/press-id.ts';
import { say } from '../text/words.ts';
import type { Answered } from './answer.ts';
import { keepForm } from './form-memory.ts';
import type { Receiver } from './receiver.ts';

/** The option with which a command shows another page of what it lists. */
export const PAGE = 'page';

/**
 * Offers a list where a member would have to type a value: of the rows that a command lists, and of what an option can
 * be if its value was missing or refused.
 */
export async function withList(
  receiver: Receiver,
  command: FilledCommand,
  answer: Answered,
  origin: Origin,
  signal: AbortSignal,
): Promise<Answered> {
  if (answer.kind !== 'reply') return answer;
  const { reply } = answer;
  if (reply.chooser !== undefined) {
    return { ...answer, list: await listOfRows(receiver, command, reply.chooser) };
  }
  if (reply.option === undefined) return answer;
  const asked = { ...command, option: reply.option, page: 0 };
  const list = await listFor(receiver, asked, origin, signal).catch((error: unknown) => {
    // Without the list the reply says what it has to say all the same.
    receiver.log.info({ option: reply.option, error }, 'choices-not-listed');
    return undefined;
  });
  if (list === undefined) return answer;
  const isMissing = command.options[reply.option] === undefined;
  if (list.choices.length > 0) {
    const text = isMissing ? say(origin.locale, `discord.choose.${list.kind}`) : reply.text;
    return { ...answer, reply: { ...reply, text }, list };
  }
  if (!isMissing || list.kind !== 'job') return answer;
  return { ...answer, reply: { ...reply, text: translate(origin.locale, 'jobs.none') } };
}

/** Returns one page of what an option can be; `undefined` for an option that is not chosen from a list. */
export async function listFor(
  receiver: Receiver,
  asked: FilledCommand & { readonly option: string; readonly page: number; readonly key?: string },
  origin: Origin,
  signal: AbortSignal,
): Promise<ShownList | undefined> {
  const { command, subcommand, options, option, page } = asked;
  const { dispatcher } = receiver;
  const described = describedAction(dispatcher.describe('en'), command, subcommand);
  const kindOf = described?.options.find(({ name }) => name === option)?.kind;
  const kind = LISTED.find((one) => one === kindOf);
  if (kind === undefined) return undefined;
  const named = { command, ...(subcommand !== undefined && { subcommand }) };
  // One more than fits tells whether there are more.
  const range = { first: page * MAX_ENTRIES, count: MAX_ENTRIES + 1 };
  const found = await dispatcher.choices({ ...named, option, query: '', origin, range }, signal);
  const key = asked.key ?? (await keepForm(receiver, { ...named, options, fields: [option] }));
  const isPrivate = options['private'] === true;
  const seen: Pick<ChoiceList, 'visibility'> =
    described?.startsJob === true ? { visibility: isPrivate ? 'private' : 'public' } : {};
  const choices = fitting(found.slice(0, MAX_ENTRIES));
  return { ...seen, kind, key, choices, page, hasMore: found.length > MAX_ENTRIES, turnKey: key };
}

/** Returns the list of the rows that a command shows; another page of it is asked of the same command. */
async function listOfRows(
  receiver: Receiver,
  { command, subcommand, options }: FilledCommand,
  { option, choices, page = 1, pages = 1, ...target }: Chooser,
): Promise<ShownList | undefined> {
  const described = describedAction(receiver.dispatcher.describe('en'), target.command, target.subcommand);
  const kindOf = described?.options.find(({ name }) => name === option)?.kind;
  const kind = LISTED.find((one) => one === kindOf);
  if (kind === undefined || choices.length === 0) return undefined;
  const key = await keepForm(receiver, { ...target, options: {}, fields: [option] });
  const lister = { command, ...(subcommand !== undefined && { subcommand }), options, fields: [PAGE] };
  const turnKey = pages === 1 ? key : await keepForm(receiver, lister);
  return { kind, key, choices: fitting(choices), page: page - 1, hasMore: page < pages, turnKey };
}

/** Returns choices that Discord takes as values: short ones, each once. */
function fitting(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Set<string>();
  return choices.filter(({ value }) => {
    const isNew = value !== '' && value.length <= MAX_ENTRY_TEXT && !seen.has(value);
    seen.add(value);
    return isNew;
  });
}
