import type { Defaults } from '../../core/accounts/member-defaults.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Action, NextStep } from '../../core/model/job/action.ts';
import type { Job } from '../../core/model/job/job.ts';
import type { JobRequest, ResultRef } from '../../core/model/job/request.ts';
import type { Locale } from '../../core/model/locale.ts';
import { trackName } from '../../core/text/track-name.ts';
import { translate } from '../../core/text/words.ts';
import { inform, type Outcome } from '../framework/reply.ts';

/**
 * Returns the job of a next-step button: on a track of an earlier job or, if no track was chosen, the
 * question which one. The defaults of the member who presses apply.
 *
 * @throws {BotError} `source-gone` if the job has no such track.
 */
export function nextStepJob(
  job: Job,
  action: Extract<Action, { readonly kind: 'next' }>,
  locale: Locale,
  defaults: Defaults,
): Outcome {
  const names = soundsOf(job);
  const { step } = action;
  const output = action.output ?? (names.length === 1 ? names[0] : undefined);
  if (output === undefined && names.length > 1) {
    return inform(
      translate(locale, 'jobs.next-which', { step: translate(locale, `job.action.next-${step}`) }),
      {
        actions: names.map((name) => ({ kind: 'next', jobId: job.id, step, output: name })),
      },
    );
  }
  if (output === undefined || !names.includes(output)) {
    throw new BotError('source-gone', 'The job has no such track');
  }
  const name = names.length === 1 ? job.title : `${job.title} ${trackName(locale, output)}`;
  const source: ResultRef = { kind: 'result', jobId: job.id, output, name };
  return { kind: 'job', request: requestFor(step, source, defaults), title: name };
}

/**
 * Returns the tracks that were posted, because their links may have arrived only after the job was done; else
 * those AudioPod offered.
 */
function soundsOf({ work, submissions }: Job): readonly string[] {
  const offered = submissions.findLast((one) => one.state === 'completed')?.outputs ?? [];
  const sounds = work.stage === 'encoded' ? work.files : offered;
  return [...new Set(sounds.map(({ name }) => name))];
}

function requestFor(step: NextStep, source: ResultRef, { language, format }: Defaults): JobRequest {
  switch (step) {
    case 'stems':
      return { service: 'stems', source, mode: 'four' };
    case 'transcribe':
      return {
        service: 'transcription',
        source,
        format: format ?? 'txt',
        speakers: false,
        words: false,
        ...(language === undefined ? {} : { language }),
      };
    case 'denoise':
      return { service: 'denoise', source };
    case 'diarize':
      return { service: 'diarization', source };
  }
}
