import { formatUsd, ZERO } from '../../core/model/money/money.ts';
import { action } from '../framework/action.ts';
import { job } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';

/**
 * The subcommand that waives an unconfirmed charge in any tenant: it no longer counts toward anybody's
 * limits.
 */
export const waive = action({
  options: { job: job() },
  bare: ['job'],
  onlyFor: 'owners',
  run: async (values, call) => {
    const { id, money } = await call.services.jobs.waive(values.job, call.origin.member);
    const amount = formatUsd(money.state === 'none' ? ZERO : money.amount);
    return inform(call.say('wallet.forgiven', { job: id, amount }));
  },
});
