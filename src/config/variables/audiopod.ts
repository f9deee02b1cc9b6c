import { onOff, secret, whole } from './kinds.ts';
import { apiBase } from './url-kinds.ts';
import { optional, withDefault } from './variable.ts';

/** How AudioPod is reached. */
export const audiopodVariables = {
  AUDIOPOD_API_KEY: optional(secret, {
    fallback: 'none',
    meaning: 'Your AudioPod key. Required once a platform is configured.',
    example: 'ap_your_key',
  }),
  SANDBOX: optional(onOff, {
    fallback: 'on only when neither a platform nor a key is configured',
    meaning: '`on` works with a local AudioPod that costs nothing, whatever else is set, and says so loudly.',
    example: 'on',
  }),
  AUDIOPOD_BASE_URL: withDefault(apiBase, {
    fallback: 'https://api.audiopod.ai',
    meaning: 'Where AudioPod answers.',
    example: 'https://api.audiopod.ai',
  }),
  STATUS_READS_PER_MINUTE: withDefault(whole(1, 10_000), {
    fallback: '60',
    meaning: 'How often AudioPod may be asked about running jobs, per key.',
    example: '120',
  }),
};
