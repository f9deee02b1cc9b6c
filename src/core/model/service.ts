/** The AudioPod services that jobs run on. */
export const SERVICES = [
  'speech',
  'stems',
  'music',
  'transcription',
  'diarization',
  'denoise',
  'clone',
] as const;
export type Service = (typeof SERVICES)[number];
