import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { JobView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { codeSpans } from '../text/code-spans.ts';
import type { Translate } from '../text/strings.ts';
import { actionButtons, type Press } from './action-buttons.ts';
import { postSection } from './post-section.ts';
import { type RequestHandlers, requestActions } from './request-actions.ts';
import { requestBubble } from './request-bubble.ts';

/** What fits beside the number of a job and its cost, in Latin letters. */
const LINE_WIDTH = 48;
/** Characters as wide as two Latin letters. */
const WIDE = /[\u2e80-\uffef]/g;

/** Returns the key of a job’s entry in the timeline. */
export function jobKey(jobId: string): string {
  return `job ${jobId}`;
}

/** Draws one job: what was asked for, its progress, what was posted, and what can be done next. */
export function jobCard(
  job: JobView,
  { t, press, on }: { readonly t: Translate; readonly press: Press; readonly on: RequestHandlers },
): TemplateResult {
  const { title, state, status, reference, cost, percent, posts, isAsking } = job;
  const isActive = state === 'waiting' || state === 'running';
  // Cancel stands next to the progress, unless it is the answer to a question; next steps stand under the outcome.
  const cancel = job.actions.filter(({ verb }) => verb === 'cancel' && !isAsking);
  const others = job.actions.filter((action) => !cancel.includes(action));
  const isLong = widthOf(status) > LINE_WIDTH;
  return html`
    <li class="entry" data-job=${job.id} data-entry=${jobKey(job.id)}>
      ${requestBubble(job, t)}${requestActions({ line: job.line, job }, jobKey(job.id), { t, on })}
      <article class="card" tabindex="-1" aria-label=${job.summary} data-state=${state} ?data-asking=${isAsking}>
        <header class="card-head">
          <span class="card-dot"></span>
          ${isLong ? nothing : html`<span class="card-status">${status}</span>`}
          <span class="card-number">${reference}</span>
          <span class="card-cost">${cost}</span>
          <div class="card-stop">${actionButtons(cancel, press)}</div>
        </header>
        ${isLong ? html`<p class="card-status card-status-long">${codeSpans(status)}</p>` : nothing}
        <progress class="card-progress" max="100" value=${percent ?? nothing} ?hidden=${!isActive || isAsking}
          aria-label=${t('job.progress', { title })}></progress>
        <div class="card-posts">${repeat(
          posts,
          ({ id }) => id,
          (post) => postSection(post, job, t),
        )}</div>
        <div class="card-actions" ?hidden=${others.length === 0 && job.archiveUrl === undefined}>
          ${job.archiveUrl === undefined ? nothing : archiveLink(job.archiveUrl, t)}
          ${actionButtons(others, press)}
        </div>
      </article>
    </li>
  `;
}

function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

function archiveLink(url: string, t: Translate): TemplateResult {
  return html`<a class="button" href=${url} download>${icon('download')}${t('job.downloadAll')}</a>`;
}
