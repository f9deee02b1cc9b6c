import { failureWords } from '../../../core/jobs/overview/failure-words.ts';
import { factsOf } from '../../../core/jobs/overview/job-facts.ts';
import type { OwnerVerb } from '../../../core/jobs/overview/owner-verbs.ts';
import type { ServiceHealth } from '../../../core/jobs/overview/service-health.ts';
import type { TenantFacts } from '../../../core/jobs/overview/tenant-facts.ts';
import { isWorkOver } from '../../../core/model/job/job.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { type ScopeTotals, usedOf } from '../../../core/model/money/counter.ts';
import { add, formatUsd, subtract, ZERO } from '../../../core/model/money/money.ts';
import type { LimitSetting } from '../../../core/model/money/spending-rules.ts';
import type { Charge, JobDetail, JobSummary } from '../../../core/ports/overview/job-overview.ts';
import type { JobDetailView, JobRowView, LimitView, SystemView, TenantView } from './protocol.ts';

/** Returns a job as a list shows it. */
export function jobRow({ charges, ...summary }: JobSummary): JobRowView {
  return { ...summary, ...costOf(charges) };
}

/** Returns a job in full. */
export function jobDetail(locale: Locale, detail: JobDetail): JobDetailView {
  const { job: _record, entries, charges, ...rest } = detail;
  const facts = factsOf(detail);
  const words = failureWords(locale, detail.job);
  return {
    ...rest,
    ...costOf(charges),
    ...(words !== undefined && { failureWords: words }),
    ...(facts && { facts: withQuote(facts) }),
    entries: entries.map(({ amount, ...entry }) => ({ ...entry, amount: formatUsd(amount) })),
    verbs: verbsFor(detail),
  };
}

function withQuote({ quote, ...facts }: NonNullable<ReturnType<typeof factsOf>>) {
  return { ...facts, ...(quote && { quote: formatUsd(quote.amount) }) };
}

/** Returns what may be done to a job. Whether it still may be is decided again when it is done. */
function verbsFor({ trouble, job }: JobDetail): readonly OwnerVerb[] {
  if (trouble === 'parked') return ['replay', 'drop'];
  if (job === undefined) return [];
  const mayCancel = !isWorkOver(job.work) && job.work.stage !== 'completed' && job.cancelRequested !== true;
  return [
    ...(job.money.state === 'in-doubt' ? (['waive'] as const) : []),
    ...(mayCancel ? (['cancel'] as const) : []),
  ];
}

function costOf(charges: readonly Charge[]): Pick<JobRowView, 'cost' | 'costState'> {
  const last = charges.at(-1);
  if (last === undefined) return { cost: '', costState: 'none' };
  const { state } = last;
  if (state === 'settled') {
    const spent = charges.reduce((sum, one) => add(sum, one.spent ?? ZERO), ZERO);
    return { cost: formatUsd(spent), costState: state };
  }
  return { cost: state === 'released' ? formatUsd(ZERO) : formatUsd(last.amount), costState: state };
}

/** Returns how full a limit is. */
export function limitView(totals: ScopeTotals): LimitView {
  const { scope, limit, held, resetsAtMs } = totals;
  const used = usedOf(totals);
  return {
    scope,
    spent: formatUsd(subtract(used, held)),
    held: formatUsd(held),
    ...(limit !== null && {
      limit: formatUsd(limit),
      percent: limit === 0 ? 100 : Math.min(100, Math.round((used / limit) * 100)),
    }),
    resetsAtMs,
  };
}

/** Returns a tenant as the list shows it. */
export function tenantView({ tenant, totals, rules, ownKey }: TenantFacts): TenantView {
  return {
    tenant,
    limits: totals.map(limitView),
    ...(rules && {
      budget: { monthly: settingOf(rules.allowance.monthly), daily: settingOf(rules.allowance.daily) },
      own: { monthly: settingOf(rules.limits.monthly), daily: settingOf(rules.limits.daily) },
    }),
    ...(ownKey !== undefined && { ownKey }),
  };
}

/** Returns a setting as commands take it. */
function settingOf(setting: LimitSetting): string {
  return typeof setting === 'number' ? formatUsd(setting) : setting;
}

/** Returns how the bot and what it depends on are. */
export function systemView({ balance, comparison, ...health }: ServiceHealth): SystemView {
  return {
    ...health,
    ...(balance && { balance: formatUsd(balance.balance) }),
    isBalanceLow: balance?.lowBalanceWarning === true,
    ...(comparison && {
      comparison: {
        day: comparison.day,
        there: formatUsd(comparison.there),
        here: formatUsd(comparison.here),
        jobs: comparison.jobs,
        drift: formatUsd(subtract(comparison.there, comparison.here)),
        isExplained: Math.abs(comparison.there - comparison.here) <= comparison.explained,
      },
    }),
  };
}
