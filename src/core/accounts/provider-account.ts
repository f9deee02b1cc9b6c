import type { Clock } from '../async/clock.ts';
import type { VoiceCatalog } from '../audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import type { BoxKeys } from '../model/secret-box.ts';
import type { AudioPod } from '../ports/provider.ts';
import type { WalletKeys } from '../ports/wallet-keys.ts';
import type { Watcher } from '../watcher/watcher.ts';
import { decryptKey } from './key-encryption.ts';

/**
 * What one AudioPod key gives access to. A key has one per process, because its watcher keeps the request
 * budget.
 */
export interface Account {
  readonly audiopod: AudioPod;
  readonly watcher: Watcher;
  readonly voices: VoiceCatalog;
}

/** An account that is in use until it is disposed of. */
type BorrowedAccount = Account & Disposable;

/** The accounts of the keys that tenants connected, created on demand. */
export interface OwnAccounts {
  /**
   * Returns the account of a key, for use until it is disposed of.
   *
   * @throws {BotError} `own-key-gone`, `own-key-lost`, `ledger-unavailable` when the key cannot be read.
   * There is no fallback: the bot owner's wallet never pays instead.
   */
  borrow(keyId: string): Promise<BorrowedAccount>;
  /** Drops the account of an erased key, as soon as it is no longer in use. */
  forget(keyId: string): void;
  /** Ends all watchers. Nothing can be borrowed any more. */
  close(): Promise<void>;
}

/** The bot owner's account, and access to those of tenants. */
export interface Accounts extends Account {
  readonly ownAccounts: OwnAccounts;
}

/**
 * How long an unused account is kept. A new watcher would grant this minute's request budget a second time.
 */
const KEPT_IDLE_MS = 10 * 60_000;

/**
 * Returns the account that a job uses for everything.
 *
 * @param keyId as in the job's record.
 * @throws what {@link OwnAccounts.borrow} throws.
 */
export async function accountOf(accounts: Accounts, keyId: string | undefined): Promise<BorrowedAccount> {
  if (keyId !== undefined) return accounts.ownAccounts.borrow(keyId);
  const { audiopod, watcher, voices } = accounts;
  return { audiopod, watcher, voices, [Symbol.dispose]() {} };
}

interface Kept {
  readonly account: Account;
  borrowers: number;
  isForgotten: boolean;
  /** Aborted when the account is used again. */
  idle: AbortController;
}

/** Creates {@link OwnAccounts}: opens accounts on demand, and closes them when unused for a while. */
export function createOwnAccounts(parts: {
  readonly keys: Pick<WalletKeys, 'get' | 'reseal'>;
  readonly box: BoxKeys;
  readonly open: (key: Secret, keyId: string) => Account;
  readonly clock: Clock;
}): OwnAccounts {
  const { keys, box, clock } = parts;
  const accounts = new Map<string, Kept>();
  const closings = new Set<Promise<void>>();
  let isClosed = false;

  const drop = (keyId: string, kept: Kept): void => {
    if (accounts.get(keyId) === kept) accounts.delete(keyId);
    const closing = kept.account.watcher.close().finally(() => closings.delete(closing));
    closings.add(closing);
  };

  const give = (keyId: string, kept: Kept): void => {
    kept.borrowers -= 1;
    if (kept.borrowers > 0 || isClosed) return;
    if (kept.isForgotten) {
      drop(keyId, kept);
      return;
    }
    kept.idle = new AbortController();
    void clock.sleep(KEPT_IDLE_MS, kept.idle.signal).then(
      () => drop(keyId, kept),
      () => undefined,
    );
  };

  const forget = (keyId: string): void => {
    const kept = accounts.get(keyId);
    if (kept === undefined) return;
    kept.isForgotten = true;
    kept.idle.abort();
    if (kept.borrowers === 0) drop(keyId, kept);
  };

  /** Read every time: a key that another process has erased must not be used any more. */
  const read = async (keyId: string): Promise<Secret> => {
    try {
      return await decryptKey(keys, keyId, box);
    } catch (error) {
      if (error instanceof BotError && error.code === 'own-key-gone') forget(keyId);
      throw error;
    }
  };

  return {
    async borrow(keyId) {
      const key = await read(keyId);
      if (isClosed) throw new BotError('restarting', 'The accounts are closed');
      const known = accounts.get(keyId);
      const kept: Kept = known ?? {
        account: parts.open(key, keyId),
        borrowers: 0,
        isForgotten: false,
        idle: new AbortController(),
      };
      accounts.set(keyId, kept);
      kept.idle.abort();
      kept.borrowers += 1;
      let isGiven = false;
      return {
        ...kept.account,
        [Symbol.dispose]() {
          if (!isGiven) give(keyId, kept);
          isGiven = true;
        },
      };
    },
    forget,
    async close() {
      isClosed = true;
      for (const [keyId, kept] of accounts) {
        kept.idle.abort();
        drop(keyId, kept);
      }
      await Promise.allSettled(closings);
    },
  };
}
