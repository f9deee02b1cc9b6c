import type { Work } from './job.ts';

/** The stages of a job that take time, in order. */
export const STAGES = ['input', 'quote', 'submit', 'watch', 'collect', 'deliver', 'settle'] as const;

/** One of {@link STAGES}. Also a metrics label. */
export type StageName = (typeof STAGES)[number];

const IN_FLIGHT: ReadonlySet<Work['stage']> = new Set([
  'input',
  'quoted',
  'submitting',
  'watching',
  'completed',
]);

/**
 * Whether a job counts as in flight: past the queue, not waiting for a confirmation, without an outcome. One that
 * takes too long at AudioPod makes room for others.
 */
export function isInFlight(work: Work): boolean {
  return IN_FLIGHT.has(work.stage) && !isLate(work);
}

/** Whether AudioPod takes longer than such work should. */
export function isLate(work: Work): boolean {
  return work.stage === 'watching' && work.lateSinceMs !== undefined;
}

/** How many jobs ahead in a queue are counted, so that a long queue costs no more to show than a short one. */
export const MOST_AHEAD = 50;
