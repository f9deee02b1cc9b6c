import { onOff, secret, whole } from './kinds.ts';
import { apiBase } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

/** Variables for reaching AudioPod. */
export const audiopodVariables = {
  AUDIOPOD_API_KEY: optional(secret, {
    fallback: 'none',
    meaning: 'AudioPod API key. Required once Discord or Slack is on.',
    example: 'ap_your_key',
  }),
  SANDBOX: optional(onOff, {
    fallback: '`on` if neither a platform nor a key is set',
    meaning: '`on` uses the simulated AudioPod, which charges nothing, whatever else is set.',
    example: 'on',
  }),
  AUDIOPOD_BASE_URL: withDefault(apiBase, {
    fallback: 'https://api.audiopod.ai',
    meaning: 'Address of the AudioPod API.',
    example: 'https://api.audiopod.ai',
  }),
  STATUS_READS_PER_MINUTE: withDefault(whole(1, 10_000), {
    fallback: '60',
    meaning: 'Job status requests to AudioPod per minute and key.',
    example: '120',
  }),
};
