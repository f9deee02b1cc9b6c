import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { JobRowView } from '../../desk/protocol.ts';
import type { Times } from './times.ts';
import { type DeskTranslate, wordFor } from './words.ts';

/** What all views draw with. */
export interface Drawing {
  readonly t: DeskTranslate;
  readonly times: Times;
  readonly openJob: (id: string) => void;
}

/** Draws jobs as a table. Each id is a button that opens its job. */
export function jobsTable(
  { t, times, openJob }: Drawing,
  jobs: readonly JobRowView[],
  caption: string,
): TemplateResult {
  const row = (job: JobRowView) => html`
    <tr>
      <th scope="row"><button type="button" class="job-link" @click=${() => openJob(job.id)}>${job.id}</button></th>
      <td data-column=${t('column.state')}>${stateOf(t, job)}</td>
      <td data-column=${t('column.service')}>${job.service === undefined ? '–' : wordFor(t, 'service', job.service)}</td>
      <td data-column=${t('column.origin')}>
        <span class="ids"><span>${job.tenant}</span><span class="soft">${job.member}</span></span>
      </td>
      <td data-column=${t('column.cost')}><span>${costOf(t, job)}</span></td>
      <td data-column=${t('column.created')}>${times.moment(job.createdAtMs)}</td>
      <td data-column=${t('column.changed')}>${times.moment(job.updatedAtMs)}</td>
    </tr>`;
  return scrolled(
    caption,
    html`
      <table>
        <caption class="visually-hidden">${caption}</caption>
        <thead>
          <tr>
            <th scope="col">${t('column.job')}</th>
            <th scope="col">${t('column.state')}</th>
            <th scope="col">${t('column.service')}</th>
            <th scope="col">${t('column.origin')}</th>
            <th scope="col">${t('column.cost')}</th>
            <th scope="col">${t('column.created')}</th>
            <th scope="col">${t('column.changed')}</th>
          </tr>
        </thead>
        <tbody>${repeat(jobs, ({ id }) => id, row)}</tbody>
      </table>`,
  );
}

/** Lets a table wider than the screen scroll by itself, with the keyboard too. On a phone, its rows are cards. */
export function scrolled(label: string, table: TemplateResult): TemplateResult {
  return html`<div class="desk-table card-table" role="region" aria-label=${label} tabindex="0">${table}</div>`;
}

/** Draws the state of a job: its stage, what is wrong with it, and what it failed with. */
export function stateOf(
  t: DeskTranslate,
  { stage, trouble, failure }: Pick<JobRowView, 'stage' | 'trouble' | 'failure'>,
): TemplateResult {
  const badge = trouble && html`<span class="badge">${t(`trouble.${trouble}`)}</span>`;
  return html`<span class="state">
    ${wordFor(t, 'stage', stage)} ${badge ?? nothing} ${failure === undefined ? nothing : html`<code>${failure}</code>`}
  </span>`;
}

/** Draws what a job cost or has reserved. */
export function costOf(
  t: DeskTranslate,
  { cost, costState }: Pick<JobRowView, 'cost' | 'costState'>,
): TemplateResult | string {
  if (costState === 'none') return '–';
  const isPlain = costState === 'settled';
  return html`${cost} ${isPlain ? nothing : html`<span class="soft">${t(`cost.${costState}`)}</span>`}`;
}
