import type { Failure } from '../errors.ts';
import { SCOPES, type ScopeName } from './counter.ts';
import { ceilToCent, inDollars } from './money.ts';

/** The options of `/wallet set-limit` that lift a refusal. */
export const RAISED_OPTIONS = ['monthly', 'daily', 'per_user_daily', 'per_job', 'links'] as const;
export type RaisedOption = (typeof RAISED_OPTIONS)[number];

/** The change that lifts a refusal by a limit: a subcommand of `/wallet`, its option, and the least value. */
export interface Raise {
  /** Admins use `set-limit`, the bot owner the others. */
  readonly subcommand: 'set-limit' | 'grant' | 'ceiling';
  readonly option: RaisedOption;
  /** As typed: dollars such as `1.30`, or `on`. */
  readonly value: string;
}

/**
 * Returns what lifts a refusal; `undefined` for failures of another kind, and for what no command changes. The
 * value is the least that admits the same job as things stood when it was refused.
 */
export function raiseOf({ code, facts }: Failure): Raise | undefined {
  const { needed, limit, left, raisedBy, scope } = facts;
  const isAdmins = raisedBy === 'admin' || scope === 'member-day';
  if (code === 'links-off') {
    return isAdmins ? { subcommand: 'set-limit', option: 'links', value: 'on' } : undefined;
  }
  if (typeof needed !== 'number') return undefined;
  if (code === 'job-limit' || code === 'links-over-job-limit') {
    return { subcommand: 'set-limit', option: 'per_job', value: dollars(needed) };
  }
  if (code !== 'limit-reached' || typeof limit !== 'number' || !isScope(scope)) return undefined;
  // Older refusals tell what was left instead, which is no less than zero.
  const used = facts['used'] ?? limit - Number(left);
  if (typeof used !== 'number') return undefined;
  const value = dollars(used + needed);
  const option = OPTION_OF[scope];
  if (scope === 'operator-month' || scope === 'operator-day') return { subcommand: 'ceiling', option, value };
  return { subcommand: isAdmins ? 'set-limit' : 'grant', option, value };
}

/** Returns the change as a line to type. */
export function raiseLine({ subcommand, option, value }: Raise): string {
  return `/wallet ${subcommand} ${option}:${value}`;
}

const OPTION_OF: Readonly<Record<ScopeName, RaisedOption>> = {
  'operator-month': 'monthly',
  'operator-day': 'daily',
  'tenant-month': 'monthly',
  'tenant-day': 'daily',
  'member-day': 'per_user_daily',
};

function isScope(fact: unknown): fact is ScopeName {
  return SCOPES.some((scope) => scope === fact);
}

function dollars(amount: number): string {
  return inDollars(ceilToCent(amount)).toFixed(2);
}
