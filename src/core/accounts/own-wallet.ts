import type { Balance } from '../model/job/provider-job.ts';
import type { ConnectedKey } from '../model/money/spending-rules.ts';
import type { Log } from '../ports/log.ts';
import type { Records } from '../ports/store.ts';
import type { OwnAccounts } from './provider-account.ts';

/** The key that pays for a tenant, and the balance of its wallet. */
export interface OwnWallet {
  readonly key: ConnectedKey;
  readonly balance: Balance;
  /** Where the wallet can be topped up; absent while AudioPod provides no link. */
  readonly topUpUrl?: string;
}

/** Reads the wallets behind tenants' own keys. */
export interface OwnWallets {
  /**
   * Returns the wallet behind the tenant's key; `undefined` if the bot owner pays.
   *
   * @throws {BotError} `own-key-lost`, and an `audiopod-…` code when it cannot be read.
   */
  wallet(tenant: string, signal: AbortSignal): Promise<OwnWallet | undefined>;
  /**
   * Whether the wallet behind the tenant's key covers the cost of a length of audio; `undefined` if the bot
   * owner pays.
   *
   * @throws what {@link OwnWallets.wallet} throws.
   */
  covers(
    tenant: string,
    serviceType: string,
    seconds: number,
    signal: AbortSignal,
  ): Promise<boolean | undefined>;
}

/** The initial amount of a checkout; the payer can change it there. */
const TOP_UP_CENTS = 1_000;

/** Creates {@link OwnWallets} for the stored keys. */
export function createOwnWallets(parts: {
  readonly rules: Records['rules'];
  readonly accounts: Pick<OwnAccounts, 'borrow'>;
  readonly log: Log;
}): OwnWallets {
  const { rules, accounts, log } = parts;
  return {
    async wallet(tenant, signal) {
      const { key } = await rules.tenant(tenant);
      if (key === undefined) return undefined;
      using account = await accounts.borrow(key.id);
      const { wallet } = account.audiopod;
      const [balance, topUpUrl] = await Promise.all([
        wallet.balance(signal),
        wallet.topUp(TOP_UP_CENTS, signal).catch((error: unknown) => {
          log.info({ tenant, error }, 'top-up-link-missing');
          return undefined;
        }),
      ]);
      return { key, balance, ...(topUpUrl === undefined ? {} : { topUpUrl }) };
    },
    async covers(tenant, serviceType, seconds, signal) {
      const { key } = await rules.tenant(tenant);
      if (key === undefined) return undefined;
      using account = await accounts.borrow(key.id);
      return await account.audiopod.wallet.checkBalance(serviceType, seconds, signal);
    },
  };
}
