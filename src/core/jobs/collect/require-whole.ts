import { BotError } from '../../model/errors.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import type { Service } from '../../model/service.ts';
import { formatLength } from '../../text/format-length.ts';

/** AudioPod rounds its figures, to a second at most. An encoder’s padding is far below one. */
const ROUNDING_MS = 1_000;

/**
 * What part of the length may be missing, besides. Speech, stems and cleaned audio are as long as reported, within
 * what resampling moves. A song is composed: if its report repeats the order, it may end a few bars before.
 */
const MISSING_PART: Readonly<Partial<Record<Service, number>>> = { music: 0.25 };
const USUAL_PART = 0.02;

/**
 * Requires that a track is as long as the whole. A header that promises more than the file holds proves nothing,
 * because services that write as they speak leave placeholders there.
 *
 * @throws {BotError} `result-cut`, with both lengths as `got` and `whole`.
 */
export function requireWhole(
  durationMs: number,
  job: Pick<Job, 'input' | 'request'>,
  submission: Pick<Submission, 'durationSeconds'>,
): void {
  const wholeMs = wholeMsOf(job, submission);
  if (wholeMs === undefined) return;
  const allowedMs = Math.max(ROUNDING_MS, wholeMs * (MISSING_PART[job.request.service] ?? USUAL_PART));
  if (wholeMs - durationMs <= allowedMs) return;
  const facts = { got: formatLength(durationMs), whole: formatLength(wholeMs) };
  throw new BotError('result-cut', `A track of ${facts.whole} stops at ${facts.got}`, { facts });
}

/**
 * Returns the length AudioPod reports. It reports none for stems, which are as long as their source; `undefined`
 * where that is a link.
 */
function wholeMsOf(
  { request, input }: Pick<Job, 'input' | 'request'>,
  { durationSeconds = 0 }: Pick<Submission, 'durationSeconds'>,
): number | undefined {
  if (durationSeconds > 0) return durationSeconds * 1_000;
  return request.service === 'stems' && input?.kind === 'file' ? input.durationMs : undefined;
}
