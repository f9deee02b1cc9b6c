import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { BotError } from '../../../../src/core/model/errors.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { admitNow } from '../../wallet/admit-now.ts';
import type { StorePair } from '../harness.ts';
import { readCounterRows } from './books.ts';
import { SMALL_LIMITS } from './model.ts';

/** Many tenants, each with room of its own, under one ceiling. */
export function describeCeiling(pair: () => StorePair): void {
  test('a hundred tenants at once cannot pass the operator’s ceiling', async () => {
    const { one, other } = pair();
    const nowMs = Date.UTC(2090, 1, 1);
    await one.rules.changeOperator({ member: 'test', nowMs }, () => ({
      ceiling: { monthly: microDollarsOf(370), daily: 'none' },
      paused: false,
    }));
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const store = index % 2 === 0 ? one : other;
        const order = {
          id: randomUUID(),
          jobId: 'crowd',
          payer: { tenant: `test:crowd ${index}`, member: 'test:member' },
          service: 'stems',
          amount: microDollarsOf(10),
          nowMs,
        } as const;
        for (;;) {
          try {
            return await store.transaction((records) => admitNow(records, order, SMALL_LIMITS));
          } catch (error) {
            assert.ok(error instanceof BotError);
            const { scope, left, raisedBy } = error.facts;
            // On a busy machine the crowd can be too much for the database's patience. That refuses nothing for good.
            if (error.code !== 'ledger-unavailable') return [error.code, scope, left, raisedBy].join(' ');
          }
        }
      }),
    );
    assert.equal(outcomes.filter((one) => one === 10).length, 37);
    assert.equal(outcomes.filter((one) => one === 'limit-reached operator-month 0 owner').length, 63);
    const month = (await readCounterRows(pair())).find(
      ({ scope, period }) => scope === 'operator-month' && period === '2090-02',
    );
    assert.deepEqual([month?.held, month?.spent], [370, 0]);
  });
}
