import type { WalletKey } from '../model/money/wallet-key.ts';
/** The stored connected keys. A key is kept as long as a job that began with it needs it. */
export interface WalletKeys {
  insert(key: WalletKey): Promise<void>;
  get(id: string): Promise<WalletKey | undefined>;
  /**
   * Gets a key and locks it until the transaction ends, so that starting a job with it and erasing it can't
   * overlap.
   */
  lock(id: string): Promise<WalletKey | undefined>;
  /** Replaces the encrypted value if it is still `from`. */
  reseal(id: string, from: string, to: string): Promise<void>;
  /** Erases one; it may be gone already. */
  remove(id: string): Promise<void>;
  all(): Promise<readonly WalletKey[]>;
}
