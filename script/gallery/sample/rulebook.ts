import {
  type Changed,
  FIRST_OPERATOR_RULES,
  type OperatorRules,
  type RuleChange,
  type RuleStore,
  type TenantRules,
} from '../../../src/core/model/money/spending-rules.ts';
import { sampleRules } from './money.ts';
import { JOB_ID, NOW_MS, OTHERS, originIn, type PlatformName } from './origin.ts';
import type { Scene } from './services.ts';

/** Rules in memory, and changes of every kind. */
export function sampleRulebook(platform: PlatformName, scene: Scene): RuleStore {
  const { rules: set = (rules: TenantRules) => rules, operator: first = FIRST_OPERATOR_RULES } = scene;
  let tenant = set(sampleRules(platform));
  let operator: OperatorRules = first;
  return {
    tenant: async () => tenant,
    operator: async () => operator,
    both: async () => ({ tenant, operator }),
    async changeTenant(_tenant, _by, change): Promise<Changed<TenantRules>> {
      const before = tenant;
      tenant = change(before);
      return { before, after: tenant };
    },
    async changeOperator(_by, change): Promise<Changed<OperatorRules>> {
      const before = operator;
      operator = change(before);
      return { before, after: operator };
    },
    async forgetTenant() {
      return tenant;
    },
    note: async () => {},
    changes: async (subject) =>
      (subject === 'operator' ? OPERATOR_CHANGES : TENANT_CHANGES).map(by(platform)),
    tenants: async () => [],
  };
}

type Change = Pick<RuleChange, 'what' | 'before' | 'after'>;

const OPERATOR_CHANGES: readonly Change[] = [
  { what: 'paused', before: 'false', after: 'true' },
  { what: 'ceiling.monthly', before: '"default"', after: '50000000' },
  { what: 'ceiling.daily', before: '"none"', after: '5000000' },
];

const TENANT_CHANGES: readonly Change[] = [
  { what: 'limits.monthly', before: '"none"', after: '8000000' },
  { what: 'limits.daily', before: '"none"', after: '2000000' },
  { what: 'limits.memberDaily', before: '"default"', after: '500000' },
  { what: 'limits.perJob', before: '"default"', after: '"none"' },
  { what: 'limits.perLink', before: '"default"', after: '250000' },
  { what: 'links', before: 'true', after: 'false' },
  { what: 'confirmAbove', before: '"none"', after: '500000' },
  { what: 'allowance.monthly', before: '"default"', after: '10000000' },
  { what: 'allowance.daily', before: '"none"', after: '4000000' },
  { what: 'allowed.music', before: 'null', after: '[]' },
  { what: 'allowed.wallet', before: 'null', after: '[{"kind":"member","id":"@other"}]' },
  { what: 'zones.month.zone', before: '"UTC"', after: '"Asia/Shanghai"' },
  { what: 'zones.month.next.zone', before: 'null', after: '"Europe/Berlin"' },
  { what: 'key.lastFour', before: 'null', after: '"9f3c"' },
  { what: 'warnAt.channel', before: 'null', after: '"C1"' },
  { what: `forgiven.${JOB_ID}`, before: '120000', after: 'null' },
];

function by(platform: PlatformName): (change: Change, index: number) => RuleChange {
  const people = [originIn(platform, 'en').member, OTHERS[platform]];
  return (change, index) => ({
    ...change,
    after: change.after.replace('@other', OTHERS[platform]),
    atMs: NOW_MS - index * 7_200_000,
    member: people[index % 2] ?? '',
  });
}
