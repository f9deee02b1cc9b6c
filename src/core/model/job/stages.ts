/** The stages of a job that take time, in order. */
export const STAGES = [
  'input',
  'quote',
  'submit',
  'watch',
  'collect',
  'encode',
  'deliver',
  'settle',
] as const;

/** One of {@link STAGES}. Also a metrics label. */
export type StageName = (typeof STAGES)[number];
