import { html, type TemplateResult } from 'lit-html';
import type { TableView } from '../../protocol/view.ts';
import { codeSpans } from '../text/code-spans.ts';
import type { Translate } from '../text/strings.ts';

/**
 * Draws a table. Where it is too narrow for columns, each row becomes a card whose cells name their column; the roles
 * keep it a table for screen readers all the same.
 */
export function replyTable(
  { columns, rows, jobIds = [] }: TableView,
  { t, open }: { readonly t: Translate; readonly open: (jobId: string) => void },
): TemplateResult {
  const body = rows.map((row, at) => {
    const jobId = jobIds[at];
    const cells = row.map(
      (cell, column) => html`
        <td role="cell" data-column=${columns[column] ?? ''}>${
          column === 0 && jobId !== undefined ? jobLink(cell, jobId) : cellContent(cell)
        }</td>
      `,
    );
    return html`<tr role="row">${cells}</tr>`;
  });

  function jobLink(cell: string, jobId: string): TemplateResult {
    const onClick = (event: Event): void => {
      event.preventDefault();
      open(jobId);
    };
    return html`
      <a class="job-link" href=${`#/jobs/${jobId}`} aria-label=${t('table.open', { job: cell })}
        @click=${onClick}>${cell}</a>
    `;
  }

  const heads = columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`);
  return html`
    <div class="card-table" tabindex="0" role="region" aria-label=${columns.join(', ')}>
      <table role="table">
        <thead role="rowgroup"><tr role="row">${heads}</tr></thead>
        <tbody role="rowgroup">${body}</tbody>
      </table>
    </div>
  `;
}

/** Sets a cell that is a command as code. */
function cellContent(cell: string): unknown {
  return /^\/[a-z]/.test(cell) ? html`<code class="command">${cell}</code>` : codeSpans(cell);
}
