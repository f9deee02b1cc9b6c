import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUsd, microDollarsOf } from '../../../../src/core/model/money/money.ts';

test('an amount is shown exactly, with two decimals or as many as it has', () => {
  const cases: readonly [number, string][] = [
    [0, '$0.00'],
    [100_000, '$0.10'],
    [12_000_000, '$12.00'],
    [-50_000, '-$0.05'],
    [176_000, '$0.176'],
    [12_500, '$0.0125'],
    [1, '$0.000001'],
  ];
  for (const [amount, shown] of cases) assert.equal(formatUsd(microDollarsOf(amount)), shown);
});
