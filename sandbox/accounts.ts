import { Wallet } from './wallet/wallet.ts';

/** What stands behind a key: a wallet of its own, and jobs and voices that no other account sees. */
export interface Account {
  readonly wallet: Wallet;
}

/** The accounts of a sandbox. Every key that was not given one of its own stands for the first. */
export class Accounts {
  readonly main: Account;
  readonly #byKey = new Map<string, Account>();

  constructor(balanceCents: number) {
    this.main = { wallet: new Wallet(balanceCents) };
  }

  of(key: string): Account {
    return this.#byKey.get(key) ?? this.main;
  }

  /** Gives a key an account of its own, or another one than before. */
  open(key: string, balanceCents: number): Account {
    const account = { wallet: new Wallet(balanceCents) };
    this.#byKey.set(key, account);
    return account;
  }

  /** Back to the first account alone, with its first balance. */
  reset(): void {
    this.main.wallet.reset();
    this.#byKey.clear();
  }
}
