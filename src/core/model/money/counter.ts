import { BotError } from '../errors.ts';
import { type MicroDollars, microDollarsOf } from './money.ts';

/** The limits one reservation must fit under, in the fixed order in which counters are locked and checked. */
export const SCOPES = ['operator-month', 'operator-day', 'tenant-month', 'tenant-day', 'member-day'] as const;
export type ScopeName = (typeof SCOPES)[number];

/** Names one counter of the ledger, and the limit over it. */
export interface ScopeLimit {
  readonly scope: ScopeName;
  /** Whose counter it is: `operator`, a tenant, or a member within a tenant. */
  readonly subject: string;
  /** The calendar period, `2026-11` or `2026-11-23`. */
  readonly period: string;
  /** `null`: counted, never refused. */
  readonly limit: MicroDollars | null;
  /** When the period ends. */
  readonly resetsAtMs: number;
  /** The IANA name of the time zone it ends in; reset times are shown in this zone. */
  readonly zone: string;
  /** Who can raise the limit: an owner of the bot, or an admin of the tenant. */
  readonly raisedBy: 'owner' | 'admin';
}

/** How full one scope is. */
export interface ScopeTotals extends ScopeLimit {
  readonly held: MicroDollars;
  readonly spent: MicroDollars;
  /** How much jobs cost beyond what was reserved for them; part of `spent`. */
  readonly overshoot: MicroDollars;
  /** How far an earlier period went over its limit; counts like `spent` but is not part of it. */
  readonly debt: MicroDollars;
}

/**
 * Returns what keeps a tenant's links from starting; zero for nothing. What the links of its day cost beyond
 * their reservations counts until the day ends, and what exceeded a limit as long as it is carried over. The bot
 * owner's counters are not the tenant's fault.
 */
export function linkDebtOf({
  scope,
  overshoot,
  debt,
}: Pick<ScopeTotals, 'scope'> & Readonly<Record<'overshoot' | 'debt', number>>): MicroDollars {
  if (scope === 'operator-month' || scope === 'operator-day') return microDollarsOf(0);
  return microDollarsOf(debt + (scope === 'tenant-day' ? overshoot : 0));
}

/** Finds the first counter with a {@link linkDebtOf}. */
export function linkDebtIn<Totals extends Parameters<typeof linkDebtOf>[0]>(
  totals: readonly Totals[],
): Totals | undefined {
  return totals.find((one) => linkDebtOf(one) > 0);
}

/** Adds up what counts against a limit: reserved, spent and carried over. */
export function usedOf({
  held,
  spent,
  debt,
}: Readonly<Record<'held' | 'spent' | 'debt', number>>): MicroDollars {
  return microDollarsOf(held + spent + debt);
}

/** Returns what is left of a limit, never below zero; `undefined` if there is no limit. */
export function remainingOf(totals: ScopeTotals): MicroDollars | undefined {
  const { limit } = totals;
  return limit === null ? undefined : microDollarsOf(Math.max(0, limit - usedOf(totals)));
}

/** Returns the refusal of a sum that a limit has no room for. */
export function limitReached(
  { scope, resetsAtMs, zone, raisedBy }: ScopeLimit,
  limit: MicroDollars,
  used: MicroDollars,
  needed: MicroDollars,
): BotError {
  return new BotError('limit-reached', `The limit ${scope} has too little left`, {
    facts: { scope, limit, left: Math.max(0, limit - used), used, needed, resetsAtMs, zone, raisedBy },
  });
}

/** An existing limit and what is left of it. */
export interface Tightest extends ScopeTotals {
  readonly limit: MicroDollars;
  readonly left: MicroDollars;
}

/** Finds the limit with the least left; `undefined` if there is no limit at all. */
export function tightest(totals: readonly ScopeTotals[]): Tightest | undefined {
  const [first] = totals
    .flatMap((one) => {
      const left = remainingOf(one);
      return one.limit === null || left === undefined ? [] : [{ ...one, limit: one.limit, left }];
    })
    .toSorted((a, b) => a.left - b.left);
  return first;
}
