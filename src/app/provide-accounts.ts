import { createOwnKeyService, type OwnKeyService } from '../core/accounts/own-key-service.ts';
import { type Account, type Accounts, createOwnAccounts } from '../core/accounts/provider-account.ts';
import { statusSources } from '../core/accounts/read-provider-job.ts';
import type { Clock } from '../core/async/clock.ts';
import { createVoiceCatalog } from '../core/audiopod/catalogs/voice-catalog.ts';
import { type AudioPodOptions, createAudioPod } from '../core/audiopod/create-audiopod.ts';
import type { Secret } from '../core/model/secret.ts';
import type { BoxKeys } from '../core/model/secret-box.ts';
import type { Outages } from '../core/outages/outages.ts';
import type { Log } from '../core/ports/log.ts';
import type { Observer } from '../core/ports/observer.ts';
import type { Store } from '../core/ports/store.ts';
import { keyHolds } from '../core/watcher/key-hold.ts';
import { openLearnedDurations } from '../core/watcher/learned-durations.ts';
import { createWatcher } from '../core/watcher/watcher.ts';

/** The AudioPod accounts, and the service with which tenants connect theirs. */
export interface ProvidedAccounts {
  readonly accounts: Accounts;
  readonly keys: OwnKeyService;
  /** Ends all watchers. */
  close(): Promise<void>;
}

/** Opens the bot owner's account, and those of tenants as they are needed. */
export async function provideAccounts(parts: {
  readonly baseUrl: URL;
  readonly operatorKey: Secret;
  /** The rate limit of each key, see `STATUS_READS_PER_MINUTE`. */
  readonly readsPerMinute: number;
  /** Encrypts the keys of tenants. */
  readonly box: BoxKeys;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  readonly outages: Outages;
}): Promise<ProvidedAccounts> {
  const { baseUrl, operatorKey, readsPerMinute, box, store, clock, log, observer, outages } = parts;
  const { watchHolds } = store;
  const random = Math.random;
  const durations = await openLearnedDurations(store.cache('durations'));

  const openAccount = (
    access: Pick<AudioPodOptions, 'apiKey' | 'ownKey'>,
    voices: string,
    logOfKey: Log,
    keyId?: string,
  ): Account => {
    const gate = outages.openKey(keyId, (signal) => unretried.wallet.balance(signal));
    const observed: Observer = {
      ...observer,
      providerRequest(...request) {
        observer.providerRequest(...request);
        gate.providerRequest(...request);
      },
    };
    const options = { ...access, baseUrl, clock, random, log: logOfKey, observer: observed };
    const audiopod = createAudioPod(options);
    // The watcher counts every request toward its rate limit, so nothing may be retried unnoticed.
    const unretried = createAudioPod({ ...options, readRetries: 0 });
    const services = statusSources(unretried);
    const watcher = createWatcher({
      services,
      readsPerMinute,
      clock,
      random,
      durations,
      ...(watchHolds && { holds: keyHolds(watchHolds, keyId) }),
      log: logOfKey,
      observer,
    });
    return {
      audiopod,
      watcher: {
        ...watcher,
        async close() {
          await Promise.all([watcher.close(), gate.close()]);
        },
      },
      voices: createVoiceCatalog(audiopod.voice, store.cache(voices), clock),
    };
  };

  const own = openAccount({ apiKey: operatorKey }, 'voices', log);
  const ownAccounts = createOwnAccounts({
    keys: store.keys,
    box,
    open: (apiKey, keyId) =>
      openAccount({ apiKey, ownKey: true }, `voices-${keyId}`, log.child({ key: keyId }), keyId),
    clock,
  });
  const keys = createOwnKeyService({
    store,
    accounts: ownAccounts,
    box,
    operatorKey,
    open: (apiKey) => createAudioPod({ apiKey, ownKey: true, baseUrl, clock, random, log, observer }).wallet,
    clock,
    log,
  });
  return {
    accounts: { ...own, ownAccounts },
    keys,
    async close() {
      await Promise.all([own.watcher.close(), ownAccounts.close()]);
    },
  };
}
