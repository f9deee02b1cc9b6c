import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReplyView } from '../../protocol/view.ts';
import { barChart } from '../charts/bar-chart.ts';
import '../voices/voice-shelf.ts';
import { codeSpans } from '../text/code-spans.ts';
import type { Translate } from '../text/strings.ts';
import { actionButtons, type Press } from './action-buttons.ts';
import { documentList, pictureLink } from './post-files.ts';
import { replyTable } from './reply-table.ts';
import { type RequestHandlers, requestActions } from './request-actions.ts';
import { lineBubble } from './request-bubble.ts';

/** Draws a reply without a job: a result with its table, picture and files, or a refusal and its next step. */
export function replyCard(
  { key, line, reply }: { readonly key: string; readonly line: string; readonly reply: ReplyView },
  { t, press, on }: { readonly t: Translate; readonly press: Press; readonly on: RequestHandlers },
): TemplateResult {
  const { tone, text, pictureUrl, pictureAlt = '', chart, voices, table, files, actions } = reply;
  return html`
    <li class="entry" data-entry=${key}>
      ${line === '' ? nothing : html`${lineBubble(line, t)}${requestActions({ line }, key, { t, on })}`}
      <div class="card" data-tone=${tone}>
        ${text === '' || voices !== undefined ? nothing : html`<p class="card-text">${codeSpans(text)}</p>`}
        ${chart === undefined ? nothing : barChart(chart, t)}
        ${pictureUrl === undefined || chart !== undefined ? nothing : pictureLink(pictureUrl, pictureAlt)}
        ${voices === undefined ? nothing : html`<voice-shelf .t=${t} .voices=${voices}></voice-shelf>`}
        ${table === undefined || voices !== undefined ? nothing : replyTable(table, { t, open: on.open })}
        ${files === undefined ? nothing : documentList(files)}
        ${actions.length === 0 ? nothing : html`<div class="card-actions">${actionButtons(actions, press)}</div>`}
      </div>
    </li>
  `;
}
