import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import type { Action } from '../model/job/action.ts';
import type { Origin } from '../model/job/origin.ts';
import { formatUsd, type MicroDollars } from '../model/money/money.ts';
import { notifyOnce } from '../notify/notify-once.ts';
import type { NotifyOwners } from '../notify/notify-owners.ts';
import type { Log } from '../ports/log.ts';
import type { Notices } from '../ports/notices.ts';
import type { Store } from '../ports/store.ts';
import { translate } from '../text/words.ts';

const TOLD_WITHIN_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Longer than a job with the button is kept. */
const ANSWERED_ONCE_MS = 400 * DAY_MS;

/** What became of an answer to a request for a budget. */
export interface BudgetAnswer {
  readonly tenant: string;
  /** The budget that the tenant has now; `default` if nobody set one. */
  readonly monthly: MicroDollars | 'default';
  /** Whether the budget was set before, by a command, or by another owner. */
  readonly isDecided: boolean;
}

/**
 * Requests of tenants without a budget for one, and the owners’ answers. A request is the job that was refused for
 * want of a budget: its record says who asks and where the answer belongs, for any process, at any time.
 */
export interface BudgetRequests {
  /**
   * Asks the owners, once a day for each tenant.
   *
   * @returns whether a budget was set since the refusal, so that there is nothing to ask for.
   * @throws {BotError} `job-unknown`, `ledger-unavailable`.
   */
  ask(jobId: string, origin: Pick<Origin, 'tenant'>): Promise<'asked' | 'decided'>;
  /**
   * Grants a monthly budget, unless one was set before, and says so where it was asked for. Repeating it changes
   * nothing, and tells nobody again.
   *
   * @param by the owner.
   * @throws {BotError} `job-unknown`, `ledger-unavailable`.
   */
  grant(jobId: string, amount: MicroDollars, by: string): Promise<BudgetAnswer>;
  /** Declines a request, and says so where it was asked; nothing if a budget was set before. As {@link grant}. */
  decline(jobId: string): Promise<BudgetAnswer>;
}

/** Creates the requests of one store. */
export function createBudgetRequests(parts: {
  readonly store: Pick<Store, 'jobs' | 'rules' | 'seen'>;
  readonly notices: Notices;
  readonly notifyOwners: NotifyOwners;
  /** What owners grant with one press: the budget that a tenant has where none needs approval. */
  readonly amount: MicroDollars;
  readonly clock: Clock;
  readonly log: Log;
}): BudgetRequests {
  const { store, notices, notifyOwners, amount, clock, log } = parts;
  const { rules, seen } = store;

  const requestOf = async (jobId: string): Promise<Origin> => {
    const job = await store.jobs.get(jobId);
    if (job === undefined) throw new BotError('job-unknown', 'No such request', { facts: { job: jobId } });
    return job.origin;
  };

  /** Tells it in the channel; where the bot may not write there, to the person who asked. Never rejects. */
  const tell = async (about: string, { platform, channel, member, tenant }: Origin, text: string) => {
    const orDirectly: Notices = {
      async tell(to, words, signal) {
        try {
          await notices.tell(to, words, signal);
        } catch (error) {
          log.warn({ error, tenant }, 'budget-answer-not-in-channel');
          await notices.tell({ platform, member }, words, signal);
        }
      },
    };
    const once = { about, everyMs: ANSWERED_ONCE_MS, to: { platform, channel, tenant }, text };
    try {
      await notifyOnce({ notices: orDirectly, seen, clock }, once, clock.timeout(TOLD_WITHIN_MS));
    } catch (error) {
      log.warn({ error, tenant }, 'budget-answer-not-told');
    }
  };

  return {
    async ask(jobId, { tenant }) {
      const origin = await requestOf(jobId);
      if (origin.tenant !== tenant) {
        throw new BotError('job-unknown', 'A request of another tenant', { facts: { job: jobId } });
      }
      const { allowance } = await rules.tenant(tenant);
      if (allowance.monthly !== 'default') return 'decided';
      const actions: readonly Action[] = [
        ...(amount > 0 ? [{ kind: 'grant-budget' as const, jobId, amount }] : []),
        { kind: 'decline-budget', jobId },
      ];
      await notifyOwners({
        about: `budget-request:${tenant}`,
        everyMs: DAY_MS,
        text: translate('en', 'budget.request', { tenant, amount: formatUsd(amount) }),
        actions,
      });
      return 'asked';
    },
    async grant(jobId, granted, by) {
      const origin = await requestOf(jobId);
      const { tenant, locale } = origin;
      const { before, after } = await rules.changeTenant(tenant, { member: by, nowMs: clock.now() }, (now) =>
        now.allowance.monthly === 'default'
          ? { ...now, allowance: { ...now.allowance, monthly: granted } }
          : now,
      );
      const { monthly } = after.allowance;
      if (typeof monthly === 'number' && monthly > 0) {
        const text = translate(locale, 'budget.granted', { amount: formatUsd(monthly) });
        await tell(`budget-granted:${jobId}`, origin, text);
      }
      return { tenant, monthly, isDecided: before.allowance.monthly !== 'default' };
    },
    async decline(jobId) {
      const origin = await requestOf(jobId);
      const { tenant, locale } = origin;
      const { monthly } = (await rules.tenant(tenant)).allowance;
      const isDecided = monthly !== 'default';
      if (!isDecided) await tell(`budget-declined:${jobId}`, origin, translate(locale, 'budget.declined'));
      return { tenant, monthly, isDecided };
    },
  };
}
