import { BotError } from '../errors.ts';
import type { Origin } from '../jobs/origin.ts';
import type { ScopeLimit } from './ledger.ts';
import type { MicroDollars } from './money.ts';
import { dayOf, monthOf } from './periods.ts';

/** Who may spend how much. `null` where the operator set no limit. */
export interface MoneyLimits {
  /** The ceiling over everything on the operator's key. */
  readonly operatorMonthly: MicroDollars;
  readonly operatorDaily: MicroDollars | null;
  /** The allowance of each tenant on the operator's wallet. */
  readonly tenantMonthly: MicroDollars;
  readonly tenantDaily: MicroDollars | null;
  readonly memberDaily: MicroDollars;
  readonly perJob: MicroDollars;
  /** The monthly allowance of a person who is a tenant on their own; zero for none. */
  readonly personalMonthly: MicroDollars;
}

/** Whose money a job spends. An origin is one; `personal` marks a tenant that is a single person. */
export interface Payer extends Pick<Origin, 'tenant' | 'member'> {
  readonly personal?: boolean;
}

/**
 * The limits that one job has to fit under, in the order in which the ledger takes them. Periods are calendar
 * months and days in UTC.
 *
 * @throws {BotError} `personal-not-funded` for a person on their own where nothing is set aside for them.
 */
export function scopesFor(payer: Payer, limits: MoneyLimits, nowMs: number): readonly ScopeLimit[] {
  const { tenant, member, personal = false } = payer;
  if (personal && limits.personalMonthly <= 0) {
    throw new BotError('personal-not-funded', 'There is no allowance for people on their own');
  }
  const month = monthOf(nowMs);
  const day = dayOf(nowMs);
  const perMonth = { period: month.name, resetsAtMs: month.endsAtMs };
  const perDay = { period: day.name, resetsAtMs: day.endsAtMs };
  const { operatorMonthly, operatorDaily, tenantMonthly, tenantDaily, memberDaily, personalMonthly } = limits;
  const scopes: ScopeLimit[] = [
    { scope: 'operator-month', subject: 'operator', limit: operatorMonthly, ...perMonth },
  ];
  if (operatorDaily !== null) {
    scopes.push({ scope: 'operator-day', subject: 'operator', limit: operatorDaily, ...perDay });
  }
  const allowance = personal ? personalMonthly : tenantMonthly;
  scopes.push({ scope: 'tenant-month', subject: tenant, limit: allowance, ...perMonth });
  if (tenantDaily !== null) {
    scopes.push({ scope: 'tenant-day', subject: tenant, limit: tenantDaily, ...perDay });
  }
  scopes.push({ scope: 'member-day', subject: `${tenant} ${member}`, limit: memberDaily, ...perDay });
  return scopes;
}

/**
 * Refuses a job that costs more than one job may.
 *
 * @throws {BotError} `job-limit` with `needed` and `limit` in micro-dollars.
 */
export function checkJobLimit(needed: MicroDollars, perJob: MicroDollars): void {
  if (needed <= perJob) return;
  throw new BotError('job-limit', `One job would cost ${needed} of at most ${perJob} micro-dollars`, {
    facts: { needed, limit: perJob },
  });
}
