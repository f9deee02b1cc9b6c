import type { Balance } from '../model/job/provider-job.ts';
import type { ConnectedKey } from '../model/money/spending-rules.ts';
import type { Log } from '../ports/log.ts';
import type { Records } from '../ports/store.ts';
import type { OwnAccounts } from './provider-account.ts';

/** The key that pays for a tenant, and what its wallet holds. */
export interface OwnWallet {
  readonly key: ConnectedKey;
  readonly balance: Balance;
  /** Where it can be topped up; absent while AudioPod does not say. */
  readonly topUpUrl?: string;
}

/** What can be asked of the wallets behind tenants' own keys. */
export interface OwnWallets {
  /**
   * The wallet behind the tenant's key; `undefined` where the operator pays.
   *
   * @throws {BotError} `own-key-lost`, and an `audiopod-…` code when it cannot be read.
   */
  wallet(tenant: string, signal: AbortSignal): Promise<OwnWallet | undefined>;
  /**
   * Whether the wallet behind the tenant's key holds what a length of audio costs; `undefined` where the operator pays.
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

/** What a checkout begins with; whoever pays may choose another amount there. */
const TOP_UP_CENTS = 1_000;

/** The wallets behind the keys on record. */
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
