import type { Job } from '../model/job/job.ts';
import type { EncodedFile, MissingTrack } from '../model/job/job-files.ts';
import { reasonOf } from './explain-failure.ts';
import { joinNames } from './join-names.ts';
import { trackName } from './track-name.ts';
import { translate } from './words.ts';

/**
 * Returns AudioPod's quality score of each stem in one line; none if there are no scores.
 *
 * AudioPod scores some stems and not others (AudioPod API notes 3.2, 13a). Zero means no score: an existing
 * stem is never worth nothing.
 */
export function stemScoreLines(job: Job, files: readonly EncodedFile[]): readonly string[] {
  if (job.request.service !== 'stems') return [];
  const { locale } = job.origin;
  const given = new Map(Object.entries(job.submissions.at(-1)?.qualityScores ?? {}));
  const names = [...new Set(files.map((file) => file.name))];
  const scores = names.flatMap((name) => {
    const score = given.get(name) ?? 0;
    return score > 0 && score <= 1 ? [`${trackName(locale, name)} ${score.toFixed(2)}`] : [];
  });
  if (scores.length === 0) return [];
  return [translate(locale, 'job.done.quality', { scores: joinNames(locale, scores) })];
}

/** Says which encoding a text file was read in, unless it is the usual one: if it was not that, words are wrong. */
export function encodingLines({ origin, input }: Job): readonly string[] {
  const encoding = input?.kind === 'text' ? input.encoding : undefined;
  return encoding === undefined ? [] : [translate(origin.locale, 'job.done.encoding', { encoding })];
}

/** Says that a transcript, or who spoke when, is a sample: nobody said this. */
export function sampleRemark({ origin, request }: Pick<Job, 'origin' | 'request'>): string {
  const isSpeakers = request.service === 'diarization';
  return translate(origin.locale, isSpeakers ? 'job.done.sample-speakers' : 'job.done.sample-text');
}

/** Says which tracks of a result are missing, why, and what may help. One reason is said once. */
export function missingLines(
  { origin: { locale } }: Pick<Job, 'origin'>,
  missing: readonly MissingTrack[] = [],
): readonly string[] {
  const reasons = Map.groupBy(missing, ({ failure }) => failure.code);
  return [...reasons.values()].flatMap((tracks) => {
    const [first] = tracks;
    if (first === undefined) return [];
    const names = joinNames(locale, [...new Set(tracks.map(({ name }) => trackName(locale, name)))]);
    const missingNames = translate(locale, 'job.done.missing', { names });
    return [missingNames, reasonOf(locale, first.failure), translate(locale, 'job.done.missing-next')];
  });
}
