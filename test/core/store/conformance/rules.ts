import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import {
  FIRST_OPERATOR_RULES,
  FIRST_TENANT_RULES,
  type TenantRules,
} from '../../../../src/core/model/money/spending-rules.ts';
import type { Part } from './conformance.ts';

const BY = { member: 'web:admin', nowMs: 1_000 };

function withDaily(daily: number) {
  return (rules: TenantRules): TenantRules => ({
    ...rules,
    limits: { ...rules.limits, daily: microDollarsOf(daily) },
  });
}

/** What owners and admins decided, and who did. */
export const describeRules: Part = {
  title: 'rules',
  tests(subject) {
    test('before anything was set, the first rules hold', async () => {
      const { rules } = subject.pair.one;
      assert.deepEqual(await rules.tenant('nobody'), FIRST_TENANT_RULES);
      assert.deepEqual(await rules.operator(), FIRST_OPERATOR_RULES);
      assert.deepEqual(await rules.changes('nobody', 10), []);
      assert.deepEqual(await rules.tenants(), []);
    });

    test('a change holds everywhere at once, and is on record leaf by leaf with who, when, before and after', async () => {
      const { one, other } = subject.pair;
      const place = { platform: 'web', channel: 'general' };
      const changed = await one.rules.changeTenant('audited', BY, (rules) => ({
        ...withDaily(5)(rules),
        warnAt: place,
      }));
      assert.deepEqual(changed.before, FIRST_TENANT_RULES);
      assert.deepEqual(await other.rules.tenant('audited'), changed.after);
      await other.rules.changeTenant('audited', { member: 'web:owner', nowMs: 2_000 }, withDaily(7));
      const about = (what: string, before: string, after: string) => ({ what, before, after });
      const [latest, ...first] = await one.rules.changes('audited', 10);
      assert.deepEqual(latest, { atMs: 2_000, member: 'web:owner', ...about('limits.daily', '5', '7') });
      assert.deepEqual(
        first.toSorted((a, b) => (a.what < b.what ? -1 : 1)),
        [
          about('limits.daily', '"none"', '5'),
          about('warnAt.channel', 'null', '"general"'),
          about('warnAt.platform', 'null', '"web"'),
        ].map((one) => ({ atMs: 1_000, member: 'web:admin', ...one })),
      );
      assert.equal((await one.rules.changes('audited', 2)).length, 2);
      assert.deepEqual(await one.rules.tenants(), ['audited']);
    });

    test('a change that changes nothing is not on record', async () => {
      const { rules } = subject.pair.one;
      await rules.changeTenant('same', BY, (before) => ({ ...before }));
      assert.deepEqual(await rules.changes('same', 10), []);
    });

    test('of many changes at once none is lost', async () => {
      const { one, other } = subject.pair;
      const times = 12;
      await Promise.all(
        Array.from({ length: times }, (_, index) =>
          (index % 2 === 0 ? one : other).rules.changeTenant('contended', BY, (rules) => {
            const { daily } = rules.limits;
            return withDaily(typeof daily === 'number' ? daily + 1 : 1)(rules);
          }),
        ),
      );
      assert.equal((await one.rules.tenant('contended')).limits.daily, times);
      const befores = (await one.rules.changes('contended', 100)).map(({ before }) => before);
      assert.equal(new Set(befores).size, times);
    });

    test('a change that throws leaves neither the rules nor a record of it behind', async () => {
      const { one } = subject.pair;
      const broken = one.transaction(async ({ rules }) => {
        await rules.changeTenant('broken', BY, withDaily(3));
        throw new Error('stopped half way');
      });
      await assert.rejects(broken, /stopped half way/);
      assert.deepEqual(await one.rules.tenant('broken'), FIRST_TENANT_RULES);
      assert.deepEqual(await one.rules.changes('broken', 10), []);
    });

    test('rules that cannot be read are an error, never the first rules', async () => {
      const { one } = subject.pair;
      const nonsense: TenantRules = {
        ...FIRST_TENANT_RULES,
        limits: { ...FIRST_TENANT_RULES.limits, daily: microDollarsOf(-5) },
      };
      await one.rules.changeTenant('unreadable', BY, () => nonsense);
      await assert.rejects(one.rules.tenant('unreadable'), { code: 'ledger-unavailable' });
      await assert.rejects(one.rules.changeTenant('unreadable', BY, withDaily(1)), {
        code: 'ledger-unavailable',
      });
    });

    test('rules of the release before links had rules of their own still read, and allow links as before', async () => {
      const { one, other } = subject.pair;
      const { links: _links, ...older } = FIRST_TENANT_RULES;
      const { perLink: _perLink, ...limits } = FIRST_TENANT_RULES.limits;
      const stored = { ...older, limits: { ...limits, perJob: microDollarsOf(7) } };
      // As that release wrote it.
      await one.rules.changeTenant('older', BY, () => stored as TenantRules);
      const read = await other.rules.tenant('older');
      assert.deepEqual(read, {
        ...FIRST_TENANT_RULES,
        limits: { ...FIRST_TENANT_RULES.limits, perJob: microDollarsOf(7) },
      });
      await one.rules.changeTenant('older', { ...BY, nowMs: 2_000 }, (rules) => ({ ...rules, links: false }));
      assert.equal((await other.rules.tenant('older')).links, false);
      assert.deepEqual((await one.rules.changes('older', 1))[0]?.what, 'links');
    });

    test('owners’ rules are kept beside those of tenants', async () => {
      const { one, other } = subject.pair;
      await one.rules.changeOperator(BY, (rules) => ({ ...rules, paused: true }));
      assert.equal((await other.rules.operator()).paused, true);
      assert.deepEqual(await one.rules.changes('operator', 10), [
        { atMs: 1_000, member: 'web:admin', what: 'paused', before: 'false', after: 'true' },
      ]);
      assert.ok(!(await one.rules.tenants()).includes('operator'));
    });
  },
};
