import type { BudgetAnswer } from '../../core/accounts/budget-requests.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Action } from '../../core/model/job/action.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { Locale } from '../../core/model/locale.ts';
import { formatUsd } from '../../core/model/money/money.ts';
import { translate } from '../../core/text/words.ts';
import type { Services } from '../framework/command.ts';
import { type Caller, requireAdmin } from '../framework/who-may.ts';

/** The buttons of a request for a budget. */
export type BudgetAction = Extract<
  Action,
  { readonly kind: 'ask-budget' | 'grant-budget' | 'decline-budget' }
>;

/** Whether an action belongs to a request for a budget. */
export function isBudgetAction(action: Action): action is BudgetAction {
  return action.kind === 'ask-budget' || action.kind === 'grant-budget' || action.kind === 'decline-budget';
}

/**
 * Presses a button of a request for a budget: admins ask, owners answer.
 *
 * @returns the text of the reply.
 * @throws {BotError} `wallet-admins-only`, `owners-only`, and what the request throws.
 */
export async function pressBudget(
  { budgetRequests, isOwner }: Pick<Services, 'budgetRequests' | 'isOwner'>,
  action: BudgetAction,
  caller: Caller,
  signal: AbortSignal,
): Promise<string> {
  const { origin } = caller;
  const { locale } = origin;
  if (action.kind === 'ask-budget') {
    await requireAdmin(caller, locale, signal);
    const outcome = await budgetRequests.ask(action.jobId, origin);
    return translate(locale, outcome === 'asked' ? 'budget.asked' : 'budget.decided');
  }
  requireOwner(isOwner, origin);
  const { jobId } = action;
  const isGrant = action.kind === 'grant-budget';
  const answer = isGrant
    ? await budgetRequests.grant(jobId, action.amount, origin.member)
    : await budgetRequests.decline(jobId);
  const { tenant } = answer;
  if (answer.isDecided) return alreadySet(locale, answer);
  return isGrant
    ? translate(locale, 'budget.you-granted', { tenant, amount: formatUsd(action.amount) })
    : translate(locale, 'budget.you-declined', { tenant });
}

function alreadySet(locale: Locale, { tenant, monthly }: BudgetAnswer): string {
  const amount = monthly === 'default' ? monthly : formatUsd(monthly);
  return translate(locale, 'budget.set-before', { tenant, amount });
}

function requireOwner(isOwner: Services['isOwner'], origin: Origin): void {
  if (!isOwner(origin)) throw new BotError('owners-only', 'Not an owner of the bot');
}
