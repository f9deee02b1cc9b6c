import type { Clock } from '../async/clock.ts';
import { KEPT_AFTER_LEAVING_MS } from '../model/departures.ts';
import { type ForgetParts, forgetTenant } from './forget-tenant.ts';
import { type RemoveVoicesParts, removeVoices } from './remove-voices.ts';

/** What the sweep of tenants needs. */
export type SweepDeparturesParts = ForgetParts &
  RemoveVoicesParts & { readonly clock: Pick<Clock, 'now' | 'timeout'> };

const AT_ONCE = 50;
/** While AudioPod is slow, the rest of the upkeep must not wait for it. */
const VOICES_WITHIN_MS = 2 * 60_000;

/**
 * Forgets the tenants that left long ago, and deletes their voices at AudioPod. One that can't be forgotten doesn't keep
 * the others. Call it only while the time is sure.
 */
export async function sweepDepartures(parts: SweepDeparturesParts, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = parts;
  const nowMs = clock.now();
  const beforeMs = nowMs - KEPT_AFTER_LEAVING_MS;
  for (let after = ''; !signal.aborted; ) {
    const tenants = await store.departures.leftBefore(beforeMs, after, AT_ONCE);
    for (const tenant of tenants) {
      if (signal.aborted) return;
      try {
        const forgotten = await forgetTenant(parts, tenant, nowMs, beforeMs);
        log.info({ tenant, ...forgotten, isBack: forgotten === undefined }, 'tenant-forgotten');
      } catch (error) {
        log.warn({ tenant, error }, 'tenant-not-forgotten');
      }
    }
    const last = tenants.at(-1);
    if (last === undefined || tenants.length < AT_ONCE) break;
    after = last;
  }
  await store.departures.sweep(beforeMs);
  await removeVoices(parts, AbortSignal.any([signal, clock.timeout(VOICES_WITHIN_MS)]));
}
