import { BotError } from '../../model/errors.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { ScopeLimit } from '../../model/money/counter.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import { dayOf, monthOf, type Period } from '../../model/money/periods.ts';
import {
  FIRST_OPERATOR_RULES,
  FIRST_TENANT_RULES,
  type LimitSetting,
  type MoneyLimits,
  type OperatorRules,
  type OptionalLimit,
  type TenantRules,
} from '../../model/money/spending-rules.ts';
import type { Records } from '../../ports/store.ts';

/** Whose money a job spends. An origin is one; `personal` marks a tenant that is a single person. */
export interface Payer extends Pick<Origin, 'tenant' | 'member'> {
  readonly personal?: boolean;
}

/** The rules that limits come from. Nobody has to have set any. */
export interface RulesInForce {
  readonly tenant?: TenantRules;
  readonly operator?: OperatorRules;
  /** The tenant's own AudioPod key that pays: neither ceiling nor allowance then applies. */
  readonly keyId?: string | undefined;
}

/** What one job has to keep to, at one moment. `null` for none. */
export interface LimitsInForce {
  /** In the order in which the ledger refuses. */
  readonly scopes: readonly ScopeLimit[];
  readonly perJob: MicroDollars | null;
  /** The price above which the person who asks must confirm. */
  readonly confirmAbove: MicroDollars | null;
}

/**
 * The limits in force now, for showing them and for quoting. What is spent under them is admitted by `admit`, which
 * reads them once more.
 *
 * @param keyId the tenant's own AudioPod key that pays; left out for the operator's.
 * @throws {BotError} `ledger-unavailable` when the rules cannot be read.
 */
export async function limitsFor(
  { rules }: Pick<Records, 'rules'>,
  payer: Payer,
  keyId: string | undefined,
  defaults: MoneyLimits,
  nowMs: number,
): Promise<LimitsInForce> {
  return limitsUnder(payer, defaults, nowMs, { ...(await rules.both(payer.tenant)), keyId });
}

/** The limits under rules that were read already. */
export function limitsUnder(
  payer: Payer,
  defaults: MoneyLimits,
  nowMs: number,
  rules: RulesInForce,
): LimitsInForce {
  const { limits, confirmAbove } = rules.tenant ?? FIRST_TENANT_RULES;
  return {
    scopes: scopesFor(payer, defaults, nowMs, rules),
    perJob: amountOf(limits.perJob, defaults.perJob),
    confirmAbove: amountOf(confirmAbove, null),
  };
}

/**
 * The limits that one job has to fit under, in the order in which the ledger refuses. A scope without a limit is there
 * too: what is spent is counted all the same, for the day on which somebody sets one. Periods are calendar months and
 * days, the operator's in UTC and the tenant's in its own time zone. What a tenant spends is counted in one place,
 * whichever key pays, so that connecting a key or giving it up is no way around its limits.
 *
 * @throws {BotError} `personal-not-funded` for a person on their own where nothing is set aside for them.
 */
export function scopesFor(
  payer: Payer,
  defaults: MoneyLimits,
  nowMs: number,
  rules: RulesInForce = {},
): readonly ScopeLimit[] {
  const { tenant = FIRST_TENANT_RULES, operator, keyId } = rules;
  const { allowance, limits, zones } = tenant;
  const isOperators = keyId === undefined;
  const { personal = false } = payer;
  const monthly = amountOf(allowance.monthly, personal ? defaults.personalMonthly : defaults.tenantMonthly);
  if (isOperators && personal && monthly !== null && monthly <= 0) {
    throw new BotError('personal-not-funded', 'There is no allowance for people on their own');
  }
  const perMonth = periodOf(monthOf(nowMs, zones.month));
  const perDay = periodOf(dayOf(nowMs, zones.day));
  return [
    ...(isOperators ? operatorScopes(defaults, nowMs, operator) : []),
    {
      scope: 'tenant-month',
      subject: payer.tenant,
      ...smaller(isOperators ? monthly : null, limits.monthly),
      ...perMonth,
    },
    {
      scope: 'tenant-day',
      subject: payer.tenant,
      ...smaller(isOperators ? amountOf(allowance.daily, defaults.tenantDaily) : null, limits.daily),
      ...perDay,
    },
    {
      scope: 'member-day',
      subject: `${payer.tenant} ${payer.member}`,
      limit: amountOf(limits.memberDaily, defaults.memberDaily),
      raisedBy: 'admin',
      ...perDay,
    },
  ];
}

/** The ceiling over everything on the operator's key, as it is counted now. */
export function operatorScopes(
  defaults: MoneyLimits,
  nowMs: number,
  { ceiling }: OperatorRules = FIRST_OPERATOR_RULES,
): readonly ScopeLimit[] {
  const shared = { subject: 'operator', raisedBy: 'owner' } as const;
  return [
    {
      scope: 'operator-month',
      ...shared,
      limit: amountOf(ceiling.monthly, defaults.operatorMonthly),
      ...periodOf(monthOf(nowMs)),
    },
    {
      scope: 'operator-day',
      ...shared,
      limit: amountOf(ceiling.daily, defaults.operatorDaily),
      ...periodOf(dayOf(nowMs)),
    },
  ];
}

/** What a setting comes to; `null` for no limit. */
export function amountOf(setting: LimitSetting, standard: MicroDollars | null): MicroDollars | null {
  if (setting === 'none') return null;
  return setting === 'default' ? standard : setting;
}

/** The smaller of what owners allow and what admins do. Where both are the same, raising the admins' alone is no use. */
function smaller(
  allowance: MicroDollars | null,
  setting: OptionalLimit,
): Pick<ScopeLimit, 'limit' | 'raisedBy'> {
  const limit = amountOf(setting, null);
  if (limit === null || (allowance !== null && allowance <= limit)) {
    return { limit: allowance, raisedBy: 'owner' };
  }
  return { limit, raisedBy: 'admin' };
}

function periodOf({ name, endsAtMs, zone }: Period): Pick<ScopeLimit, 'period' | 'resetsAtMs' | 'zone'> {
  return { period: name, resetsAtMs: endsAtMs, zone };
}
