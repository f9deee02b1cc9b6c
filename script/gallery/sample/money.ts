import type { ScopeTotals } from '../../../src/core/model/money/counter.ts';
import { ceilToCent, fromDollars, microDollarsOf, ZERO } from '../../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../../src/core/model/money/spending-rules.ts';
import {
  type Allowed,
  type OperatorRules,
  type TenantRules,
  UTC,
} from '../../../src/core/model/money/spending-rules.ts';
import type { UsageRow } from '../../../src/core/model/money/usage.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import { type LimitsInForce, limitsUnder } from '../../../src/core/wallet/limits/limits.ts';
import { NOW_MS, OTHERS, originIn, type PlatformName } from './origin.ts';

/** The default limits. */
export const DEFAULT_LIMITS: MoneyLimits = {
  operatorMonthly: fromDollars(50),
  operatorDaily: null,
  tenantMonthly: fromDollars(10),
  tenantDaily: null,
  memberDaily: fromDollars(2),
  perJob: fromDollars(1),
  perLink: fromDollars(0.5),
  links: true,
  personalMonthly: ZERO,
};

/** Rules with every setting changed. */
export function sampleRules(platform: PlatformName): TenantRules {
  const next = { zone: 'Europe/Berlin', fromMs: NOW_MS + 8 * 3_600_000 };
  return {
    allowance: { monthly: 'default', daily: fromDollars(4) },
    limits: {
      monthly: fromDollars(8),
      daily: fromDollars(2),
      memberDaily: fromDollars(0.5),
      perJob: 'default',
      perLink: fromDollars(0.25),
    },
    links: false,
    confirmAbove: fromDollars(0.5),
    allowed: {
      music: [{ kind: 'member', id: OTHERS[platform] }, ...rolesOn(platform)],
      voice: [],
      wallet: [{ kind: 'member', id: OTHERS[platform] }],
    },
    zones: { month: { ...UTC, next }, day: { zone: 'Asia/Shanghai' } },
  };
}

/** Returns allowed roles; only Discord has roles. */
function rolesOn(platform: PlatformName): readonly Allowed[] {
  return platform === 'discord' ? [{ kind: 'role', id: '300300300300300300' }] : [];
}

/** Returns the usage of every limit. Shares differ, and the monthly limit has a carried-over excess. */
export function sampleTotals(
  platform: PlatformName,
  tenant: TenantRules,
  operator: OperatorRules,
): readonly ScopeTotals[] {
  return limitsOf(platform, tenant, operator)
    .scopes.filter(({ limit }) => limit !== null)
    .map((scope, index) => ({
      ...scope,
      spent: ceilToCent((scope.limit ?? 0) * (0.15 + 0.17 * index)),
      held: fromDollars(0.12),
      overshoot: ZERO,
      debt: scope.scope === 'tenant-month' ? fromDollars(0.25) : ZERO,
    }));
}

/** Returns the limits of a caller on a platform. */
export function limitsOf(
  platform: PlatformName,
  tenant: TenantRules,
  operator: OperatorRules,
): LimitsInForce {
  return limitsUnder(originIn(platform, 'en'), DEFAULT_LIMITS, NOW_MS, {
    tenant,
    operator,
    keyId: tenant.key?.id,
  });
}

/** Returns the spending in these days, on every service and by two people. */
export function sampleUsage(platform: PlatformName, days: readonly string[]): readonly UsageRow[] {
  const people = [originIn(platform, 'en').member, OTHERS[platform]];
  return days.flatMap((day, at) =>
    ['', ...SERVICES].flatMap((service, index) =>
      (at * 7 + index * 3) % 4 === 0
        ? [
            {
              day,
              service,
              member: people[(at + index) % 2] ?? '',
              jobs: 1 + ((at + index) % 3),
              spent: microDollarsOf(10_000 * (2 + ((at * 5 + index * 11) % 17))),
              held: at === days.length - 1 && service === 'stems' ? fromDollars(0.12) : ZERO,
              overshoot: service === 'speech' && at % 9 === 0 ? fromDollars(0.01) : ZERO,
            },
          ]
        : [],
    ),
  );
}
