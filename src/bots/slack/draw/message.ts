import type { types } from '@slack/bolt';
import { writeAction } from '../../../commands/framework/action-code.ts';
import { actionLabel } from '../../../commands/framework/action-label.ts';
import type { Reply, Table } from '../../../commands/framework/reply.ts';
import type { Action } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { withSlackNames } from '../text/command-names.ts';
import { escapeCode, escapeText } from '../text/markup.ts';
import { tableLines } from '../text/table.ts';
import { say } from '../text/words.ts';

/** A message for Slack: `text` for notifications and screen readers, `blocks` for display. */
export interface Drawn {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Block Kit's limits (slack.dev, "Reference: blocks"), with room for the marks of a code block. */
const SECTION_CHARACTERS = 2_900;
const MOST_SECTIONS = 20;
/** `chat.update` refuses a longer text. */
const TEXT_CHARACTERS = 3_900;

/** Prefix of the action ids of buttons under jobs. The value holds what to do, and with what. */
export const JOB_BUTTON = 'job:';
/** Slack's limits for an action id and a button's text. */
const ID_CHARACTERS = 255;
const LABEL_CHARACTERS = 75;

/** Draws text and buttons, such as a job's progress or outcome. */
export function drawWords(text: string, actions: readonly Action[], locale: Locale): Drawn {
  return drawn([escapeText(withSlackNames(text))], [], actions, locale);
}

/** Draws an immediate reply with its table and buttons. */
export function drawReply({ text, table, actions }: Reply, locale: Locale): Drawn {
  return drawn(
    [escapeText(withSlackNames(text))],
    table === undefined ? [] : tableSections(table),
    actions,
    locale,
  );
}

/** Draws text with one button that opens a form. */
export function drawFormOffer(text: string, actionId: string, value: string, locale: Locale): Drawn {
  const { text: plain, blocks } = drawn([escapeText(text)], [], [], locale);
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
  more: readonly string[],
  actions: readonly Action[],
  locale: Locale,
): Drawn {
  const sections = [...paragraphs.flatMap((one) => cut(one.split('\n'))), ...more].slice(0, MOST_SECTIONS);
  const blocks: types.KnownBlock[] = sections.map((text) => ({
    type: 'section',
    text: { type: 'mrkdwn', text, verbatim: true },
  }));
  if (actions.length > 0) {
    blocks.push({ type: 'actions', elements: actions.map((action) => jobButton(action, locale)) });
  }
  return { text: shorten(sections.join('\n'), TEXT_CHARACTERS), blocks };
}

function jobButton(action: Action, locale: Locale): types.Button {
  const { verb, subject } = writeAction(action);
  return {
    type: 'button',
    // Unique in its message, as Slack requires.
    action_id: `${JOB_BUTTON}${verb}:${subject}`.slice(0, ID_CHARACTERS),
    value: `${verb}|${subject}`,
    text: { type: 'plain_text', text: shorten(actionLabel(action, locale), LABEL_CHARACTERS) },
    ...(action.kind === 'confirm' ? { style: 'primary' } : {}),
  };
}

function tableSections(table: Table): readonly string[] {
  const { kind, lines } = tableLines(table);
  if (kind === 'list') return cut(lines.map((line) => escapeText(withSlackNames(line))));
  return cut(lines.map(escapeCode)).map((chunk) => `\`\`\`\n${chunk}\n\`\`\``);
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
