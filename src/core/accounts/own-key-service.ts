import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import { newId } from '../model/job/new-job.ts';
import type { Origin } from '../model/job/origin.ts';
import type { Balance } from '../model/job/provider-job.ts';
import type { ConnectedKey } from '../model/money/spending-rules.ts';
import { Secret } from '../model/secret.ts';
import type { BoxKeys } from '../model/secret-box.ts';
import type { Log } from '../ports/log.ts';
import type { WalletService } from '../ports/provider.ts';
import type { Records, Store } from '../ports/store.ts';
import { eraseUnused } from './erase-unused-key.ts';
import { decryptKey, encryptKey } from './key-encryption.ts';
import { createOwnWallets, type OwnWallets } from './own-wallet.ts';
import type { OwnAccounts } from './provider-account.ts';

/** A key that new jobs no longer use. */
export interface ReplacedKey {
  readonly lastFour: string;
  /** Jobs in flight that began with it. If 0, it is erased already; else once the last of them is over. */
  readonly jobs: number;
}

/** The result of connecting a key. */
export interface Connection {
  readonly key: ConnectedKey;
  readonly balance: Balance;
  readonly replaced?: ReplacedKey;
}

/** Connects and disconnects tenants' own AudioPod keys. The caller checks the permission. */
export interface OwnKeyService extends OwnWallets {
  /**
   * Makes this key pay for new jobs of the tenant, once AudioPod has accepted it.
   *
   * @throws {BotError} `own-key-unfit`, `own-key-refused`, `own-key-operators`, or `own-key-unchecked` when
   * AudioPod does not respond in time; nothing is stored then.
   */
  connect(given: Secret, by: Pick<Origin, 'tenant' | 'member'>, signal: AbortSignal): Promise<Connection>;
  /**
   * Makes the bot owner's key pay for new jobs again.
   *
   * @throws {BotError} `own-key-none`.
   */
  disconnect(by: Pick<Origin, 'tenant' | 'member'>): Promise<ReplacedKey>;
  /** Erases the key if nothing needs it any more. Call it when a job that began with it is over. */
  release(keyId: string): Promise<void>;
  /**
   * Erases keys that nothing needs, and encrypts again those that only the previous `SECRET_KEY` decrypts.
   */
  sweep(): Promise<void>;
}

/** Keys of the real service are longer; the characters shown must not be half of a key. */
const FIT = /^ap_[\x21-\x7e]{8,200}$/;
const SHOWN_CHARACTERS = 4;
const CHECK_DEADLINE_MS = 10_000;

/** Creates an {@link OwnKeyService} over the store. `open` returns the wallet behind a key not stored yet. */
export function createOwnKeyService(parts: {
  readonly store: Store;
  readonly accounts: OwnAccounts;
  readonly box: BoxKeys;
  readonly operatorKey: Secret;
  readonly open: (key: Secret) => Pick<WalletService, 'balance'>;
  readonly clock: Clock;
  readonly log: Log;
}): OwnKeyService {
  const { store, accounts, box, clock, log } = parts;

  const check = async (key: Secret, signal: AbortSignal): Promise<Balance> => {
    const deadline = clock.timeout(CHECK_DEADLINE_MS);
    try {
      return await parts.open(key).balance(AbortSignal.any([signal, deadline]));
    } catch (error) {
      const code = error instanceof BotError ? error.code : undefined;
      if (code === 'audiopod-unauthorized' || code === 'audiopod-forbidden') {
        throw new BotError('own-key-refused', 'AudioPod rejected the key to be connected');
      }
      if (code === undefined && !deadline.aborted && !signal.aborted) throw error;
      throw new BotError('own-key-unchecked', 'The key to be connected could not be checked', {
        cause: error,
      });
    }
  };

  /** Runs inside the transaction that took the key out of the rules. */
  const releaseReplaced = async (records: Records, key: ConnectedKey): Promise<ReplacedKey> => {
    const { jobs } = await eraseUnused(records, key.id);
    return { lastFour: key.lastFour, jobs };
  };

  const release = async (keyId: string): Promise<boolean> => {
    const key = await store.keys.get(keyId);
    // The key is mostly still in use, which can be checked without a lock.
    if (key !== undefined && (await store.rules.tenant(key.tenant)).key?.id === keyId) return false;
    const { isErased } = await store.transaction((records) => eraseUnused(records, keyId));
    if (isErased) {
      accounts.forget(keyId);
      log.info({ key: keyId }, 'own-key-erased');
    }
    return isErased;
  };

  return {
    ...createOwnWallets({ rules: store.rules, accounts, log }),

    async connect(given, { tenant, member }, signal) {
      const secret = new Secret(given.reveal().trim());
      const text = secret.reveal();
      if (!FIT.test(text)) throw new BotError('own-key-unfit', 'The input is not an AudioPod key');
      if (text === parts.operatorKey.reveal()) {
        throw new BotError('own-key-operators', 'The bot owner’s key was entered as a tenant’s own');
      }
      const balance = await check(secret, signal);
      const nowMs = clock.now();
      const id = newId();
      const key: ConnectedKey = { id, lastFour: text.slice(-SHOWN_CHARACTERS), sinceMs: nowMs };
      const sealed = encryptKey(secret, { id, tenant }, box);
      const { before, replaced } = await store.transaction(async (records) => {
        await records.keys.insert({ id, tenant, sealed, lastFour: key.lastFour, createdAtMs: nowMs });
        const before = await changeKey(records, { tenant, member, nowMs }, key);
        return { before, replaced: before && (await releaseReplaced(records, before)) };
      });
      if (before !== undefined && replaced?.jobs === 0) accounts.forget(before.id);
      log.info({ tenant, key: id }, 'own-key-connected');
      return { key, balance, ...(replaced === undefined ? {} : { replaced }) };
    },

    async disconnect({ tenant, member }) {
      const { before, replaced } = await store.transaction(async (records) => {
        const before = await changeKey(records, { tenant, member, nowMs: clock.now() }, undefined);
        if (before === undefined) throw new BotError('own-key-none', 'No key is connected');
        return { before, replaced: await releaseReplaced(records, before) };
      });
      if (replaced.jobs === 0) accounts.forget(before.id);
      log.info({ tenant, key: before.id, jobs: replaced.jobs }, 'own-key-disconnected');
      return replaced;
    },

    async release(keyId) {
      await release(keyId);
    },

    async sweep() {
      for (const { id, tenant } of await store.keys.all()) {
        try {
          if (!(await release(id))) await decryptKey(store.keys, id, box);
        } catch (error) {
          // A key that cannot be decrypted must not keep the others. Its tenant gets the error with every
          // job.
          log.error({ tenant, key: id, error }, 'own-key-unreadable');
        }
      }
    },
  };
}

/** Sets or removes the key in a tenant's rules, and returns the previous one. */
async function changeKey(
  { rules }: Pick<Records, 'rules'>,
  { tenant, ...by }: { readonly tenant: string; readonly member: string; readonly nowMs: number },
  key: ConnectedKey | undefined,
): Promise<ConnectedKey | undefined> {
  const { before } = await rules.changeTenant(tenant, by, ({ key: _, ...others }) =>
    key === undefined ? others : { ...others, key },
  );
  return before.key;
}
