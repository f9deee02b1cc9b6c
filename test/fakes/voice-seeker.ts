import type { VoiceSeeker } from '../../src/core/accounts/tenant-voices.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type { Store } from '../../src/core/ports/store.ts';

/** Returns a voice seeker under the stored rules that never gives up. */
export function seekerOf({ rules }: Pick<Store, 'rules'>, origin: Origin): VoiceSeeker {
  return { origin, tenantRules: () => rules.tenant(origin.tenant), signal: new AbortController().signal };
}
