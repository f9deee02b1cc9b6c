import { html, nothing, type TemplateResult } from 'lit-html';
import type { JobView } from '../../protocol/view.ts';
import { type IconName, icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';

/** A request as it can be asked again. */
export interface AskedAgain {
  readonly line: string;
  /** The job it started; absent where it was answered at once. */
  readonly job?: Pick<JobView, 'id' | 'hasFile' | 'isMine'>;
}

/** What can be done with every request of the history. */
export interface RequestHandlers {
  edit(request: AskedAgain): void;
  copy(line: string): void;
  copyLink(jobId: string): void;
  /** Deletes a job, or takes a reply off the page. */
  remove(request: AskedAgain, key: string): void;
  /** Leads to the card of a job. */
  open(jobId: string): void;
}

/** Draws the buttons of one request: edit and rerun, copy, link, delete. */
export function requestActions(
  request: AskedAgain,
  key: string,
  { t, on }: { readonly t: Translate; readonly on: RequestHandlers },
): TemplateResult {
  const { line, job } = request;
  const button = (name: IconName, action: string, onClick: () => void) => html`
    <button type="button" class="icon-button" data-request=${name} title=${action}
      aria-label=${t('request.about', { action, line })} @click=${onClick}>${icon(name)}</button>
  `;
  const isOwn = job === undefined || job.isMine;
  return html`
    <div class="ask-actions">
      ${button('edit', t('request.edit'), () => on.edit(request))}
      ${button('copy', t('request.copy'), () => on.copy(line))}
      ${job === undefined ? nothing : button('link', t('request.link'), () => on.copyLink(job.id))}
      ${isOwn ? button('trash', t('request.delete'), () => on.remove(request, key)) : nothing}
    </div>
  `;
}
