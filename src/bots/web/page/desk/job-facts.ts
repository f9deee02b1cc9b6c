import { html, nothing, type TemplateResult } from 'lit-html';
import type { JobDetailView } from '../../desk/protocol.ts';
import { costOf, stateOf } from './jobs-table.ts';
import type { Times } from './times.ts';
import { type DeskTranslate, wordFor } from './words.ts';

interface Drawing {
  readonly t: DeskTranslate;
  readonly times: Times;
}

/** Draws everything that is known of a job, but nothing that a person wrote. */
export function jobFacts(job: JobDetailView, drawing: Drawing): TemplateResult {
  const { t } = drawing;
  return html`
    <dl class="facts">
      ${[...stateFacts(job, drawing), ...originFacts(job, drawing), ...recordFacts(job, drawing)].map(
        ([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`,
      )}
    </dl>
    ${job.facts === undefined ? html`<p class="desk-problem">${t('job.unreadable')}</p>` : nothing}
    ${ledger(job, drawing)} ${submissions(job, drawing)} ${posts(job, drawing)} ${history(job, drawing)}`;
}

type Facts = readonly (readonly [string, unknown])[];

function stateFacts(job: JobDetailView, { t, times }: Drawing): Facts {
  const { failureWords, parkedAtMs, reason, failedRuns, dueAtMs, heldBy } = job;
  return [
    [t('column.state'), stateOf(t, job)],
    ...(job.trouble ? [[t(`trouble.${job.trouble}`), t(`why.${job.trouble}`)] as const] : []),
    ...(failureWords === undefined ? [] : [[t('job.failure'), failureWords] as const]),
    ...(parkedAtMs === undefined
      ? []
      : [[t('job.parked'), html`${times.moment(parkedAtMs)} <code>${reason}</code>`] as const]),
    ...(failedRuns === 0 ? [] : [[t('job.runs'), failedRuns] as const]),
    ...(dueAtMs === undefined ? [] : [[t('job.due'), times.moment(dueAtMs)] as const]),
    ...(heldBy === undefined ? [] : [[t('job.held'), html`<code>${heldBy}</code>`] as const]),
  ];
}

function originFacts(job: JobDetailView, { t, times }: Drawing): Facts {
  const { facts } = job;
  const isPrivate = facts?.visibility === 'private' ? ` (${t('job.private')})` : '';
  return [
    [t('column.service'), job.service === undefined ? '–' : wordFor(t, 'service', job.service)],
    [t('job.tenant'), job.tenant],
    [t('job.member'), job.member],
    ...(facts === undefined ? [] : [[t('job.channel'), `${facts.channel}${isPrivate}`] as const]),
    [t('column.created'), times.moment(job.createdAtMs)],
    [t('column.changed'), times.moment(job.updatedAtMs)],
  ];
}

function recordFacts(job: JobDetailView, { t, times }: Drawing): Facts {
  const { facts } = job;
  if (facts === undefined) return [[t('column.cost'), costOf(t, job)]];
  const { quote, money, attempt, retriedAs, restoredAtMs, delivery } = facts;
  const basis = money.basis === undefined ? nothing : html` <code>${money.basis}</code>`;
  const since = money.sinceMs === undefined ? nothing : html` ${times.moment(money.sinceMs)}`;
  const simulated = facts.isSimulated ? html` <span class="badge">${t('job.simulated')}</span>` : nothing;
  return [
    ...(quote === undefined ? [] : [[t('job.quote'), quote] as const]),
    [t('column.cost'), html`${costOf(t, job)} <code>${money.state}</code>${basis}${since}${simulated}`],
    ...(facts.ownKey ? [[t('column.key'), t('job.own-key')] as const] : []),
    ...(attempt === 0 ? [] : [[t('job.attempt'), attempt] as const]),
    ...(facts.isCancelRequested ? [[t('stage.cancelled'), t('job.cancel-requested')] as const] : []),
    ...(retriedAs === undefined ? [] : [[t('job.retried-as'), html`<code>${retriedAs}</code>`] as const]),
    ...(restoredAtMs === undefined ? [] : [[t('job.restored'), times.moment(restoredAtMs)] as const]),
    [
      t('job.delivery'),
      html`<code>${delivery.state}</code> ${delivery.atMs === undefined ? nothing : times.moment(delivery.atMs)}`,
    ],
  ];
}

function ledger({ entries }: JobDetailView, { t, times }: Drawing): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  return section(
    t('job.ledger'),
    entries.map(
      ({ kind, amount, basis, atMs }) =>
        html`${times.moment(atMs)} <span><code>${kind}</code> ${amount} ${basis === undefined ? nothing : html`<code>${basis}</code>`}</span>`,
    ),
  );
}

function submissions({ facts }: JobDetailView, { t, times }: Drawing): TemplateResult | typeof nothing {
  if (facts === undefined || facts.submissions.length === 0) return nothing;
  return section(
    t('job.submissions'),
    facts.submissions.map(
      ({ service, providerId, state, submittedAtMs, credits, durationSeconds }) =>
        html`${times.moment(submittedAtMs)} <span>${wordFor(t, 'service', service)} <code>${providerId}</code> ${state}
        ${credits === undefined ? nothing : t('job.credits', { credits })}
        ${durationSeconds === undefined ? nothing : t('job.seconds', { seconds: durationSeconds })}</span>`,
    ),
  );
}

function posts({ facts }: JobDetailView, { t }: Drawing): TemplateResult | typeof nothing {
  if (facts === undefined || facts.delivery.posted.length === 0) return nothing;
  return section(
    t('job.posts'),
    facts.delivery.posted.map(({ key, receipt }) => html`<code>${key}</code> <code>${receipt}</code>`),
  );
}

function history({ facts }: JobDetailView, { t, times }: Drawing): TemplateResult | typeof nothing {
  if (facts === undefined || facts.history.length === 0) return nothing;
  return section(
    t('job.history'),
    facts.history.map(({ atMs, event }) => html`${times.moment(atMs)} <code>${event}</code>`),
  );
}

function section(title: string, lines: readonly TemplateResult[]): TemplateResult {
  return html`<section class="job-section">
    <h3>${title}</h3>
    <ol>${lines.map((line) => html`<li>${line}</li>`)}</ol>
  </section>`;
}
