import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { bar } from '../../../src/commands/wallet/bar.ts';
import type { ScopeTotals } from '../../../src/core/model/money/counter.ts';
import { microDollarsOf, ZERO } from '../../../src/core/model/money/money.ts';

function totals(limit: number | null, spent: number, held = 0, debt = 0): ScopeTotals {
  return {
    scope: 'tenant-month',
    subject: 't',
    period: '2026-11',
    resetsAtMs: 0,
    zone: 'UTC',
    raisedBy: 'admin',
    limit: limit === null ? null : microDollarsOf(limit),
    spent: microDollarsOf(spent),
    held: microDollarsOf(held),
    debt: microDollarsOf(debt),
    overshoot: ZERO,
  };
}

it('a bar shows what is spent, reserved and left in ten signs of one width', () => {
  assert.equal(bar(totals(100, 30, 10)), '███▒░░░░░░');
  assert.equal(bar(totals(100, 10, 0, 20)), '███░░░░░░░', 'debt counts like what is spent');
  assert.equal(bar(totals(100, 0)), '░░░░░░░░░░');
  assert.equal(bar(totals(100, 120)), '██████████');
  assert.equal(bar(totals(100, 100, 1)), '█████████▒', 'what is reserved shows too');
  assert.equal(bar(totals(0, 0)), '░░░░░░░░░░');
  assert.equal(bar(totals(null, 5)), '');
});

it('a bar never hides what is not nothing, and looks full only when nothing is left', () => {
  const amount = fc.nat(10_000_000);
  fc.assert(
    fc.property(
      amount,
      amount,
      amount,
      fc.integer({ min: 1, max: 10_000_000 }),
      (spent, held, debt, limit) => {
        const shown = bar(totals(limit, spent, held, debt));
        assert.equal(shown.length, 10);
        assert.match(shown, /^█*▒*░*$/);
        assert.equal(shown.includes('░'), spent + held + debt < limit, shown);
        assert.equal(shown.startsWith('░'), spent + held + debt === 0, shown);
      },
    ),
  );
});
