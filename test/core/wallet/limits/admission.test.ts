import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { BotError, toFailure } from '../../../../src/core/model/errors.ts';
import { fromDollars, microDollarsOf, ZERO } from '../../../../src/core/model/money/money.ts';
import { raiseOf } from '../../../../src/core/model/money/raise.ts';
import {
  type OperatorRules,
  type TenantRules,
  UTC,
} from '../../../../src/core/model/money/spending-rules.ts';
import type { Records, Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { explainFailure } from '../../../../src/core/text/explain-failure.ts';
import { type AdmissionOrder, requireAnyBudget } from '../../../../src/core/wallet/limits/admission.ts';
import { limitsFor } from '../../../../src/core/wallet/limits/limits.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { WIDE_LIMITS } from '../../../fakes/world.ts';
import { admitNow } from '../admit-now.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const PAYER = { tenant: 'test:server', member: 'test:ada' };
const BY = { member: 'test:admin', nowMs: NOW_MS };

async function withStore(body: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ url: 'sqlite://:memory:', clock: createVirtualClock() });
  try {
    await body(store);
  } finally {
    await store.close();
  }
}

/** What a test wants, and on whose key. */
type Wanted = Partial<AdmissionOrder> & { readonly keyId?: string };

function orderOf(change: Wanted = {}): AdmissionOrder & { readonly keyId?: string } {
  const id = randomUUID();
  const amount = fromDollars(1);
  return { id, jobId: `job of ${id}`, payer: PAYER, service: 'stems', amount, nowMs: NOW_MS, ...change };
}

const spend = (store: Store, change: Wanted = {}) =>
  store.transaction((records) => admitNow(records, orderOf(change), WIDE_LIMITS));
const setRules = (store: Store, change: (rules: TenantRules) => TenantRules) =>
  store.rules.changeTenant(PAYER.tenant, BY, change);
const setOperator = (store: Store, change: Partial<OperatorRules>) =>
  store.rules.changeOperator(BY, (rules) => ({ ...rules, ...change }));

async function totalsOf(store: Store) {
  const { scopes } = await limitsFor(store, PAYER, undefined, WIDE_LIMITS, NOW_MS);
  return store.ledger.totals(scopes);
}

test('what is admitted is held under every scope, and nothing else is', async () => {
  await withStore(async (store) => {
    assert.equal(await spend(store, { amount: fromDollars(1.25) }), 1_250_000);
    const held = (await totalsOf(store)).map((total) => total.held);
    assert.deepEqual(held, Array(5).fill(1_250_000));
  });
});

test('while spending is paused nobody spends, not on an own key either, and afterwards everybody may again', async () => {
  await withStore(async (store) => {
    await setOperator(store, { paused: true });
    await assert.rejects(spend(store), { code: 'spending-paused' });
    await assert.rejects(spend(store, { keyId: 'own' }), { code: 'spending-paused' });
    await setOperator(store, { paused: false });
    await spend(store);
  });
});

test('a refusal names the limit, its number, what is left, when it ends and who can raise it', async () => {
  await withStore(async (store) => {
    await spend(store, { amount: fromDollars(2) });
    await setRules(store, (rules) => ({ ...rules, limits: { ...rules.limits, daily: fromDollars(2.5) } }));
    await assert.rejects(spend(store), {
      code: 'limit-reached',
      facts: {
        scope: 'tenant-day',
        limit: 2_500_000,
        left: 500_000,
        used: 2_000_000,
        needed: 1_000_000,
        resetsAtMs: Date.UTC(2026, 10, 24),
        zone: 'UTC',
        raisedBy: 'admin',
      },
    });
  });
});

test('a refusal says when a limit resets in the time zone that it is counted in', async () => {
  await withStore(async (store) => {
    await setRules(store, (rules) => ({
      ...rules,
      limits: { ...rules.limits, daily: ZERO },
      zones: { month: UTC, day: { zone: 'Asia/Shanghai' } },
    }));
    await assert.rejects(spend(store), (error) => {
      const failure = toFailure(error);
      assert.match(explainFailure('en', failure), /resets on Nov 24, 00:00 \(Asia\/Shanghai\), /);
      assert.match(explainFailure('zh-CN', failure), /11月24日 00:00（Asia\/Shanghai）重置/);
      return true;
    });
    await setOperator(store, { ceiling: { monthly: ZERO, daily: 'none' } });
    await assert.rejects(spend(store), (error) => {
      assert.match(explainFailure('en', toFailure(error)), /resets on Dec 1, 00:00 \(UTC\), /);
      return true;
    });
  });
});

test('what was spent before a limit was set counts against it', async () => {
  await withStore(async (store) => {
    await spend(store, { amount: fromDollars(2) });
    await setRules(store, (rules) => ({ ...rules, limits: { ...rules.limits, daily: fromDollars(2) } }));
    await assert.rejects(spend(store, { amount: microDollarsOf(1) }), { code: 'limit-reached' });
  });
});

test('one job may cost its limit and not a micro-dollar more', async () => {
  await withStore(async (store) => {
    await spend(store, { amount: WIDE_LIMITS.perJob });
    await assert.rejects(spend(store, { amount: microDollarsOf(2_000_001) }), {
      code: 'job-limit',
      facts: { needed: 2_000_001, limit: 2_000_000, raisedBy: 'admin' },
    });
    await setRules(store, (rules) => ({ ...rules, limits: { ...rules.limits, perJob: 'none' } }));
    await spend(store, { amount: fromDollars(3) });
  });
});

test('a job of unknown cost gets what one job may cost, or all that is left, or nothing', async () => {
  await withStore(async (store) => {
    const unknown = { amount: { upTo: null, least: fromDollars(0.01) } };
    assert.equal(await spend(store, unknown), 2_000_000);
    assert.equal(await spend(store, { amount: { upTo: fromDollars(1.2), least: ZERO } }), 1_200_000);
    await spend(store, { amount: fromDollars(1) });
    assert.equal(await spend(store, unknown), 800_000);
    await assert.rejects(spend(store, unknown), (error) => {
      assert.ok(error instanceof BotError && error.code === 'limit-reached');
      const { scope, left, needed } = error.facts;
      assert.deepEqual([scope, left, needed], ['member-day', 0, 10_000]);
      return true;
    });
    await setRules(store, (rules) => ({ ...rules, limits: { ...rules.limits, perJob: ZERO } }));
    await assert.rejects(spend(store, unknown), { code: 'job-limit' });
  });
});

test('where nothing at all bounds a job of unknown cost, the least is reserved for it', async () => {
  await withStore(async (store) => {
    await setRules(store, (rules) => ({
      ...rules,
      limits: { monthly: 'none', daily: 'none', memberDaily: 'none', perJob: 'none', perLink: 'default' },
    }));
    assert.equal(
      await spend(store, { keyId: 'own', amount: { upTo: null, least: fromDollars(0.01) } }),
      10_000,
    );
  });
});

test('a tenant’s own key leaves the operator’s counters alone', async () => {
  await withStore(async (store) => {
    await spend(store, { keyId: 'own' });
    assert.deepEqual(
      (await totalsOf(store)).map(({ scope, held }) => [scope, held]),
      [
        ['operator-month', 0],
        ['operator-day', 0],
        ['tenant-month', 1_000_000],
        ['tenant-day', 1_000_000],
        ['member-day', 1_000_000],
      ],
    );
  });
});

test('a person on their own is refused unless there is a budget for them, or they pay themselves', async () => {
  await withStore(async (store) => {
    const payer = { ...PAYER, personal: true };
    await assert.rejects(spend(store, { payer }), { code: 'personal-not-funded' });
    await spend(store, { payer, keyId: 'own' });
    await setRules(store, (rules) => ({
      ...rules,
      allowance: { monthly: fromDollars(3), daily: 'default' },
    }));
    await spend(store, { payer });
  });
});

test('an admin cannot pass the allowance by any sequence of limits and time zones', async () => {
  await withStore(async (store) => {
    const zones = ['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC'];
    let admitted = 0;
    for (const [index, zone] of [...zones, ...zones, ...zones].entries()) {
      const limit = index % 2 === 0 ? 'none' : fromDollars(1_000);
      await setRules(store, (rules) => ({
        ...rules,
        limits: { monthly: limit, daily: limit, memberDaily: 'none', perJob: 'none', perLink: 'default' },
        zones: { month: { zone }, day: { zone } },
      }));
      for (let times = 0; times < 3; times += 1) {
        const outcome = await spend(store, { amount: fromDollars(1.5) }).then(
          () => 1,
          (error: unknown) => {
            assert.ok(error instanceof BotError && error.code === 'limit-reached');
            assert.equal(error.facts['raisedBy'], 'owner');
            return 0;
          },
        );
        admitted += outcome;
      }
    }
    assert.equal(admitted, 6);
  });
});

test('when rules or counters cannot be read, nothing is admitted and nothing is held', async () => {
  await withStore(async (store) => {
    const down = new BotError('ledger-unavailable', 'The database does not answer');
    const failing = (name: 'rules' | 'ledger', method: string) => (records: Records) => ({
      ...records,
      [name]: new Proxy(records[name], {
        get(target, key): unknown {
          if (key === method) return () => Promise.reject(down);
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
    });
    for (const broken of [failing('rules', 'both'), failing('ledger', 'reserve')]) {
      const attempt = store.transaction((records) => admitNow(broken(records), orderOf(), WIDE_LIMITS));
      await assert.rejects(attempt, { code: 'ledger-unavailable' });
    }
    assert.deepEqual(await store.ledger.open(), []);
  });
});

test('rules that cannot be read refuse everybody they are for, and nobody else', async () => {
  await withStore(async (store) => {
    const zone = { zone: 'Mars/Olympus' };
    await setRules(store, (rules) => ({ ...rules, zones: { month: zone, day: zone } }));
    await assert.rejects(spend(store), { code: 'ledger-unavailable' });
    await spend(store, { payer: { tenant: 'test:other', member: 'test:ada' } });
  });
});

test('a limit that was exceeded refuses any job, and the command it names lets the smallest one in', async () => {
  await withStore(async (store) => {
    const monthly = (dollars: number) =>
      setRules(store, (rules) => ({ ...rules, limits: { ...rules.limits, monthly: fromDollars(dollars) } }));
    const require = () => requireAnyBudget(store, PAYER, WIDE_LIMITS, NOW_MS);
    await monthly(1);
    await require();
    const order = orderOf();
    await store.transaction((records) => admitNow(records, order, WIDE_LIMITS));
    await store.ledger.settle(order.id, fromDollars(1.5), 'credits', NOW_MS);
    const failure = await require().then(() => assert.fail('it was admitted'), toFailure);
    assert.equal(failure.code, 'limit-reached');
    const raise = raiseOf(failure);
    assert.deepEqual(raise, { subcommand: 'set-limit', option: 'monthly', value: '1.51' });
    await monthly(Number(raise.value));
    await require();
  });
});
