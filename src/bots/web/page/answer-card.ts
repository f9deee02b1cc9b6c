import type { ActionView, ReplyView } from '../view.ts';
import { el, prose } from './dom.ts';
import { documentList, pictureLink } from './post-files.ts';
import type { Say } from './words.ts';

/** Presses a button of a card. */
export type Press = (action: ActionView) => Promise<void>;

/** Buttons under a message. One press at a time. */
export function actionButtons(actions: readonly ActionView[], press: Press): HTMLElement[] {
  return actions.map((action) => {
    const button = el(
      'button',
      {
        type: 'button',
        class: action.verb === 'confirm' ? 'primary' : 'button',
        'data-action': action.verb,
      },
      action.label,
    );
    button.addEventListener('click', () => {
      button.disabled = true;
      void press(action).finally(() => {
        button.disabled = false;
      });
    });
    return button;
  });
}

/** What was asked, on the asking side of the conversation. */
export function askBubble(asked: {
  readonly command: string;
  readonly details: readonly string[];
  readonly body: string;
  readonly who: string;
  readonly isPrivate: string | undefined;
}): HTMLElement {
  const head = el('p', { class: 'ask-head' }, el('span', { class: 'ask-command' }, asked.command));
  for (const detail of asked.details) head.append(el('span', { class: 'ask-detail' }, detail));
  if (asked.isPrivate !== undefined)
    head.append(el('span', { class: 'ask-detail ask-private' }, asked.isPrivate));
  const bubble = el(
    'div',
    { class: 'ask' },
    el('span', { class: 'visually-hidden' }, `${asked.who}: `),
    head,
  );
  if (asked.body !== '') bubble.append(el('p', { class: 'ask-body' }, asked.body));
  return bubble;
}

/** A line as it was typed. */
function lineBubble(line: string, who: string): HTMLElement {
  const [command = '', rest = ''] = /^(\/\S+)([\s\S]*)$/.exec(line)?.slice(1) ?? ['', line];
  return el(
    'div',
    { class: 'ask' },
    el('span', { class: 'visually-hidden' }, `${who}: `),
    el('p', { class: 'ask-line' }, el('span', { class: 'ask-command' }, command), rest),
  );
}

/** Words at once: an answer with what belongs to it, or a refusal with what to do about it. */
export function replyCard(line: string, reply: ReplyView, say: Say, press: Press): HTMLElement {
  const card = el('div', { class: 'card', 'data-tone': reply.tone });
  if (reply.text !== '') card.append(el('p', { class: 'card-text' }, prose(reply.text)));
  if (reply.pictureUrl !== undefined) card.append(pictureLink(reply.pictureUrl, reply.pictureAlt ?? ''));
  if (reply.table !== undefined) card.append(tableOf(reply.table));
  if (reply.files !== undefined) card.append(documentList(reply.files));
  const buttons = actionButtons(reply.actions, press);
  if (buttons.length > 0) card.append(el('div', { class: 'card-actions' }, ...buttons));
  return el('li', { class: 'entry' }, ...(line === '' ? [] : [lineBubble(line, say('job.you'))]), card);
}

function tableOf(table: NonNullable<ReplyView['table']>): HTMLElement {
  const head = el('tr', {}, ...table.columns.map((column) => el('th', { scope: 'col' }, column)));
  const rows = table.rows.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, cellText(cell)))));
  const element = el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows));
  return el(
    'div',
    { class: 'card-table', tabindex: 0, role: 'region', 'aria-label': table.columns.join(', ') },
    element,
  );
}

/** A command is set like one. */
function cellText(cell: string): Node {
  return /^\/[a-z]/.test(cell) ? el('code', { class: 'command' }, cell) : prose(cell);
}
