import { withZone } from './periods.ts';
import { FIRST_TENANT_RULES, type TenantRules, UTC } from './spending-rules.ts';

/**
 * Returns what remains of a tenant's rules once they are forgotten. The budget is the bot owners' decision, so no admin
 * can shed it. A period that has begun keeps its time zone: in another one it may have another name, and then what was
 * spent in it would no longer count.
 */
export function remainingRules({ allowance, zones }: TenantRules, nowMs: number): TenantRules {
  return withZone({ ...FIRST_TENANT_RULES, allowance, zones }, UTC.zone, nowMs);
}
