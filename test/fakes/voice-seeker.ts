import type { Origin } from '../../src/core/jobs/origin.ts';
import type { Store } from '../../src/core/store/store.ts';
import type { VoiceSeeker } from '../../src/core/voices/voice-desk.ts';

/** Somebody who looks for a voice under the rules on record, and never gives up. */
export function seekerOf({ rules }: Pick<Store, 'rules'>, origin: Origin): VoiceSeeker {
  return { origin, tenantRules: () => rules.tenant(origin.tenant), signal: new AbortController().signal };
}
