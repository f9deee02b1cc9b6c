import type { types } from '@slack/bolt';
import { writeAction } from '../../../commands/framework/action-code.ts';
import { actionLabel } from '../../../commands/framework/action-label.ts';
import type { Reply, Table } from '../../../commands/framework/reply.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { withSlackNames } from '../text/command-names.ts';
import { escapeText } from '../text/markup.ts';
import { tableList } from '../text/table.ts';
import { say } from '../text/words.ts';
import { drawTable } from './table.ts';

/** A message for Slack: `text` for notifications and screen readers, `blocks` for display. */
export interface Drawn {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Block Kit's limits (slack.dev, "Reference: blocks"). */
const SECTION_CHARACTERS = 2_900;
const MOST_SECTIONS = 20;
/** `chat.update` refuses a longer text. */
const TEXT_CHARACTERS = 3_900;

/** Prefix of the action ids of buttons under jobs. The value holds what to do, and with what. */
export const JOB_BUTTON = 'job:';
/** How the action id of a button that confirms a job begins. */
export const CONFIRM_BUTTON = `${JOB_BUTTON}confirm:`;
/** Slack's limits for an action id and a button's text. */
const ID_CHARACTERS = 255;
const LABEL_CHARACTERS = 75;

/** Draws text and buttons, such as a job's progress or outcome. */
export function drawWords(text: string, actions: readonly Action[], locale: Locale): Drawn {
  return drawn([escapeText(withSlackNames(text))], undefined, actions, locale);
}

/**
 * Draws how far a job is, for the channel: whose it is, and its buttons.
 *
 * @param name of the one who asked; absent where only they read it.
 */
export function drawStatus(text: string, actions: readonly Action[], locale: Locale, name?: string): Drawn {
  return drawWords(name === undefined ? text : say(locale, 'slack.of', { name, text }), actions, locale);
}

/** Draws a status that is over as one line of small text: the result stands elsewhere. */
export function drawStatusLine(text: string, locale: Locale, name?: string): Drawn {
  const line = shorten(drawStatus(text, [], locale, name).text.split('\n').join(' · '), SECTION_CHARACTERS);
  return {
    text: line,
    blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: line, verbatim: true }] }],
  };
}

/**
 * Draws a result, for a message with its files.
 *
 * @param mention the id of the one who asked, if they are to be notified. Slack notifies nobody else.
 */
export function drawResult(
  text: string,
  actions: readonly Action[],
  locale: Locale,
  mention: string | undefined,
): Drawn {
  const escaped = escapeText(withSlackNames(text));
  return drawn([mention === undefined ? escaped : `<@${mention}> ${escaped}`], undefined, actions, locale);
}

/** Draws an immediate reply with its table and buttons. */
export function drawReply({ text, table, actions }: Reply, locale: Locale): Drawn {
  return drawn([escapeText(withSlackNames(text))], table, actions, locale);
}

/**
 * Returns a message with its table as a list, for when Slack refuses the table; `undefined` for a message
 * without one.
 */
export function withoutTable({ text, blocks }: Drawn): Drawn | undefined {
  if (!blocks.some(({ type }) => type === 'table')) return undefined;
  const rest = blocks.filter(({ type }) => type !== 'table' && type !== 'section');
  return { text, blocks: [...cut(text.split('\n')).map(section), ...rest] };
}

/** Draws text with one button that opens a form. */
export function drawFormOffer(text: string, actionId: string, value: string, locale: Locale): Drawn {
  const { text: plain, blocks } = drawn([escapeText(text)], undefined, [], locale);
  const button: types.Button = {
    type: 'button',
    action_id: actionId,
    value,
    text: { type: 'plain_text', text: say(locale, 'slack.form.open') },
  };
  return { text: plain, blocks: [...blocks, { type: 'actions', elements: [button] }] };
}

function drawn(
  paragraphs: readonly string[],
  table: Table | undefined,
  actions: readonly Action[],
  locale: Locale,
): Drawn {
  const words = paragraphs.flatMap((one) => cut(one.split('\n')));
  const listed = table === undefined ? [] : listOf(table);
  const block = table && drawTable(table);
  const shown = block === undefined ? [...words, ...listed] : words;
  const blocks: types.KnownBlock[] = shown.slice(0, MOST_SECTIONS).map(section);
  if (block !== undefined) blocks.push(block);
  if (actions.length > 0) blocks.push(buttonRow(actions, locale));
  return { text: shorten([...words, ...listed].join('\n'), TEXT_CHARACTERS), blocks };
}

/** Draws text, for views that are no messages. */
export function textSections(text: string): types.SectionBlock[] {
  return cut(escapeText(withSlackNames(text)).split('\n'))
    .slice(0, MOST_SECTIONS)
    .map(section);
}

/** Draws a table as a list, where Slack takes no tables. */
export function listSections(table: Table): types.SectionBlock[] {
  return listOf(table).slice(0, MOST_SECTIONS).map(section);
}

/** Draws buttons. */
export function buttonRow(actions: readonly Action[], locale: Locale): types.ActionsBlock {
  return { type: 'actions', elements: actions.map((action) => jobButton(action, locale)) };
}

function listOf(table: Table): readonly string[] {
  return cut(tableList(table).map((line) => escapeText(withSlackNames(line))));
}

function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function jobButton(action: Action, locale: Locale): types.Button {
  const { verb, subject } = writeAction(action);
  return {
    type: 'button',
    // Unique in its message, as Slack requires.
    action_id: `${JOB_BUTTON}${verb}:${subject}`.slice(0, ID_CHARACTERS),
    value: `${verb}|${subject}`,
    text: { type: 'plain_text', text: shorten(actionLabel(action, locale), LABEL_CHARACTERS) },
    ...(action.kind === 'confirm' && { style: 'primary' as const }),
    ...(action.kind === 'erase' && { style: 'danger' as const }),
  };
}

/** Joins lines into pieces that each fit a section. */
function cut(lines: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  let open = '';
  for (const line of lines.map((one) => shorten(one, SECTION_CHARACTERS))) {
    if (open !== '' && open.length + line.length + 1 > SECTION_CHARACTERS) {
      pieces.push(open);
      open = '';
    }
    open = open === '' ? line : `${open}\n${line}`;
  }
  return open === '' ? pieces : [...pieces, open];
}

/** Cuts escaped text without leaving half an escape. */
function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/&[a-z]{0,3}$/, '')}…`;
}
