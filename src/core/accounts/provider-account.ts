import type { Clock } from '../async/clock.ts';
import type { VoiceCatalog } from '../audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import type { BoxKeys } from '../model/secret-box.ts';
import type { AudioPod } from '../ports/provider.ts';
import type { WalletKeys } from '../ports/wallet-keys.ts';
import type { Watcher } from '../watcher/watcher.ts';
import { decryptKey } from './key-encryption.ts';

/** What one AudioPod key opens. The watcher alone keeps the key's request budget, so a key has one in each process. */
export interface Account {
  readonly audiopod: AudioPod;
  readonly watcher: Watcher;
  readonly voices: VoiceCatalog;
}

/** An account for as long as somebody needs it. */
type BorrowedAccount = Account & Disposable;

/** The accounts of the keys that tenants connected, made when they are needed. */
export interface OwnAccounts {
  /**
   * @throws {BotError} `own-key-gone`, `own-key-lost`, `ledger-unavailable` when the key cannot be read. There is then
   *   nothing to fall back on: the operator's wallet does not step in.
   */
  borrow(keyId: string): Promise<BorrowedAccount>;
  /** Lets go of one whose key is erased, as soon as nobody needs it. */
  forget(keyId: string): void;
  /** Ends all watchers. Nothing can be borrowed any more. */
  close(): Promise<void>;
}

/** The operator's account, and the way to those of tenants. */
export interface Accounts extends Account {
  readonly ownAccounts: OwnAccounts;
}

/** Stays so long after its last use. A watcher made anew would grant the key's requests of this minute once more. */
const KEPT_IDLE_MS = 10 * 60_000;

/**
 * The account that everything of a job is done with.
 *
 * @param keyId as the job's record has it.
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
  /** Called off when somebody needs it again. */
  idle: AbortController;
}

/** Makes the accounts of connected keys on demand, and closes them when nobody has needed them for a while. */
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

  /** Read each time: one that another process has erased is not used any more. */
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
