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

/** The tenant and member whose money a job spends. `personal` marks a tenant that is a single person. */
export interface Payer extends Pick<Origin, 'tenant' | 'member'> {
  readonly personal?: boolean;
}

/** The rules that limits come from. Any of them may be unset. */
export interface RulesInForce {
  readonly tenant?: TenantRules;
  readonly operator?: OperatorRules;
  /** The tenant's own AudioPod key that pays: then neither the spending cap nor the budget applies. */
  readonly keyId?: string | undefined;
}

/** The limits that apply to one job at one moment. `null` for none. */
export interface LimitsInForce {
  /** In the order in which the ledger refuses. */
  readonly scopes: readonly ScopeLimit[];
  readonly perJob: MicroDollars | null;
  /** What each link reserves. */
  readonly perLink: MicroDollars | null;
  /** Who turned links off; absent while they are allowed. */
  readonly linksOffBy?: 'owner' | 'admin';
  /** The price above which the caller must confirm. */
  readonly confirmAbove: MicroDollars | null;
}

/**
 * Returns the limits in effect now, for display and quotes. `admit` reads them again before it reserves
 * money.
 *
 * @param keyId the tenant's own AudioPod key that pays; omitted for the bot owner's.
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

/** Returns the limits under rules that have been read already. */
export function limitsUnder(
  payer: Payer,
  defaults: MoneyLimits,
  nowMs: number,
  rules: RulesInForce,
): LimitsInForce {
  const { limits, links, confirmAbove } = rules.tenant ?? FIRST_TENANT_RULES;
  const perLink = amountOf(limits.perLink, defaults.perLink);
  // What the bot owner turned off, no admin can turn on. A sum of zero forbids links as well.
  const isOff = !links || (perLink !== null && perLink <= 0);
  const linksOffBy = defaults.links ? (isOff ? 'admin' : undefined) : 'owner';
  return {
    scopes: scopesFor(payer, defaults, nowMs, rules),
    perJob: amountOf(limits.perJob, defaults.perJob),
    perLink,
    ...(linksOffBy === undefined ? {} : { linksOffBy }),
    confirmAbove: amountOf(confirmAbove, null),
  };
}

/**
 * Returns the limits that one job must fit under, in the order in which the ledger refuses. Scopes without a
 * limit are included: spending is counted in case a limit is set later. Periods are calendar months and days,
 * the bot owner's in UTC and the tenant's in its own time zone. A tenant's spending counts toward the same
 * scopes whichever key pays, so that connecting or disconnecting a key cannot evade its limits.
 *
 * @throws {BotError} `personal-not-funded` for a single person without a budget.
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
    throw new BotError('personal-not-funded', 'There is no budget for jobs outside servers');
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

/** Returns the spending cap on the bot owner's key, for the current periods. */
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

/** Returns the amount of a setting; `null` for no limit. */
export function amountOf(setting: LimitSetting, standard: MicroDollars | null): MicroDollars | null {
  if (setting === 'none') return null;
  return setting === 'default' ? standard : setting;
}

/** Returns the smaller of budget and admins' limit. If both are equal, only the bot owner can raise it. */
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
