import type { Work } from './job.ts';

const IN_FLIGHT: ReadonlySet<Work['stage']> = new Set([
  'input',
  'quoted',
  'submitting',
  'watching',
  'completed',
  'collected',
]);

/** What counts against the limits on jobs at a time: past the line, waiting for nobody's word, without an outcome. */
export function isInFlight({ stage }: Work): boolean {
  return IN_FLIGHT.has(stage);
}
