import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReplyView } from '../../protocol/view.ts';
import { barChart } from '../charts/bar-chart.ts';
import '../voices/voice-shelf.ts';
import { codeSpans } from '../text/code-spans.ts';
import type { Translate } from '../text/strings.ts';
import { actionButtons, type Press } from './action-buttons.ts';
import { documentList, pictureLink } from './post-files.ts';
import { lineBubble } from './request-bubble.ts';

/** Draws a reply without a job: a result with its table, picture and files, or a refusal and its next step. */
export function replyCard(
  line: string,
  reply: ReplyView,
  { t, press }: { readonly t: Translate; readonly press: Press },
): TemplateResult {
  const { tone, text, pictureUrl, pictureAlt = '', chart, voices, table, files, actions } = reply;
  return html`
    <li class="entry">
      ${line === '' ? nothing : lineBubble(line, t)}
      <div class="card" data-tone=${tone}>
        ${text === '' || voices !== undefined ? nothing : html`<p class="card-text">${codeSpans(text)}</p>`}
        ${chart === undefined ? nothing : barChart(chart, t)}
        ${pictureUrl === undefined || chart !== undefined ? nothing : pictureLink(pictureUrl, pictureAlt)}
        ${voices === undefined ? nothing : html`<voice-shelf .t=${t} .voices=${voices}></voice-shelf>`}
        ${table === undefined || voices !== undefined ? nothing : replyTable(table)}
        ${files === undefined ? nothing : documentList(files)}
        ${actions.length === 0 ? nothing : html`<div class="card-actions">${actionButtons(actions, press)}</div>`}
      </div>
    </li>
  `;
}

function replyTable({ columns, rows }: NonNullable<ReplyView['table']>): TemplateResult {
  const body = rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cellContent(cell)}</td>`)}</tr>`);
  return html`
    <div class="card-table" tabindex="0" role="region" aria-label=${columns.join(', ')}>
      <table>
        <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
        <tbody>${body}</tbody>
      </table>
    </div>
  `;
}

/** Sets a cell that is a command as code. */
function cellContent(cell: string): unknown {
  return /^\/[a-z]/.test(cell) ? html`<code class="command">${cell}</code>` : codeSpans(cell);
}
