import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCOPES } from '../../../../src/core/model/money/counter.ts';
import { fromDollars, type MicroDollars, ZERO } from '../../../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../../../src/core/model/money/spending-rules.ts';
import {
  FIRST_OPERATOR_RULES,
  FIRST_TENANT_RULES,
  type OptionalLimit,
} from '../../../../src/core/model/money/spending-rules.ts';
import { limitsUnder, scopesFor } from '../../../../src/core/wallet/limits/limits.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const PAYER = { tenant: 'test:server', member: 'test:ada' };
const LIMITS: MoneyLimits = {
  operatorMonthly: fromDollars(50),
  operatorDaily: fromDollars(5),
  tenantMonthly: fromDollars(10),
  tenantDaily: fromDollars(3),
  memberDaily: fromDollars(1),
  perJob: fromDollars(2),
  perLink: fromDollars(0.5),
  links: true,
  personalMonthly: ZERO,
};

test('a job has to fit under every limit, in the order the ledger takes them', () => {
  const scopes = scopesFor(PAYER, LIMITS, NOW_MS);
  const december = Date.UTC(2026, 11, 1);
  const tomorrow = Date.UTC(2026, 10, 24);
  assert.deepEqual(
    scopes.map(({ scope, subject, period, limit, resetsAtMs }) => [
      scope,
      subject,
      period,
      limit,
      resetsAtMs,
    ]),
    [
      ['operator-month', 'operator', '2026-11', 50_000_000, december],
      ['operator-day', 'operator', '2026-11-23', 5_000_000, tomorrow],
      ['tenant-month', 'test:server', '2026-11', 10_000_000, december],
      ['tenant-day', 'test:server', '2026-11-23', 3_000_000, tomorrow],
      ['member-day', 'test:server test:ada', '2026-11-23', 1_000_000, tomorrow],
    ],
  );
  assert.deepEqual(
    scopes.map(({ scope }) => scope),
    SCOPES,
  );
});

test('a scope without a limit is counted all the same, and refuses nobody', () => {
  const scopes = scopesFor(PAYER, { ...LIMITS, operatorDaily: null, tenantDaily: null }, NOW_MS);
  assert.deepEqual(
    scopes.map(({ scope, limit }) => [scope, limit]),
    [
      ['operator-month', 50_000_000],
      ['operator-day', null],
      ['tenant-month', 10_000_000],
      ['tenant-day', null],
      ['member-day', 1_000_000],
    ],
  );
});

test('a limit of zero is a limit, not the lack of one', () => {
  const scopes = scopesFor(PAYER, { ...LIMITS, operatorDaily: ZERO, tenantDaily: ZERO }, NOW_MS);
  assert.equal(scopes.find(({ scope }) => scope === 'operator-day')?.limit, 0);
  assert.equal(scopes.find(({ scope }) => scope === 'tenant-day')?.limit, 0);
});

test('one member in two servers has two daily counters', () => {
  const here = scopesFor(PAYER, LIMITS, NOW_MS).at(-1);
  const there = scopesFor({ ...PAYER, tenant: 'test:other' }, LIMITS, NOW_MS).at(-1);
  assert.notEqual(here?.subject, there?.subject);
});

test('a person on their own has the personal allowance, or none', () => {
  const person = { ...PAYER, personal: true };
  assert.throws(() => scopesFor(person, LIMITS, NOW_MS), { code: 'personal-not-funded' });
  const funded = scopesFor(person, { ...LIMITS, personalMonthly: fromDollars(2) }, NOW_MS);
  assert.equal(funded.find(({ scope }) => scope === 'tenant-month')?.limit, 2_000_000);
});

test('of allowance and limit the smaller holds, and the one who set it can raise it', () => {
  const monthOf = (allowance: MicroDollars | 'default', monthly: OptionalLimit) => {
    const tenant = {
      ...FIRST_TENANT_RULES,
      allowance: { monthly: allowance, daily: 'default' },
      limits: { ...FIRST_TENANT_RULES.limits, monthly },
    } as const;
    const month = scopesFor(PAYER, LIMITS, NOW_MS, { tenant }).find(({ scope }) => scope === 'tenant-month');
    return [month?.limit, month?.raisedBy];
  };
  assert.deepEqual(monthOf('default', 'none'), [10_000_000, 'owner']);
  assert.deepEqual(monthOf('default', fromDollars(4)), [4_000_000, 'admin']);
  assert.deepEqual(monthOf('default', fromDollars(400)), [10_000_000, 'owner']);
  assert.deepEqual(monthOf('default', fromDollars(10)), [10_000_000, 'owner']);
  assert.deepEqual(monthOf(fromDollars(20), fromDollars(15)), [15_000_000, 'admin']);
  assert.deepEqual(monthOf(ZERO, 'none'), [0, 'owner']);
  assert.deepEqual(monthOf('default', ZERO), [0, 'admin']);
});

test('daily limits, the limit of a member and of a job follow the rules in the same way', () => {
  const tenant = {
    ...FIRST_TENANT_RULES,
    allowance: { monthly: 'default', daily: 'none' },
    limits: {
      monthly: 'none',
      daily: fromDollars(2),
      memberDaily: 'none',
      perJob: fromDollars(7),
      perLink: 'default',
    },
    confirmAbove: fromDollars(1),
  } as const;
  const { scopes, perJob, confirmAbove } = limitsUnder(PAYER, LIMITS, NOW_MS, { tenant });
  const limitOf = (name: string) => scopes.find(({ scope }) => scope === name)?.limit;
  assert.equal(limitOf('tenant-day'), 2_000_000);
  assert.equal(limitOf('member-day'), null);
  assert.deepEqual([perJob, confirmAbove], [7_000_000, 1_000_000]);
  const unset = limitsUnder(PAYER, LIMITS, NOW_MS, {});
  assert.deepEqual([unset.perJob, unset.confirmAbove], [2_000_000, null]);
});

test('the ceiling is what the owners set, else the environment’s, and can be lifted', () => {
  const ceilingOf = (monthly: MicroDollars | 'default' | 'none') => {
    const operator = { ...FIRST_OPERATOR_RULES, ceiling: { monthly, daily: 'none' } } as const;
    return scopesFor(PAYER, LIMITS, NOW_MS, { operator })
      .slice(0, 2)
      .map(({ limit }) => limit);
  };
  assert.deepEqual(ceilingOf('default'), [50_000_000, null]);
  assert.deepEqual(ceilingOf(fromDollars(3)), [3_000_000, null]);
  assert.deepEqual(ceilingOf('none'), [null, null]);
});

test('under its own key a tenant has neither ceiling nor allowance, and keeps its limits', () => {
  const tenant = {
    ...FIRST_TENANT_RULES,
    limits: { ...FIRST_TENANT_RULES.limits, daily: fromDollars(4) },
  } as const;
  assert.deepEqual(
    scopesFor({ ...PAYER, personal: true }, LIMITS, NOW_MS, { tenant, keyId: 'own' }).map(
      ({ scope, limit, raisedBy }) => [scope, limit, raisedBy],
    ),
    [
      ['tenant-month', null, 'owner'],
      ['tenant-day', 4_000_000, 'admin'],
      ['member-day', 1_000_000, 'admin'],
    ],
  );
});

test('the operator’s days are UTC’s, whatever the tenant’s are', () => {
  const zone = { zone: 'Asia/Tokyo' };
  const tenant = { ...FIRST_TENANT_RULES, zones: { month: zone, day: zone } };
  const lateMs = Date.UTC(2026, 10, 30, 20);
  assert.deepEqual(
    scopesFor(PAYER, LIMITS, lateMs, { tenant }).map(({ period }) => period),
    ['2026-11', '2026-11-30', '2026-12', '2026-12-01', '2026-12-01'],
  );
});
