import type { types } from '@slack/bolt';
import type { Attached } from '../../../src/bots/attached.ts';
import { type Drawn, drawReply, drawStatus } from '../../../src/bots/slack/draw/message.ts';
import type { DrawnHome } from '../../../src/bots/slack/home/draw-home.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Progress } from '../../../src/core/ports/delivery.ts';
import type { Panel } from '../exhibit.ts';
import { type Html, html } from '../html.ts';
import { attachment } from './attachment.ts';
import { slackMarkup } from './slack-markup.ts';
import { ASKER, recordedOutcome, recordedReply } from './slack-recorder.ts';

/** One message as a Slack user sees it. */
export type SlackMessage =
  | { readonly kind: 'words'; readonly drawn: Drawn }
  | { readonly kind: 'files'; readonly drawn: Drawn; readonly files: readonly Attached[] };

/** Shows an immediate reply, and the direct message with its files. */
export async function slackReply(reply: Reply, locale: Locale): Promise<Panel> {
  const { files, left } = await recordedReply(reply, locale);
  return panel([{ kind: 'words', drawn: drawReply(left, locale) }, ...files]);
}

/** Shows a running job. */
export function slackProgress({ text, actions }: Progress, locale: Locale): Panel {
  return slackWords(drawStatus(text, actions, locale, ASKER));
}

/** Shows every message of an outcome, and the final status message. */
export async function slackOutcome(job: Job): Promise<Panel> {
  return panel(await recordedOutcome(job));
}

/** Shows text and buttons. */
export function slackWords(drawn: Drawn): Panel {
  return panel([{ kind: 'words', drawn }]);
}

/** Shows a message that stands beside files, without them. */
export function slackBesideFiles(drawn: Drawn): Panel {
  return panel([{ kind: 'files', drawn, files: [] }]);
}

/** Shows a view that is no message. */
export function slackView(view: DrawnHome): Panel {
  const sent = [{ as: 'slack-home', body: view }] as const;
  return { where: 'Slack', body: html`<div class="slack">${view.blocks.map(blockHtml)}</div>`, sent };
}

function panel(messages: readonly SlackMessage[]): Panel {
  const sent = messages.map(
    ({ kind, drawn }) =>
      ({ as: kind === 'files' ? 'slack-message-with-files' : 'slack-message', body: drawn }) as const,
  );
  return { where: 'Slack', body: html`${messages.map(messageHtml)}`, sent };
}

function messageHtml(message: SlackMessage): Html {
  const files = message.kind === 'files' ? message.files : [];
  return html`<div class="slack">${message.drawn.blocks.map(blockHtml)}${files.map(attachment)}</div>`;
}

function blockHtml(block: types.KnownBlock): Html {
  if (block.type === 'header') return html`<p><strong>${block.text.text}</strong></p>`;
  if (block.type === 'section')
    return html`<div class="said-text">${slackMarkup(block.text?.text ?? '')}</div>`;
  if (block.type === 'table') return tableHtml(block);
  if (block.type === 'context') {
    const texts = block.elements.map((element) => ('text' in element ? element.text : ''));
    return html`<div class="said-text small">${slackMarkup(texts.join(' '))}</div>`;
  }
  if (block.type !== 'actions') return html`<p>${block.type}</p>`;
  return html`<div class="row">${block.elements.map((element) =>
    element.type === 'button'
      ? html`<span class="chat-button" data-style="${element.style ?? 'plain'}">${element.text.text}</span>`
      : html`<span>${element.type}</span>`,
  )}</div>`;
}

function tableHtml({ rows }: types.TableBlock): Html {
  return html`<table>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cellHtml(cell)}</td>`)}</tr>`)}</table>`;
}

function cellHtml(cell: types.TableBlock['rows'][number][number]): Html {
  if (cell.type !== 'rich_text') return html`${cell.type}`;
  const texts = cell.elements.flatMap((one) => (one.type === 'rich_text_section' ? one.elements : []));
  return html`${texts.map((one) => {
    if (one.type !== 'text') return html`${one.type}`;
    return one.style?.bold === true ? html`<strong>${one.text}</strong>` : html`${one.text}`;
  })}`;
}
