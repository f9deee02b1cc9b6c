import type { Failure } from '../model/errors.ts';
import { canBeFetched, isGone, isMadeAnyway } from '../model/job/action.ts';
import { isKeyRefused, isProviderDown, isWorkOver, type Job, type Work } from '../model/job/job.ts';
import type { Track } from '../model/job/job-files.ts';
import { isLate, MOST_AHEAD } from '../model/job/stages.ts';
import { formatUsd } from '../model/money/money.ts';
import { shorten } from '../model/shorten.ts';
import { explainFailure, joinSentences } from './explain-failure.ts';
import { formatLength, formatWait, roundWait } from './format-length.ts';
import { parkedText } from './job-state.ts';
import { confirmingLines, moneyLines } from './money-lines.ts';
import { encodingLines, missingLines, sampleRemark, stemScoreLines } from './result-remarks.ts';
import { trackName } from './track-name.ts';
import { withRemark } from './with-remark.ts';
import { translate } from './words.ts';

/** What AudioPod says of a failure may be long; a message isn't. */
const MAX_REASON_CHARACTERS = 300;

type Encoded = Extract<Work, { readonly stage: 'encoded' }>;
type Cancelled = Extract<Work, { readonly stage: 'cancelled' }>;

/** Describes the request in one line. */
export function askedText(job: Job): string {
  const { locale } = job.origin;
  const { request, title } = job;
  switch (request.service) {
    case 'speech':
      return translate(locale, 'job.asked.speech', { title, voice: request.voice.name });
    case 'stems':
      return request.stem === undefined
        ? translate(locale, 'job.asked.stems', {
            title,
            mode: translate(locale, `mode.${request.mode}`),
          })
        : translate(locale, 'job.asked.stem', { title, stem: trackName(locale, request.stem) });
    case 'music':
      return translate(locale, 'job.asked.music', {
        title,
        kind: translate(locale, `music.kind.${request.task}`),
      });
    default:
      return translate(locale, `job.asked.${request.service}`, { title });
  }
}

/** Returns how a job ended: what happened, what it cost, what to do next. Every outcome has a text. */
export function outcomeText(job: Job): string {
  const { locale } = job.origin;
  if (job.isParked) return parkedText(job);
  switch (job.work.stage) {
    case 'encoded':
      return withExcerpt(
        joinSentences(locale, ...doneLines(job, job.work), ...moneyLines(job)),
        job.work.excerpt,
      );
    case 'failed':
      return failedText(job, job.work.failure);
    case 'cancelled':
      return cancelledText(job, job.work);
    case 'submitting':
      return failedText(job, { code: 'submission-in-doubt', facts: {} });
    default:
      return progressText(job);
  }
}

/** Returns that a job was canceled, and what it cost all the same. */
function cancelledText(job: Job, { reason }: Cancelled): string {
  const { locale } = job.origin;
  const { money, isSimulated } = job;
  if (reason === 'not-confirmed')
    return joinSentences(locale, translate(locale, 'job.cancelled-unconfirmed'));
  if (isMadeAnyway(job)) {
    return joinSentences(locale, translate(locale, 'job.cancelled-made'), ...moneyLines(job));
  }
  const words = translate(locale, 'job.cancelled');
  if (isSimulated === true) return words;
  if (money.state === 'in-doubt') {
    return joinSentences(locale, words, translate(locale, 'job.cancelled-unsure'), ...moneyLines(job));
  }
  if (money.state !== 'settled' || money.basis === 'written-off') {
    return joinSentences(locale, words, ...moneyLines(job));
  }
  return joinSentences(
    locale,
    words,
    translate(locale, 'job.cancelled-charged', { amount: formatUsd(money.amount) }),
  );
}

/** Puts the transcript's excerpt below the text about it. */
function withExcerpt(text: string, excerpt: string | undefined): string {
  return excerpt === undefined ? text : `${text}\n\n${excerpt}`;
}

function failedText(job: Job, failure: Failure): string {
  const { locale } = job.origin;
  const reason = failure.facts['reason'];
  const said =
    typeof reason === 'string' && reason !== ''
      ? [translate(locale, 'job.provider-says', { reason: shorten(reason, MAX_REASON_CHARACTERS) })]
      : [];
  const reference = translate(locale, 'job.reference', { job: job.id });
  // The texts of these already include it, and a job that is gone at AudioPod may have left no result.
  const isSaid = failure.code.startsWith('result-') || failure.code === 'job-overdue' || isGone(failure);
  const isMade = job.submissions.at(-1)?.state === 'completed';
  const kept =
    !isSaid && canBeFetched(job) ? [translate(locale, isMade ? 'job.result-there' : 'job.result-kept')] : [];
  const isSought = job.work.stage === 'submitting' && job.request.service === 'clone';
  const sought = isSought ? [translate(locale, 'job.voice-sought')] : [];
  const text = joinSentences(locale, explainFailure(locale, failure, job), ...said, ...kept, ...sought);
  return withRemark(locale, text, reference);
}

function doneLines(job: Job, work: Encoded): readonly string[] {
  const { locale } = job.origin;
  // The remarks about its file don't apply to a voice message.
  if (work.voice !== undefined) return [doneLine(job, work), ...encodingLines(job)];
  const { files } = work;
  const lowestKbps = Math.min(...files.map((file) => file.bitrateKbps));
  // Mono never gets more than 96 kbps, and most other results are mono speech.
  const isReduced = lowestKbps < (job.request.service === 'stems' ? 128 : 96);
  return [
    doneLine(job, work),
    ...encodingLines(job),
    ...missingLines(job, work.missing),
    ...(work.isSample ? [sampleRemark(job)] : []),
    ...stemScoreLines(job, work.files),
    ...(isReduced ? [translate(locale, 'job.done.reduced', { kbps: lowestKbps })] : []),
    ...(files.some((file) => file.parts > 1) ? [translate(locale, 'job.done.parts')] : []),
  ];
}

function doneLine(job: Job, { files, speakers = 0 }: Encoded): string {
  const { locale } = job.origin;
  const { request, title } = job;
  const names = [...new Set(files.map((file) => file.name))];
  const lengthOf = (name: string): number =>
    sum(files.filter((file) => file.name === name).map((file) => file.durationMs));
  const length = formatLength(Math.max(0, ...names.map(lengthOf)));
  switch (request.service) {
    case 'speech':
      return translate(locale, 'job.done.speech', { title, voice: request.voice.name, length });
    case 'stems':
      return translate(locale, 'job.done.stems', { title, count: names.length, length });
    case 'music':
      return translate(locale, 'job.done.music', {
        title,
        length,
        kind: translate(locale, `music.kind.${request.task}`),
      });
    case 'denoise':
      return translate(locale, 'job.done.denoise', { title, length });
    case 'transcription':
      return translate(locale, 'job.done.transcription', { title });
    case 'diarization':
      return translate(locale, 'job.done.diarization', { title, count: speakers });
    case 'clone':
      return translate(locale, 'job.done.clone', { name: request.name });
  }
}

/** Whether the job works on a file, or the result of another job, that it fetches first. */
function takesFile({ request }: Job): boolean {
  const source = request.service === 'speech' ? request.text : request.source;
  return source?.kind === 'attachment' || source?.kind === 'result';
}

/** What is known of how long a job takes yet. */
export interface Estimates {
  /** The number of jobs queued before it; `MOST_AHEAD` for any more. */
  readonly before?: number;
  /** In how long it probably starts. */
  readonly startsInMs?: number;
  /** How long AudioPod probably takes yet, rounded. */
  readonly secondsLeft?: number | undefined;
}

/** Returns the progress in one line. */
export function progressText(job: Job, { before = 0, startsInMs, secondsLeft }: Estimates = {}): string {
  const { locale } = job.origin;
  const { work } = job;
  if (job.cancelRequested === true && !isWorkOver(work)) {
    const isUnstoppable = work.stage === 'watching' && job.request.service === 'speech';
    return translate(locale, isUnstoppable ? 'job.progress.cancelling-speech' : 'job.progress.cancelling');
  }
  if (isKeyRefused(work)) {
    const whose = job.keyId === undefined ? 'job.progress.key-refused' : 'own-key.refused-meanwhile';
    return translate(locale, whose);
  }
  if (isProviderDown(work)) {
    // A later part of a long text waits in a job that has begun.
    const hasBegun = work.stage === 'completed' || job.submissions.length > 0;
    return translate(locale, hasBegun ? 'job.progress.provider-down-result' : 'job.progress.provider-down');
  }
  switch (work.stage) {
    case 'received':
      if (before === 0) return translate(locale, 'job.progress.received-next');
      if (before >= MOST_AHEAD) return translate(locale, 'job.progress.received-far', { before });
      if (startsInMs === undefined) return translate(locale, 'job.progress.received', { before });
      return translate(locale, 'job.progress.received-time', {
        before,
        time: formatWait(locale, roundWait(startsInMs)),
      });
    case 'confirming':
      return joinSentences(locale, ...confirmingLines(job, work.left));
    case 'watching':
      if (isLate(work)) return translate(locale, 'job.progress.late');
      if (job.submissions.length > 1) {
        return translate(locale, 'job.progress.watching-part', { part: job.submissions.length });
      }
      return joinSentences(
        locale,
        translate(locale, `job.progress.watching-${job.request.service}`),
        ...(secondsLeft === undefined
          ? []
          : [translate(locale, 'job.progress.left', { time: formatWait(locale, secondsLeft) })]),
      );
    case 'submitting':
      return translate(
        locale,
        job.money.state === 'in-doubt' ? 'job.progress.doubt' : 'job.progress.submitting',
      );
    case 'completed':
      return collectingText(job, work.tracks ?? []);
    case 'input':
      return translate(locale, takesFile(job) ? 'job.progress.input-file' : 'job.progress.input');
    case 'failed':
    case 'cancelled':
      return outcomeText(job);
    default:
      return translate(locale, `job.progress.${work.stage}`);
  }
}

/** Tells how far a finished result is, once it arrives. */
function collectingText({ origin: { locale }, request }: Job, tracks: readonly Track[]): string {
  // A voice has nothing to download.
  if (request.service === 'clone') return translate(locale, 'job.progress.encoded');
  if (tracks.length === 0) return translate(locale, 'job.progress.completed');
  if (tracks.length === 1) return translate(locale, 'job.progress.converting');
  const done = tracks.filter(({ state }) => state === 'encoded').length;
  return translate(locale, 'job.progress.tracks', { done, all: tracks.length });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
