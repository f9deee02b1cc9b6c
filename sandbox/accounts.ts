import { Wallet } from './wallet/wallet.ts';

/** The account behind a key: its own wallet, and jobs and voices that no other account sees. */
export interface Account {
  readonly wallet: Wallet;
}

/** The accounts of a sandbox. A key without its own account uses the main one. */
export class Accounts {
  readonly main: Account;
  readonly #byKey = new Map<string, Account>();

  constructor(balanceCents: number) {
    this.main = { wallet: new Wallet(balanceCents) };
  }

  of(key: string): Account {
    return this.#byKey.get(key) ?? this.main;
  }

  /** Gives a key its own account, replacing the one it may have had. */
  open(key: string, balanceCents: number): Account {
    const account = { wallet: new Wallet(balanceCents) };
    this.#byKey.set(key, account);
    return account;
  }

  /** Returns to the main account alone, with its initial balance. */
  reset(): void {
    this.main.wallet.reset();
    this.#byKey.clear();
  }
}
