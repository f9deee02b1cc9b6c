import type { Failure } from '../errors.ts';
import { type MicroDollars, ZERO } from '../money/money.ts';
import { type Raise, raiseOf } from '../money/raise.ts';
import type { Service } from '../service.ts';
import { isWorkOver, type Job } from './job.ts';
import type { JobRequest } from './request.ts';
import { partsToSpeak } from './speech-text.ts';
import { whatHelps } from './what-helps.ts';

/** A button under a message. The adapter renders it; pressing it sends the same value back. */
export type Action =
  | { readonly kind: 'cancel'; readonly jobId: string }
  | { readonly kind: 'retry'; readonly jobId: string }
  /**
   * Confirms the price on the button. It carries the amount so that an old button can't confirm a new price.
   */
  | { readonly kind: 'confirm'; readonly jobId: string; readonly amount: MicroDollars }
  | { readonly kind: 'fetch'; readonly jobId: string }
  /** Opens the form in which admins lift the limit that refused the job, filled in. */
  | ({ readonly kind: 'raise'; readonly jobId: string } & Pick<Raise, 'option' | 'value'>)
  /** Asks the owners for a budget, for the tenant whose job was refused without one. For its admins. */
  | { readonly kind: 'ask-budget'; readonly jobId: string }
  /** Grants that budget, as much as the request named. For owners, like {@link Action} `decline-budget`. */
  | { readonly kind: 'grant-budget'; readonly jobId: string; readonly amount: MicroDollars }
  | { readonly kind: 'decline-budget'; readonly jobId: string }
  /** Runs a next step on one of the job's tracks; without `output`, the member is asked which. */
  | {
      readonly kind: 'next';
      readonly jobId: string;
      readonly step: NextStep;
      readonly output?: string;
    }
  /** Erases what is kept of the tenant. It carries when that was asked, so that an old button can't do it. */
  | { readonly kind: 'erase'; readonly askedAtMs: number }
  /** Leads to where the bot is added to a server, which then pays. A link, so nothing comes back. */
  | { readonly kind: 'add-to-server' }
  /** Runs a command as if it had been typed alone, with a form where it needs values. */
  | { readonly kind: 'run'; readonly path: RunPath };

/** The commands that a button can run and that start a job, as they are typed. */
export const START_PATHS = [
  'tts',
  'stems',
  'music song',
  'transcribe',
  'diarize',
  'denoise',
  'voice clone',
] as const;

/** The commands that a button can run, as they are typed. */
export const RUN_PATHS = [
  ...START_PATHS,
  'jobs list',
  'wallet balance',
  'wallet usage',
  'wallet limits',
  'wallet set-limit',
  'wallet connect',
  'help',
] as const;

export type RunPath = (typeof RUN_PATHS)[number];

/** The steps that can follow on a track a job made. */
export const NEXT_STEPS = ['stems', 'transcribe', 'denoise', 'diarize'] as const;

export type NextStep = (typeof NEXT_STEPS)[number];

/** Whether AudioPod or its key no longer has the job. */
export function isGone({ code }: Failure): boolean {
  return code === 'audiopod-not-found' || code === 'own-key-gone';
}

/** Whether the result can be requested later: AudioPod made it, or may still make it. */
export function canBeFetched(job: Job): boolean {
  const state = job.submissions.at(-1)?.state;
  return state === 'completed' || state === 'watching';
}

/** Whether AudioPod finished a job all the same that its member had canceled. */
export function isMadeAnyway(job: Job): boolean {
  const { work, submissions } = job;
  if (work.stage !== 'cancelled' || submissions.at(-1)?.state !== 'completed') return false;
  return submissions.length >= partsToSpeak(job).length;
}

/** Returns the buttons under the outcome of a job. */
export function outcomeActions(job: Job): readonly Action[] {
  if (isMadeAnyway(job)) return [{ kind: 'fetch', jobId: job.id }];
  const isUnconfirmed = job.work.stage === 'cancelled' && job.work.reason === 'not-confirmed';
  if (job.work.stage === 'submitting' || isUnconfirmed) return [{ kind: 'retry', jobId: job.id }];
  if (job.work.stage === 'encoded') {
    const fetch = { kind: 'fetch', jobId: job.id } as const;
    return [...((job.work.missing ?? []).length > 0 ? [fetch] : []), ...nextActions(job)];
  }
  if (job.work.stage !== 'failed') return [];
  const retry = { kind: 'retry', jobId: job.id } as const;
  const { failure } = job.work;
  if (!canBeFetched(job) || whatHelps(failure.code) === 'other-input') return afterFailure(job, failure);
  const fetch = { kind: 'fetch', jobId: job.id } as const;
  return isGone(failure) ? [fetch, retry] : [fetch];
}

/** Returns the buttons that lead on from a failure without a result. */
function afterFailure(job: Job, failure: Failure): readonly Action[] {
  switch (whatHelps(failure.code)) {
    case 'retry':
      return [{ kind: 'retry', jobId: job.id }];
    case 'other-input':
      return [...raiseActions(job.id, failure), ...startActions(job.request)];
    case 'limits':
      return [
        ...raiseActions(job.id, failure),
        ...(isUnfunded(failure) ? [{ kind: 'ask-budget' as const, jobId: job.id }] : []),
        { kind: 'run', path: 'wallet limits' },
      ];
    case 'another-payer':
      return [{ kind: 'run', path: 'wallet connect' }, { kind: 'add-to-server' }];
    case 'nothing':
      return [];
  }
}

/** Whether a job was refused because the owners have granted its tenant nothing: what is left of it isn’t the point. */
function isUnfunded({ code, facts }: Failure): boolean {
  const { scope, limit, raisedBy } = facts;
  return code === 'limit-reached' && scope === 'tenant-month' && limit === 0 && raisedBy === 'owner';
}

/** The command that starts a job of each service with other input. Of music, only what needs no audio. */
const START_OF: Readonly<Record<Exclude<Service, 'music'>, RunPath>> = {
  speech: 'tts',
  stems: 'stems',
  transcription: 'transcribe',
  diarization: 'diarize',
  denoise: 'denoise',
  clone: 'voice clone',
};

/** Returns the button that starts another job of the same kind, where there is one. */
function startActions(request: JobRequest): readonly Action[] {
  if (request.service !== 'music') return [{ kind: 'run', path: START_OF[request.service] }];
  return request.task === 'text2music' ? [{ kind: 'run', path: 'music song' }] : [];
}

/** The next steps offered for a result of each service. */
const NEXT: Readonly<Record<Service, readonly NextStep[]>> = {
  speech: ['transcribe', 'denoise', 'stems'],
  stems: ['transcribe', 'denoise'],
  music: ['stems', 'transcribe'],
  denoise: ['transcribe', 'diarize', 'stems'],
  // A transcript is not audio.
  transcription: [],
  diarization: [],
  clone: [],
};

/** What comes of a text is mostly followed by the next text; what comes of a file, by a step on its tracks. */
function nextActions(job: Job): readonly Action[] {
  const { service } = job.request;
  const again = service === 'speech' || service === 'music' ? startActions(job.request) : [];
  // AudioPod has long speech only in parts.
  const steps = job.submissions.length > 1 ? [] : NEXT[service];
  return [...again, ...steps.map((step): Action => ({ kind: 'next', jobId: job.id, step }))];
}

/** Returns the buttons while a job runs. */
export function progressActions(job: Job): readonly Action[] {
  const { stage } = job.work;
  const stop = { kind: 'cancel', jobId: job.id } as const;
  if (stage === 'confirming') {
    return [{ kind: 'confirm', jobId: job.id, amount: job.quote?.amount ?? ZERO }, stop];
  }
  const isMade = stage === 'completed' || isWorkOver(job.work);
  return isMade || job.cancelRequested === true ? [] : [stop];
}

/**
 * Returns the button that lifts the limit behind a refusal, where admins may lift it. Everybody who reads the
 * refusal sees it, because an admin may be among them; the form is refused to all others.
 */
export function raiseActions(jobId: string, failure: Failure): readonly Action[] {
  const raise = raiseOf(failure);
  if (raise?.subcommand !== 'set-limit') return [];
  return [{ kind: 'raise', jobId, option: raise.option, value: raise.value }];
}
