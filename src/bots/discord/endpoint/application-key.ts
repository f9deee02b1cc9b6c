import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { ApplicationApi } from '../rest/application-api.ts';
import { publicKeyOf } from './verify-signature.ts';

/** Anybody can cause a request to Discord while the key is unknown, so there is one in ten seconds at most. */
const ASK_EVERY_MS = 10_000;

/** The application’s public key, read from Discord: it never changes, and the bot owner has nothing to copy. */
export interface ApplicationKey {
  /** Returns the key; `undefined` while Discord doesn’t say. Never rejects. */
  read(signal: AbortSignal): Promise<KeyObject | undefined>;
}

/** Creates the reader. Nothing is read before it’s needed. */
export function createApplicationKey(
  api: Pick<ApplicationApi, 'application'>,
  clock: Clock,
  log: Pick<Log, 'warn'>,
): ApplicationKey {
  let key: KeyObject | undefined;
  let asking: Promise<void> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const ask = async (signal: AbortSignal): Promise<void> => {
    askedAtMs = clock.now();
    try {
      key = publicKeyOf((await api.application(signal)).verifyKey);
      if (key === undefined) log.warn({}, 'discord-key-unusable');
    } catch (error) {
      log.warn({ error }, 'discord-key-unavailable');
    }
  };
  return {
    async read(signal) {
      if (key === undefined && asking === undefined && clock.now() - askedAtMs >= ASK_EVERY_MS) {
        asking = ask(signal).finally(() => {
          asking = undefined;
        });
      }
      await asking;
      return key;
    },
  };
}
