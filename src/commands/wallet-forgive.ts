import { formatUsd, ZERO } from '../core/wallet/money.ts';
import { action } from './action.ts';
import { job } from './option.ts';
import { inform } from './reply.ts';
import { requireOwner } from './who-may.ts';

/** Lets money go that is in doubt, in any tenant: it no longer counts against anybody's limits. */
export const forgive = action({
  options: { job: job() },
  bare: ['job'],
  run: async (values, call) => {
    requireOwner(call);
    const { id, money } = await call.services.jobs.forgive(values.job, call.origin.member);
    const amount = formatUsd(money.state === 'none' ? ZERO : money.amount);
    return inform(call.say('wallet.forgiven', { job: id, amount }));
  },
});
