import { formatUsd, ZERO } from '../../core/model/money/money.ts';
import { action } from '../framework/action.ts';
import { job } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { requireOwner } from '../framework/who-may.ts';

/**
 * The subcommand that waives an unconfirmed charge in any tenant: it no longer counts toward anybody's
 * limits.
 */
export const waive = action({
  options: { job: job() },
  bare: ['job'],
  run: async (values, call) => {
    requireOwner(call);
    const { id, money } = await call.services.jobs.waive(values.job, call.origin.member);
    const amount = formatUsd(money.state === 'none' ? ZERO : money.amount);
    return inform(call.say('wallet.forgiven', { job: id, amount }));
  },
});
