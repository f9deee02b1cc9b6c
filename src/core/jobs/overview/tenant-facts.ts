import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import type { ScopeTotals } from '../../model/money/counter.ts';
import type { MoneyLimits, TenantRules } from '../../model/money/spending-rules.ts';
import type { JobOverview } from '../../ports/overview/job-overview.ts';
import type { Records } from '../../ports/store.ts';
import { operatorScopes, scopesFor } from '../../wallet/limits/limits.ts';

/** What bot owners see of one tenant. */
export interface TenantFacts {
  readonly tenant: string;
  /** What it spent and has reserved this month and today, and under which limits. Empty if its rules can't be read. */
  readonly totals: readonly ScopeTotals[];
  /** What owners grant it and what its admins set; absent if the rules can't be read. */
  readonly rules?: Pick<TenantRules, 'allowance' | 'limits'>;
  /** The end of its own AudioPod key; absent while it spends on the bot owner's. */
  readonly ownKey?: string;
}

/** Reads tenants page by page, and the spending of all together. */
export interface TenantOverview {
  /** Lists up to `limit` tenants in the order of their ids, after the named one. */
  page(after: string, limit: number): Promise<readonly TenantFacts[]>;
  /** Returns what was spent on the bot owner's key this month and today, and under which caps. */
  owner(): Promise<readonly ScopeTotals[]>;
}

/** Creates a {@link TenantOverview} over rules and ledger. */
export function createTenantOverview(parts: {
  readonly overview: Pick<JobOverview, 'tenants'>;
  readonly records: Pick<Records, 'rules' | 'ledger'>;
  readonly limits: MoneyLimits;
  readonly clock: Pick<Clock, 'now'>;
}): TenantOverview {
  const { overview, records, limits, clock } = parts;

  const factsOf = async (tenant: string): Promise<TenantFacts> => {
    try {
      const { tenant: rules, operator } = await records.rules.both(tenant);
      const { allowance, limits: set, key } = rules;
      // Only limits of the tenant as a whole, so any member will do.
      const scopes = scopesFor({ tenant, member: '' }, limits, clock.now(), {
        tenant: rules,
        operator,
        keyId: key?.id,
      });
      const own = scopes.filter(({ scope }) => scope === 'tenant-month' || scope === 'tenant-day');
      return {
        tenant,
        totals: await records.ledger.totals(own),
        rules: { allowance, limits: set },
        ...(key && { ownKey: key.lastFour }),
      };
    } catch (error) {
      // One whose rules can't be read must not hide the others. Without a database none can be read.
      if (!(error instanceof BotError)) throw error;
      return { tenant, totals: [] };
    }
  };

  return {
    async page(after, limit) {
      return Promise.all((await overview.tenants(after, limit)).map(factsOf));
    },
    owner: async () =>
      records.ledger.totals(operatorScopes(limits, clock.now(), await records.rules.operator())),
  };
}
