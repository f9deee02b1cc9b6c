import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { dayOf } from '../../../../src/core/model/money/periods.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { WIDE_LIMITS } from '../../../fakes/world.ts';
import { jobOf, overJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const DAY_MS = 86_400_000;

/** Members who asked to be forgotten. */
export const describeForgotten: Part = {
  title: 'forgotten members',
  tests(subject) {
    const ada = { tenant: 'web:guild', member: 'web:ada' };
    const ben = { tenant: 'web:guild', member: 'web:ben' };

    const spend = async (who: typeof ada, daysAgo: number, spent: number | 'held'): Promise<void> => {
      const { one } = subject.pair;
      const atMs = subject.clock.nowMs - daysAgo * DAY_MS;
      const id = crypto.randomUUID();
      const jobId = crypto.randomUUID();
      if (spent === 'held') await one.jobs.insert(jobOf(who.tenant, { id: jobId }, who.member), null);
      await one.ledger.reserve({
        id,
        jobId,
        for: { ...who, service: 'speech' },
        amount: microDollarsOf(10),
        scopes: scopesFor(who, { ...WIDE_LIMITS, memberDaily: microDollarsOf(100) }, atMs),
        nowMs: atMs,
      });
      if (spent !== 'held') await one.ledger.settle(id, microDollarsOf(spent), 'credits', atMs);
    };
    const usageBy = async () => {
      const { nowMs } = subject.clock;
      const days = { fromDay: dayOf(nowMs - 60 * DAY_MS).name, toDay: dayOf(nowMs + DAY_MS).name };
      const rows = await subject.pair.one.ledger.usage({ tenant: ada.tenant, ...days });
      const members = Map.groupBy(rows, ({ member }) =>
        member.startsWith('forgotten:') ? 'forgotten' : member,
      );
      return Object.fromEntries(
        [...members].map(([member, own]) => [member, own.reduce((sum, { spent }) => sum + spent, 0)]),
      );
    };
    /** The counters, which must say the same. */
    const countersBy = async () => {
      const rows = await subject.pair.rows(
        "select subject, spent from scope_counters where scope = 'member-day'",
      );
      const members = Map.groupBy(rows, ({ subject: whose }) =>
        String(whose).includes(' forgotten:') ? 'forgotten' : String(whose).slice(ada.tenant.length + 1),
      );
      return Object.fromEntries(
        [...members].map(([member, own]) => [member, own.reduce((sum, { spent }) => sum + Number(spent), 0)]),
      );
    };
    const leftToday = async () => {
      const scopes = scopesFor(ada, WIDE_LIMITS, subject.clock.nowMs).filter(
        ({ scope }) => scope === 'member-day',
      );
      const [day] = await subject.pair.one.ledger.totals(scopes);
      return (day?.spent ?? 0) + (day?.held ?? 0) + (day?.debt ?? 0);
    };
    const rowsNaming = async (id: string): Promise<readonly string[]> => {
      const tables = {
        jobs: 'member',
        reservations: 'member',
        reservation_scopes: 'subject',
        scope_counters: 'subject',
        archived_spending: 'subject',
        rule_changes: 'member',
        forgotten_members: 'member',
      };
      const found: string[] = [];
      for (const [table, column] of Object.entries(tables)) {
        const rows = await subject.pair.rows(`select * from ${table} where ${column} like '%${id}%'`);
        if (rows.length > 0) found.push(`${table}: ${rows.length}`);
      }
      return found;
    };

    test('sums and the limit of today stay, and the id goes once it no longer counts', async () => {
      const { one } = subject.pair;
      for (const daysAgo of [40, 39, 20, 6]) await spend(ada, daysAgo, 7);
      await spend(ben, 20, 5);
      await spend(ada, 0, 9);
      await one.ledger.archive({
        endedBeforeMs: subject.clock.nowMs - 30 * DAY_MS,
        foldBeforeDay: '2000-01-01',
        limit: 100,
      });
      await one.rules.note(
        ada.tenant,
        { member: ada.member, nowMs: 5 },
        { what: 'x', before: '1', after: '2' },
      );
      const erased = { ...overJob(ada.tenant, 1), erased: true } as const;
      await one.jobs.insert({ ...erased, origin: { ...erased.origin, member: ada.member } }, null);
      await one.forgotten.ask(ada, subject.clock.nowMs);
      assert.deepEqual(await usageBy(), { forgotten: 28, 'web:ada': 9, 'web:ben': 5 });
      assert.equal(await leftToday(), 9, 'nobody spends more by it');
      assert.deepEqual(await countersBy(), { forgotten: 28, 'web:ada': 9, 'web:ben': 5 });
      assert.deepEqual(await rowsNaming('ada'), [
        'reservations: 1',
        'reservation_scopes: 1',
        'scope_counters: 1',
        'forgotten_members: 1',
      ]);

      subject.clock.nowMs += 4 * DAY_MS;
      await one.forgotten.sweep(subject.clock.nowMs);
      assert.deepEqual(await usageBy(), { forgotten: 37, 'web:ben': 5 });
      assert.deepEqual(await rowsNaming('ada'), []);
      assert.deepEqual(await countersBy(), { forgotten: 37, 'web:ben': 5 });
    });

    test('money that is reserved, and what is carried over, keep the id until they end', async () => {
      const { one } = subject.pair;
      await spend(ada, 10, 'held');
      await spend(ada, 8, 950);
      const before = await leftToday();
      assert.ok(before > 0, 'carried over');
      await one.forgotten.ask(ada, subject.clock.nowMs);
      await one.forgotten.sweep(subject.clock.nowMs);
      assert.equal(await leftToday(), before);
      assert.ok((await rowsNaming('ada')).includes('scope_counters: 2'));
      subject.clock.nowMs += 40 * DAY_MS;
      await one.forgotten.sweep(subject.clock.nowMs);
      assert.deepEqual(
        await rowsNaming('ada'),
        ['jobs: 1', 'reservations: 1', 'reservation_scopes: 1', 'scope_counters: 1', 'forgotten_members: 1'],
        'what is reserved',
      );
    });
  },
};
