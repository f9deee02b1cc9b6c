import { html, nothing, type TemplateResult } from 'lit-html';
import type { JobView } from '../../protocol/view.ts';
import type { Translate } from '../text/strings.ts';

/** Draws what a job was asked for, on the right side of the timeline. */
export function requestBubble({ asked, isMine, isPrivate }: JobView, t: Translate): TemplateResult {
  const details = asked.details.map((detail) => html`<span class="ask-detail">${detail}</span>`);
  const tag = html`<span class="ask-detail ask-private">${t('job.private')}</span>`;
  return html`
    <div class="ask">
      <span class="visually-hidden">${t(isMine ? 'job.you' : 'job.member')}: </span>
      <p class="ask-head">
        <span class="ask-command">${asked.command}</span>
        ${details}${isPrivate ? tag : nothing}
      </p>
      ${asked.body === '' ? nothing : html`<p class="ask-body">${asked.body}</p>`}
    </div>
  `;
}

/** Draws a line as it was typed. */
export function lineBubble(line: string, t: Translate): TemplateResult {
  const [command = ''] = /^\/\S+/.exec(line) ?? [];
  const rest = line.slice(command.length);
  return html`
    <div class="ask">
      <span class="visually-hidden">${t('job.you')}: </span>
      <p class="ask-line"><span class="ask-command">${command}</span>${rest}</p>
    </div>
  `;
}
