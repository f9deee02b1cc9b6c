import { type BotError, toFailure } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import type { MissingTrack, OutgoingFile } from '../../model/job/job-files.ts';

/**
 * Returns a job that is posted without the file its platform refused; `undefined` if the refusal is about no file
 * of it, or about the only track.
 *
 * @param message the message that the file was refused in.
 */
export function withoutRefused(job: Job, refusal: BotError, message: number): Job | undefined {
  const { work } = job;
  const file = refusal.facts['file'];
  if (refusal.code !== 'track-refused' || work.stage !== 'encoded') return undefined;
  const refused = work.files.find(({ fileName }) => fileName === file);
  const others = work.files.filter(({ fileName }) => fileName !== file);
  if (refused === undefined || others.length === 0) return undefined;
  const { name, part, parts } = refused;
  const failure = { ...toFailure(refusal), ...(parts > 1 ? { facts: { ...refusal.facts, part } } : {}) };
  const missing = [...(work.missing ?? []), { name, failure, message }];
  return { ...job, attempt: 0, work: { ...work, files: others, missing } };
}

/**
 * Keeps a message without files for each one that nothing is left of, because its files were refused: something
 * must explain that.
 */
export function withRefused(
  groups: readonly (readonly OutgoingFile[])[],
  missing: readonly MissingTrack[],
): readonly (readonly OutgoingFile[])[] {
  const last = Math.max(0, ...missing.map(({ message = 0 }) => message));
  const lost = Array.from({ length: Math.max(0, last + 1 - groups.length) }, () => []);
  return [...groups, ...lost];
}
