import type { WalletKey } from '../model/money/wallet-key.ts';
/** The connected keys on record. One stays as long as a job needs it that began with it. */
export interface WalletKeys {
  insert(key: WalletKey): Promise<void>;
  get(id: string): Promise<WalletKey | undefined>;
  /**
   * The same, and until the transaction ends nobody else gets past this line for that key. So whoever begins a job
   * with it and whoever erases it take turns.
   */
  lock(id: string): Promise<WalletKey | undefined>;
  /** Puts another encryption in the place of this one, unless somebody else was faster. */
  reseal(id: string, from: string, to: string): Promise<void>;
  /** Erases one. It may be gone already. */
  remove(id: string): Promise<void>;
  all(): Promise<readonly WalletKey[]>;
}
