/** The stages of a job's life that take time, in their order. */
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

/** One of {@link STAGES}. Also a label of the metrics. */
export type StageName = (typeof STAGES)[number];
