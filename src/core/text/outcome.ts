import type { Failure } from '../errors.ts';
import type { Action, OutgoingFile } from '../jobs/courier.ts';
import type { EncodedFile, Job, Waveform } from '../jobs/job.ts';
import { formatUsd, ZERO } from '../wallet/money.ts';
import { explainFailure, moneySentence } from './explain-failure.ts';
import { translate } from './words.ts';

/** What was asked for, in one line. */
export function askedText(job: Job): string {
  const { locale } = job.origin;
  const { request, title } = job;
  if (request.service === 'speech') {
    return translate(locale, 'job.asked.speech', { title, voice: request.voice.name });
  }
  return request.stem === undefined
    ? translate(locale, 'job.asked.stems', { title, mode: request.mode })
    : translate(locale, 'job.asked.stem', { title, stem: request.stem });
}

/** What became of a job: what happened, what it cost, what to do next. Every outcome has words. */
export function outcomeText(job: Job): string {
  const { locale } = job.origin;
  switch (job.work.stage) {
    case 'encoded':
      return [...doneLines(job, job.work.files), moneySentence(locale, job.money)].join(' ');
    case 'failed':
      return failedText(job, job.work.failure);
    case 'cancelled':
      return `${translate(locale, 'job.cancelled')} ${moneySentence(locale, job.money)}`;
    case 'submitting':
      return failedText(job, { code: 'submission-in-doubt', facts: {} });
    default:
      return progressText(job);
  }
}

function failedText(job: Job, failure: Failure): string {
  const { locale } = job.origin;
  const reason = failure.facts['reason'];
  const said =
    typeof reason === 'string' && reason !== ''
      ? [translate(locale, 'job.provider-says', { reason: reason.slice(0, 300) })]
      : [];
  const reference = translate(locale, 'job.reference', { job: job.id });
  // The words of these say so themselves, and a job that is gone there may have left nothing.
  const isSaid = failure.code.startsWith('result-') || failure.code === 'job-overdue' || isGone(failure);
  const kept = !isSaid && canBeFetched(job) ? [translate(locale, 'job.result-kept')] : [];
  return [explainFailure(locale, failure, job.money), ...said, ...kept, `(${reference})`].join(' ');
}

function isGone(failure: Failure): boolean {
  return failure.code === 'audiopod-not-found';
}

/** AudioPod made the result, or may still make it, so giving up here has not lost it. */
function canBeFetched(job: Job): boolean {
  const state = job.submissions.at(-1)?.state;
  return state === 'completed' || state === 'watching';
}

function doneLines(job: Job, files: readonly EncodedFile[]): readonly string[] {
  const { locale } = job.origin;
  const { request, title } = job;
  const names = new Set(files.map((file) => file.name));
  const longestMs = Math.max(
    0,
    ...[...names].map((name) =>
      sum(files.filter((file) => file.name === name).map((file) => file.durationMs)),
    ),
  );
  const length = formatLength(longestMs);
  const first =
    request.service === 'speech'
      ? translate(locale, 'job.done.speech', { title, voice: request.voice.name, length })
      : translate(locale, 'job.done.stems', { title, count: names.size, length });
  const lowestKbps = Math.min(...files.map((file) => file.bitrateKbps));
  const isReduced = request.service === 'stems' && lowestKbps < 128;
  return [
    first,
    ...(isReduced ? [translate(locale, 'job.done.reduced', { kbps: lowestKbps })] : []),
    ...(files.some((file) => file.parts > 1) ? [translate(locale, 'job.done.parts')] : []),
  ];
}

/** What a person watching reads, in one line. `before` is the job's place in line. */
export function progressText(job: Job, before = 0): string {
  const { locale } = job.origin;
  const { work } = job;
  switch (work.stage) {
    case 'received':
      return before > 0
        ? translate(locale, 'job.progress.received', { before })
        : translate(locale, 'job.progress.received-next');
    case 'watching':
      return translate(locale, `job.progress.watching-${job.request.service}`);
    case 'submitting':
      return translate(
        locale,
        job.money.state === 'in-doubt' ? 'job.progress.doubt' : 'job.progress.submitting',
      );
    case 'failed':
    case 'cancelled':
      return outcomeText(job);
    default:
      return translate(locale, `job.progress.${work.stage}`);
  }
}

/** One or two words for a list. */
export function stateText(job: Job): string {
  const { locale } = job.origin;
  if (job.work.stage === 'encoded') {
    const { state } = job.delivery;
    if (state === 'done' || state === 'undeliverable') return translate(locale, `job.state.${state}`);
  }
  // A submission that was found again is at AudioPod, though its money is in doubt to the end.
  if (job.money.state === 'in-doubt' && job.work.stage !== 'watching')
    return translate(locale, 'job.state.doubt');
  return translate(locale, `job.state.${job.work.stage}`);
}

/** What a job costs, or may cost, as far as is known; empty while nothing is. */
export function costText(job: Job): string {
  const { money } = job;
  if (money.state === 'settled') return formatUsd(money.amount);
  if (money.state === 'held' || money.state === 'in-doubt') return `≤ ${formatUsd(money.amount)}`;
  return money.state === 'released' ? formatUsd(ZERO) : '';
}

/** The buttons that make sense under the outcome of a job. */
export function outcomeActions(job: Job): readonly Action[] {
  if (job.work.stage === 'submitting') return [{ kind: 'retry', jobId: job.id }];
  if (job.work.stage !== 'failed') return [];
  const retry = { kind: 'retry', jobId: job.id } as const;
  if (!canBeFetched(job)) return [retry];
  const fetch = { kind: 'fetch', jobId: job.id } as const;
  return isGone(job.work.failure) ? [fetch, retry] : [fetch];
}

/** The buttons that make sense while a job runs. */
export function progressActions(job: Job): readonly Action[] {
  const { stage } = job.work;
  const canStop = stage === 'received' || stage === 'input' || stage === 'quoted';
  return canStop ? [{ kind: 'cancel', jobId: job.id }] : [];
}

/** The picture of a result, with words for those who cannot see it. */
export function pictureOf(job: Job, waveform: Waveform | undefined): OutgoingFile | undefined {
  if (waveform === undefined || job.work.stage !== 'encoded') return undefined;
  const names = [...new Set(job.work.files.map((file) => file.name))].join(', ');
  return {
    path: waveform.path,
    fileName: 'waveform.png',
    mimeType: 'image/png',
    sizeBytes: waveform.sizeBytes,
    title: translate(job.origin.locale, 'job.picture', { names }),
  };
}

/** `3:07` or `1:02:45`. */
export function formatLength(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** What somebody reads who asked for a result: it comes at once, or as soon as it is there. */
export function fetchKey(job: Job): 'jobs.fetching' | 'jobs.following' {
  const isMade =
    job.work.stage === 'encoded' || job.work.stage === 'completed' || job.work.stage === 'failed';
  return isMade ? 'jobs.fetching' : 'jobs.following';
}
