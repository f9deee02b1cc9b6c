import { toFailure } from '../model/errors.ts';
import type { MicroDollars } from '../model/money/money.ts';
import type { WalletService } from '../ports/provider.ts';

/** What AudioPod says of the bot owner's key. */
export type AccountState =
  | { readonly kind: 'accepted'; readonly balance: MicroDollars }
  | { readonly kind: 'rejected' }
  /** AudioPod didn't say; `error` is why. */
  | { readonly kind: 'unknown'; readonly error: unknown };

/** Looks at AudioPod's wallet, once. Never rejects. */
export async function accountState(
  wallet: Pick<WalletService, 'balance'>,
  signal: AbortSignal,
): Promise<AccountState> {
  try {
    const { balance } = await wallet.balance(signal);
    return { kind: 'accepted', balance };
  } catch (error) {
    return toFailure(error).code === 'audiopod-unauthorized'
      ? { kind: 'rejected' }
      : { kind: 'unknown', error };
  }
}
