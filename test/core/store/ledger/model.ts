import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { ReserveAmount } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { withZone } from '../../../../src/core/model/money/periods.ts';
import type { MoneyLimits, OptionalLimit } from '../../../../src/core/model/money/spending-rules.ts';
import type { Records, Store } from '../../../../src/core/ports/store.ts';
import { limitsFor } from '../../../../src/core/wallet/limits/limits.ts';
import { admitNow } from '../../wallet/admit-now.ts';
import type { StorePair } from '../harness.ts';
import { jobOf } from '../sample-job.ts';
import { assertBooksAgree, type CounterRow, readCounterRows } from './books.ts';
import { type Act, type Spend, type Step, story } from './steps.ts';

/** Small enough that every one of them is met. */
export const SMALL_LIMITS: MoneyLimits = {
  operatorMonthly: microDollarsOf(300),
  operatorDaily: null,
  tenantMonthly: microDollarsOf(200),
  tenantDaily: null,
  memberDaily: microDollarsOf(120),
  perJob: microDollarsOf(90),
  perLink: microDollarsOf(20),
  links: true,
  personalMonthly: microDollarsOf(0),
};

/** What nobody asked the store: the limits as they were set, and what was made of money so far. */
interface Model {
  readonly run: string;
  nowMs: number;
  isPaused: boolean;
  readonly reservations: string[];
}

class Crash extends Error {}

/** All that can happen to money, in any order and at once, against what must stay true. */
export function describeModel(pair: () => StorePair): void {
  let runs = 0;
  test('whatever happens at once, no limit is passed by more than what overshot, and the books agree', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        runs += 1;
        // Decades of their own, so that runs do not meet in the operator's counters.
        const nowMs = Date.UTC(1972 + 4 * (runs % 2_000), 1, 27, 22);
        const model: Model = { run: randomUUID(), nowMs, isPaused: false, reservations: [] };
        await pair().one.rules.changeOperator({ member: 'test', nowMs }, () => ({
          ceiling: { monthly: 'default', daily: 'default' },
          paused: false,
        }));
        for (const one of steps) await take(pair(), model, one);
        await assertBooksAgree(pair());
      }),
      { numRuns: numRunsOn(pair()) },
    );
  });
}

function numRunsOn({ one }: StorePair): number {
  if (process.env['PROVE'] !== undefined) return one.kind === 'sqlite' ? 200 : 60;
  return one.kind === 'sqlite' ? 20 : 8;
}

async function take(pair: StorePair, model: Model, it: Step): Promise<void> {
  const { one } = pair;
  const by = { member: 'test', nowMs: model.nowMs };
  switch (it.step) {
    case 'at-once':
      await allAtOnce(pair, model, it.acts);
      return;
    case 'clock':
      model.nowMs += it.byMs;
      return;
    case 'archive': {
      const endedBeforeMs = model.nowMs - it.ageMs;
      const foldBeforeDay = new Date(endedBeforeMs).toISOString().slice(0, 10);
      const batch = { endedBeforeMs, foldBeforeDay, limit: 3 };
      // By two processes at once, where there are two.
      while (Math.max(...(await Promise.all([one, pair.other].map((it) => it.ledger.archive(batch))))) > 0);
      return;
    }
    case 'pause':
      model.isPaused = !model.isPaused;
      await one.rules.changeOperator(by, (rules) => ({ ...rules, paused: model.isPaused }));
      return;
    case 'ceiling':
      await one.rules.changeOperator(by, (rules) => ({
        ...rules,
        ceiling: { ...rules.ceiling, [it.daily ? 'daily' : 'monthly']: amountOrNone(it.to, 350) },
      }));
      return;
    case 'zone':
      await one.rules.changeTenant(tenantOf(model, it.tenant), by, (rules) =>
        withZone(rules, it.zone, model.nowMs),
      );
      return;
    case 'limit': {
      const name = (['monthly', 'daily', 'memberDaily', 'perJob'] as const)[it.which % 4] ?? 'monthly';
      await one.rules.changeTenant(tenantOf(model, it.tenant), by, (rules) => ({
        ...rules,
        limits: { ...rules.limits, [name]: amountOrNone(it.to, 250) },
      }));
      return;
    }
    case 'allowance': {
      const change =
        it.which % 2 === 0 ? { monthly: microDollarsOf(it.to) } : { daily: amountOrNone(it.to, 250) };
      await one.rules.changeTenant(tenantOf(model, it.tenant), by, (rules) => ({
        ...rules,
        allowance: { ...rules.allowance, ...change },
      }));
    }
  }
}

async function allAtOnce(pair: StorePair, model: Model, wanted: readonly Act[]): Promise<void> {
  const acts = await Promise.all(
    wanted.map((it) => (it.do === 'spend' ? withAmount(pair.one, model, it) : it)),
  );
  const before = await readCounterRows(pair, model.run);
  const [first, ...others] = acts;
  const isAlone = first?.do === 'spend' && !first.crashes && others.length === 0;
  const limits = new Map<string, number | null>();
  // A counter that does not exist yet has a debt all the same: what the periods before it leave behind.
  const debts = new Map<string, number>();
  for (const it of acts) {
    if (it.do !== 'spend') continue;
    for (const total of await pair.one.ledger.totals(await scopesOf(pair.one, model, it))) {
      const { limit, debt } = total;
      const known = limits.get(keyOf(total));
      // Where some pay with an own key and some do not, the wider limit held for the former.
      limits.set(keyOf(total), known === null || limit === null ? null : Math.max(limit, known ?? 0));
      debts.set(keyOf(total), debt);
    }
  }
  const alone = isAlone ? await foresee(pair, model, first) : undefined;
  const outcomes = await Promise.all(
    acts.map((it, index) => perform(index % 2 === 0 ? pair.one : pair.other, model, it)),
  );
  if (alone !== undefined) assert.deepEqual(outcomes[0], alone);
  for (const now of await readCounterRows(pair, model.run)) {
    const old = before.find((row) => keyOf(row) === keyOf(now));
    const limit = limits.get(keyOf(now)) ?? null;
    const isNew = now.held + now.spent > (old === undefined ? 0 : old.held + old.spent);
    if (limit === null || !isNew) continue;
    const debtBefore = old?.debt ?? debts.get(keyOf(now)) ?? now.debt;
    const excess = now.overshoot - (old?.overshoot ?? 0) + now.debt - debtBefore;
    const used = now.held + now.spent + now.debt;
    const usedBefore = old === undefined ? 0 : old.held + old.spent + old.debt;
    assert.ok(used - excess <= Math.max(limit, usedBefore), `${keyOf(now)}: ${used} of ${limit}`);
  }
}

/** What a single admission must come to, by plain arithmetic on what stood in the books before. */
async function foresee({ one }: StorePair, model: Model, it: Spend): Promise<number | string | undefined> {
  if (model.isPaused) return 'spending-paused';
  const { perJob, perLink } = await limitsOf(one, model, it);
  const needed = it.unknown ? 1 : it.amount;
  if (perJob !== null && needed > perJob) return 'job-limit';
  const room = await roomFor(one, model, it);
  const isFull = room.some((left) => left < needed);
  const owes = it.unknown && (await owesForLinks(one, model, it));
  // Which of both is said depends on which counters exist already.
  if (isFull && owes) return undefined;
  if (isFull) return 'limit-reached';
  if (owes) return 'link-debt';
  if (!it.unknown) return it.amount;
  const bounds = [perJob, perLink].filter((one) => one !== null);
  return Math.min(it.amount + 1, ...bounds, ...room);
}

/** Whether a link of the tenant cost more than was reserved today, or an excess is still carried over. */
async function owesForLinks(store: Store, model: Model, it: Spend): Promise<boolean> {
  const totals = await store.ledger.totals(await scopesOf(store, model, it));
  return totals.some(
    ({ scope, debt, overshoot }) =>
      !scope.startsWith('operator') && (debt > 0 || (scope === 'tenant-day' && overshoot > 0)),
  );
}

/** What each limit that there is leaves, by plain arithmetic. */
async function roomFor(store: Store, model: Model, it: Spend): Promise<readonly number[]> {
  const totals = await store.ledger.totals(await scopesOf(store, model, it));
  return totals.flatMap(({ limit, held, spent, debt }) =>
    limit === null ? [] : [limit - held - spent - debt],
  );
}

/** The same spending with an amount, where it asks for what is left. */
async function withAmount(store: Store, model: Model, it: Spend): Promise<Spend> {
  if (it.beyondLeft === null) return it;
  const left = Math.min(...(await roomFor(store, model, it)));
  return Number.isFinite(left) ? { ...it, amount: Math.max(0, left + it.beyondLeft) } : it;
}

async function perform(store: Store, model: Model, it: Act): Promise<number | string> {
  try {
    if (it.do === 'spend') return await spendOnce(store, model, it);
    const id = model.reservations.at(it.which % Math.max(1, model.reservations.length));
    if (id === undefined) return 'nothing';
    if (it.do === 'settle') await store.ledger.settle(id, microDollarsOf(it.cost), 'credits', model.nowMs);
    else await store.ledger[it.do](id, model.nowMs);
    return 'done';
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    if (error instanceof BotError && error.code !== 'ledger-unavailable') return error.code;
    throw error;
  }
}

async function spendOnce(store: Store, model: Model, it: Spend): Promise<number> {
  const id = randomUUID();
  const amount: ReserveAmount = it.unknown
    ? { upTo: microDollarsOf(it.amount + 1), least: microDollarsOf(1) }
    : microDollarsOf(it.amount);
  const taken = await store.transaction(async (records: Records) => {
    const job = jobOf(tenantOf(model, it.tenant), {}, `test:${it.member}`);
    await records.jobs.insert(job, null);
    const held = await admitNow(
      records,
      {
        id,
        jobId: job.id,
        payer: job.origin,
        service: 'stems',
        ...ownKey(it),
        amount,
        // Only links have an unknown price.
        links: it.unknown ? 1 : 0,
        nowMs: model.nowMs,
      },
      SMALL_LIMITS,
    );
    if (it.crashes) throw new Crash();
    return held;
  });
  model.reservations.push(id);
  return taken;
}

async function limitsOf(store: Store, model: Model, it: Spend) {
  const payer = { tenant: tenantOf(model, it.tenant), member: `test:${it.member}` };
  return limitsFor(store, payer, ownKey(it).keyId, SMALL_LIMITS, model.nowMs);
}

async function scopesOf(store: Store, model: Model, it: Spend) {
  return (await limitsOf(store, model, it)).scopes;
}

function ownKey({ own }: Spend): { readonly keyId?: string } {
  return own ? { keyId: 'own' } : {};
}

function tenantOf({ run }: Model, tenant: number): string {
  return `test:${run}:${tenant}`;
}

function amountOrNone(amount: number, most: number): OptionalLimit {
  return amount > most ? 'none' : microDollarsOf(amount);
}

function keyOf({ scope, subject, period }: Pick<CounterRow, 'scope' | 'subject' | 'period'>): string {
  return `${scope} ${subject} ${period}`;
}
