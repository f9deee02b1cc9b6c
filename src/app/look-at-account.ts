import { accountState } from '../core/accounts/account-state.ts';
import type { Clock } from '../core/async/clock.ts';
import { formatUsd } from '../core/model/money/money.ts';
import type { Log } from '../core/ports/log.ts';
import type { WalletService } from '../core/ports/provider.ts';

/** How long the start waits for AudioPod. Jobs don’t need this look: they are judged by their own requests. */
const WITHIN_MS = 3_000;

/**
 * Looks at AudioPod’s wallet with the bot owner’s key, once, when the bot starts. The bot starts in any case: jobs
 * wait for an AudioPod that is down, and are refused with words while the key is rejected.
 *
 * Never rejects.
 *
 * @returns a line to read at the start; nothing for the sandbox, which charges nothing.
 */
export async function lookAtAccount(
  wallet: Pick<WalletService, 'balance'>,
  { isSandbox, clock, log }: { readonly isSandbox: boolean; readonly clock: Clock; readonly log: Log },
): Promise<string | undefined> {
  if (isSandbox) return undefined;
  const state = await accountState(wallet, clock.timeout(WITHIN_MS));
  switch (state.kind) {
    case 'accepted':
      log.info({ balanceMicroDollars: state.balance }, 'audiopod-account');
      return `AudioPod accepts the key. Balance: ${formatUsd(state.balance)}.`;
    case 'rejected':
      log.error({ code: 'audiopod-unauthorized' }, 'audiopod-key-rejected');
      return 'AudioPod rejects AUDIOPOD_API_KEY. Check it at https://www.audiopod.ai/dashboard/account/api-keys, then restart.';
    case 'unknown':
      log.warn({ error: state.error }, 'audiopod-account-unknown');
      return 'AudioPod isn’t responding, so its balance is unknown. Jobs wait until it does.';
  }
}
