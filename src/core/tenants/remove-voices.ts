import type { Accounts } from '../accounts/provider-account.ts';
import type { Clock } from '../async/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

/** What deleting unwanted voices needs. */
export interface RemoveVoicesParts {
  readonly store: Pick<Store, 'departures'>;
  /** The bot owner’s account. */
  readonly accounts: Pick<Accounts, 'audiopod' | 'voices'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

const AT_ONCE = 50;
/** How long AudioPod is asked again. */
const GIVEN_UP_AFTER_MS = 30 * 86_400_000;

/**
 * Deletes voices of forgotten tenants in the bot owner's AudioPod account. What AudioPod doesn't delete now is tried
 * again by the next call. Rejects only for the database.
 */
export async function removeVoices(
  { store, accounts, clock, log }: RemoveVoicesParts,
  signal: AbortSignal,
): Promise<void> {
  let isChanged = false;
  for (const { voiceId, sinceMs } of await store.departures.unwanted(AT_ONCE)) {
    if (signal.aborted) break;
    try {
      await accounts.audiopod.voice.remove(voiceId, signal);
      isChanged = true;
    } catch (error) {
      const isGivenUp = clock.now() - sinceMs > GIVEN_UP_AFTER_MS;
      log[isGivenUp ? 'error' : 'warn']({ voice: voiceId, error, isGivenUp }, 'voice-not-removed');
      if (!isGivenUp) continue;
    }
    await store.departures.removeUnwanted(voiceId);
  }
  if (isChanged) await accounts.voices.forget();
}
