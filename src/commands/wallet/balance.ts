import { BotError, toFailure } from '../../core/model/errors.ts';
import { remainingOf, type ScopeTotals } from '../../core/model/money/counter.ts';
import { formatUsd } from '../../core/model/money/money.ts';
import { explainFailure, joinSentences } from '../../core/text/explain-failure.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { type Card, inform, runs } from '../framework/reply.ts';
import { bar } from './bar.ts';
import { ownWalletLines } from './own-key.ts';
import { resetMoment } from './rule-change.ts';

/** The subcommand that shows what is spent, reserved and left under each limit that applies to the caller. */
export const balance = action({
  options: {},
  run: async (_values, call) => {
    const { budgetReader } = call.services;
    const { perJob } = await budgetReader.jobLimits(call.origin.tenant);
    const totals = await budgetReader.budget(call.origin);
    const isOwner = call.services.isOwner(call.origin);
    const shown = isOwner ? totals : whatBinds(totals);
    const hasDebt = shown.some(({ debt }) => debt > 0);
    const lines = [
      ...(perJob === null ? [] : [call.say('wallet.balance', { limit: formatUsd(perJob) })]),
      ...(isOwner ? await operatorLines(call) : []),
      ...(await ownWalletLines(call)),
      call.say(shown.length === 0 ? 'wallet.balance.none' : 'wallet.balance.bars'),
    ];
    const text = joinSentences(call.origin.locale, ...lines);
    const actions = runs('wallet limits', 'wallet usage');
    const card: Card = [lines.map((line) => ({ text: line }))];
    if (shown.length === 0) return inform(text, { actions, card });
    return inform(text, {
      ...{ actions, card },
      table: {
        columns: [
          call.say('wallet.column.limit'),
          call.say('wallet.column.used'),
          call.say('wallet.column.left'),
          call.say('wallet.column.spent'),
          call.say('wallet.column.held'),
          ...(hasDebt ? [call.say('wallet.column.debt')] : []),
          call.say('wallet.column.resets'),
        ],
        rows: shown.map((one) => [
          call.say(`wallet.limit.${one.scope}`),
          bar(one),
          leftWords(one, call, 'wallet.left-of'),
          formatUsd(one.spent),
          formatUsd(one.held),
          ...(hasDebt ? [formatUsd(one.debt)] : []),
          resetMoment(one, call),
        ]),
        listed: shown.map((one) => [
          call.say(`wallet.limit.${one.scope}`),
          bar(one),
          leftWords(one, call, 'wallet.left'),
          call.say('wallet.spent', { amount: formatUsd(one.spent) }),
          call.say('wallet.held', { amount: formatUsd(one.held) }),
          // A line has no column to keep.
          ...(one.debt > 0 ? [call.say('wallet.debt', { amount: formatUsd(one.debt) })] : []),
          call.say('wallet.resets', { at: resetMoment(one, call) }),
        ]),
      },
    });
  },
});

function leftWords(one: ScopeTotals, { say }: Call, words: 'wallet.left' | 'wallet.left-of'): string {
  const left = remainingOf(one);
  if (one.limit === null || left === undefined) return say('wallet.no-limit');
  return say(words, { left: formatUsd(left), limit: formatUsd(one.limit) });
}

/** Drops the bot owner's total spending cap, which only matters to others if it runs out first. */
function whatBinds(totals: readonly ScopeTotals[]): readonly ScopeTotals[] {
  const left = (one: ScopeTotals): number => remainingOf(one) ?? Number.POSITIVE_INFINITY;
  const isOperators = (one: ScopeTotals): boolean => one.scope.startsWith('operator');
  const least = Math.min(...totals.filter((one) => !isOperators(one)).map(left));
  return totals.filter((one) => !isOperators(one) || left(one) < least);
}

/**
 * Returns the balance of AudioPod's wallet. If it is unavailable, that is shown, and the limits are still
 * shown.
 */
async function operatorLines(call: Call): Promise<readonly string[]> {
  try {
    const found = await call.services.budgetReader.balance(call.signal);
    const words = call.say('wallet.balance.operator', { amount: formatUsd(found.balance) });
    return found.lowBalanceWarning ? [words, call.say('wallet.balance.low')] : [words];
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [explainFailure(call.origin.locale, toFailure(error))];
  }
}
