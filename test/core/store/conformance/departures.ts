import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createMemberDefaults } from '../../../../src/core/accounts/member-defaults.ts';
import { KEPT_AFTER_LEAVING_MS } from '../../../../src/core/model/departures.ts';
import type { Clone } from '../../../../src/core/model/job/voice-clone.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../../src/core/model/money/spending-rules.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { type ForgetParts, forgetTenant } from '../../../../src/core/tenants/forget-tenant.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { WIDE_LIMITS } from '../../../fakes/world.ts';
import { jobOf } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const DAY_MS = 86_400_000;
const ADMIN = 'web:admin';

/** Thrown where a process dies. */
class Died extends Error {}

/** Counts the writes of forgetting, and dies before or after one of them. */
function dyingParts(store: Store, keys: ForgetParts['keys'], dies: { at: number; side: 'before' | 'after' }) {
  let step = 0;
  const counted = async <T>(write: () => Promise<T>): Promise<T> => {
    step += 1;
    if (step === dies.at && dies.side === 'before') throw new Died();
    const result = await write();
    if (step === dies.at && dies.side === 'after') throw new Died();
    return result;
  };
  const parts: ForgetParts = {
    store: {
      transaction: (body) => counted(() => store.transaction(body)),
      departures: Object.assign(Object.create(store.departures), {
        end: (tenant: string, atMs: number) => counted(() => store.departures.end(tenant, atMs)),
      }),
      forgotten: Object.assign(Object.create(store.forgotten), {
        askAll: (tenant: string, nowMs: number) => counted(() => store.forgotten.askAll(tenant, nowMs)),
      }),
    },
    keys: { release: (id) => counted(() => keys.release(id)) },
  };
  return { parts, steps: () => step };
}

/** Tenants that leave, and what is forgotten of them. */
export const describeDepartures: Part = {
  title: 'departures',
  tests(subject) {
    let tenant = '';
    let other = '';
    beforeEach(() => {
      tenant = `web:${crypto.randomUUID()}`;
      other = `${tenant}0`;
    });

    const now = () => subject.clock.nowMs;
    const keys: ForgetParts['keys'] = { release: (id) => subject.pair.one.keys.remove(id) };
    const forget = (leftBeforeMs?: number) =>
      forgetTenant({ store: subject.pair.one, keys }, tenant, now(), leftBeforeMs);
    const leftBefore = (store = subject.pair.one) => store.departures.leftBefore(now(), '', 1_000);
    const isLeft = async () => (await leftBefore()).includes(tenant);
    const scopes = (of: string) =>
      scopesFor({ tenant: of, member: 'web:ada' }, WIDE_LIMITS, now()).filter(({ subject: whose }) =>
        whose.startsWith(of),
      );

    /** Everything that can be forgotten. */
    const furnish = async (of: string, change: (rules: TenantRules) => TenantRules = (rules) => rules) => {
      const { one } = subject.pair;
      const keyId = `key of ${of}`;
      await one.keys.insert({ id: keyId, tenant: of, sealed: 'sealed', lastFour: '1234', createdAtMs: 1 });
      await one.rules.changeTenant(of, { member: ADMIN, nowMs: 1 }, (rules) =>
        change({ ...rules, links: false, key: { id: keyId, lastFour: '1234', sinceMs: 1 } }),
      );
      const defaults = createMemberDefaults(one.cache('member-defaults'));
      await defaults.change({ tenant: of, member: 'web:ada' }, { voice: 'v', language: 'en' });
      const clone = (jobId: string): Omit<Clone, 'state'> => ({
        ...{ jobId: `${jobId} of ${of}`, tenant: of, member: 'web:ada', voiceId: `${jobId} ${of}` },
        ...{ name: jobId, consent: { member: 'web:ada', atMs: 1 } },
      });
      await one.clones.finish(clone('ours'));
      await one.clones.finish({ ...clone('theirs'), keyId });
      await one.ledger.reserve({
        ...{ id: crypto.randomUUID(), jobId: crypto.randomUUID(), amount: microDollarsOf(70), nowMs: now() },
        ...{ for: { tenant: of, member: 'web:ada', service: 'speech' }, scopes: scopes(of) },
      });
    };
    const left = async (of: string) => {
      const { other: store } = subject.pair;
      const defaults = createMemberDefaults(store.cache('member-defaults'));
      return {
        rules: await store.rules.tenant(of),
        changes: (await store.rules.changes(of, 9)).length,
        keys: (await store.keys.all()).filter((key) => key.tenant === of).length,
        clones: (await store.clones.ofTenant(of)).map(({ name }) => name),
        defaults: await defaults.ofTenant(of),
        used: (await store.ledger.totals(scopes(of))).map(({ held, spent }) => held + spent),
      };
    };
    const unwantedHere = async () =>
      (await subject.pair.other.departures.unwanted(1_000)).filter(({ voiceId }) => voiceId.endsWith(tenant));
    const nothing = {
      ...{ rules: FIRST_TENANT_RULES, changes: 0, keys: 0, clones: [], defaults: [] },
      used: [70, 70, 70],
    };

    test('a tenant has left until it is back, whatever it is told of first', async () => {
      const { departures } = subject.pair.one;
      await departures.leave({ tenant, atMs: 100 });
      assert.equal(await isLeft(), true);
      await departures.comeBack({ tenant, atMs: 50 });
      assert.equal(await isLeft(), false, 'news without a date arrive in order, whatever the clock says');
      await departures.leave({ tenant, atMs: 40 });
      assert.equal(await isLeft(), true);
    });

    test('a late dated removal does not undo a newer return, and a late return no newer removal', async () => {
      const { departures } = subject.pair.one;
      await departures.comeBack({ tenant, atMs: 200, isDated: true });
      await departures.leave({ tenant, atMs: 150, isDated: true });
      assert.equal(await isLeft(), false);
      await departures.leave({ tenant, atMs: 300, isDated: true });
      assert.equal(await isLeft(), true);
      await departures.comeBack({ tenant, atMs: 250, isDated: true });
      assert.equal(await isLeft(), true);
      await departures.comeBack({ tenant, atMs: 300, isDated: true });
      assert.equal(await isLeft(), false);
    });

    test('the first removal counts, however often it is told', async () => {
      const { departures } = subject.pair.one;
      await departures.leave({ tenant, atMs: now() - 5 });
      await departures.leave({ tenant, atMs: now() + 5 });
      assert.equal(await isLeft(), true);
      assert.equal(await departures.lockLeft(tenant, now()), now() - 5);
    });

    test('known are those with anything to forget, and those that left', async () => {
      const { departures, rules, cache } = subject.pair.one;
      assert.deepEqual(await departures.known(tenant), []);
      await createMemberDefaults(cache('member-defaults')).change(
        { tenant: other, member: 'web:ada' },
        { language: 'de' },
      );
      await rules.changeTenant(tenant, { member: ADMIN, nowMs: 1 }, (own) => ({ ...own, links: false }));
      await departures.leave({ tenant, atMs: 9 });
      assert.deepEqual(await departures.known(tenant), [{ tenant, leftAtMs: 9 }, { tenant: other }]);
    });

    test('forgetting a tenant leaves what was spent, and other tenants as they are', async () => {
      await furnish(tenant);
      await furnish(other);
      const before = await left(other);
      assert.deepEqual(await forget(), { voices: 2, voicesInTheMaking: 0, voicesElsewhere: 1 });
      assert.deepEqual(await left(tenant), nothing);
      assert.deepEqual(
        (await unwantedHere()).map(({ voiceId }) => voiceId),
        [`ours ${tenant}`],
      );
      assert.deepEqual(await left(other), before);
      assert.equal(before.clones.length, 2);
    });

    test('the budget that bot owners set stays, and so does the time zone of what is being counted', async () => {
      const zone = { zone: 'Pacific/Kiritimati' };
      const allowance = { monthly: microDollarsOf(0), daily: 'none' } as const;
      await furnish(tenant, (rules) => ({ ...rules, allowance, zones: { month: zone, day: zone } }));
      await forget();
      const { rules } = await left(tenant);
      assert.deepEqual(rules.allowance, allowance);
      assert.equal(rules.links, true);
      assert.equal(rules.key, undefined);
      for (const { zone: current, next } of [rules.zones.month, rules.zones.day]) {
        assert.equal(current, zone.zone);
        assert.equal(next?.zone, 'UTC');
        assert.ok(next.fromMs > now());
      }
    });

    test('a voice that a job still makes is kept until that is over', async () => {
      const { one } = subject.pair;
      const job = jobOf(tenant);
      await one.jobs.insert(job, null);
      const consent = { member: 'web:ada', atMs: 1 };
      const clone = { jobId: job.id, tenant, member: 'web:ada', voiceId: 'v', name: 'Night', consent };
      await one.clones.begin(clone);
      await one.departures.leave({ tenant, atMs: now() - KEPT_AFTER_LEAVING_MS });
      assert.equal((await forget(now()))?.voicesInTheMaking, 1);
      assert.equal((await one.clones.ofTenant(tenant)).length, 1);
      assert.equal(await isLeft(), true, 'the next sweep looks again');
    });

    test('one that left is forgotten only after the time, and not once it is back', async () => {
      const { departures } = subject.pair.one;
      await furnish(tenant);
      await departures.leave({ tenant, atMs: now() });
      assert.equal(await forget(now() - 1), undefined);
      await departures.comeBack({ tenant, atMs: now() });
      assert.equal(await forget(now() + KEPT_AFTER_LEAVING_MS), undefined);
      assert.equal((await left(tenant)).clones.length, 2);
    });

    test('one whose return was not heard of, but that started a job since, is not forgotten', async () => {
      const { one } = subject.pair;
      await furnish(tenant);
      await one.departures.leave({ tenant, atMs: now() - 40 * DAY_MS });
      await one.jobs.insert(jobOf(tenant, { createdAtMs: now() - DAY_MS }), null);
      assert.equal(await forget(now() - KEPT_AFTER_LEAVING_MS), undefined);
      assert.equal(await isLeft(), false);
      assert.equal((await left(tenant)).clones.length, 2);
    });

    test('whatever step the process dies at, forgetting again finishes it', async () => {
      const { one } = subject.pair;
      const leftAtMs = now() - KEPT_AFTER_LEAVING_MS;
      let steps = 1;
      for (let at = 1; at <= steps; at += 1) {
        for (const side of ['before', 'after'] as const) {
          tenant = `web:${crypto.randomUUID()}`;
          await furnish(tenant);
          await one.departures.leave({ tenant, atMs: leftAtMs });
          const dying = dyingParts(one, keys, { at, side });
          await assert.rejects(forgetTenant(dying.parts, tenant, now(), leftAtMs), Died);
          // What the sweep of keys does.
          const { key } = await one.rules.tenant(tenant);
          if (key === undefined) await keys.release(`key of ${tenant}`);
          await forget(leftAtMs);
          assert.deepEqual(await left(tenant), nothing, `dies ${side} step ${at}`);
          assert.equal((await unwantedHere()).length, 1);
          assert.equal(await isLeft(), false);
          tenant = `web:${crypto.randomUUID()}`;
          const counting = dyingParts(one, keys, { at: 0, side });
          await furnish(tenant);
          await one.departures.leave({ tenant, atMs: leftAtMs });
          await forgetTenant(counting.parts, tenant, now(), leftAtMs);
          steps = counting.steps();
        }
      }
      assert.equal(steps, 4);
    });

    test('a return between two steps keeps what is set from then on', async () => {
      const { one } = subject.pair;
      const leftAtMs = now() - KEPT_AFTER_LEAVING_MS;
      await furnish(tenant);
      await one.departures.leave({ tenant, atMs: leftAtMs });
      const dying = dyingParts(one, keys, { at: 1, side: 'after' });
      await assert.rejects(forgetTenant(dying.parts, tenant, now(), leftAtMs), Died);
      await one.departures.comeBack({ tenant, atMs: now() });
      await one.rules.changeTenant(tenant, { member: ADMIN, nowMs: now() }, (own) => ({
        ...own,
        links: false,
      }));
      assert.equal(await forget(leftAtMs), undefined);
      assert.equal((await one.rules.tenant(tenant)).links, false);
    });

    test('everyone who spent or asked for something is replaced, once that no longer counts', async () => {
      const { one } = subject.pair;
      const nowMs = now();
      for (const [member, daysAgo] of [
        ['web:ada', 20],
        ['web:ben', 9],
      ] as const) {
        const who = { tenant, member };
        const atMs = nowMs - daysAgo * DAY_MS;
        const id = crypto.randomUUID();
        await one.ledger.reserve({
          ...{ id, jobId: id, for: { ...who, service: 'speech' }, amount: microDollarsOf(10), nowMs: atMs },
          scopes: scopesFor(who, WIDE_LIMITS, atMs),
        });
        await one.ledger.settle(id, microDollarsOf(7), 'credits', atMs);
      }
      await one.forgotten.askAll(tenant, nowMs);
      const charges = await one.ledger.charges(tenant, 9);
      assert.equal(charges.length, 2);
      for (const { member, spent, basis, state } of charges) {
        assert.match(member, /^forgotten:/);
        assert.deepEqual({ spent, basis, state }, { spent: 7, basis: 'credits', state: 'settled' });
      }
      assert.equal(new Set(charges.map(({ member }) => member)).size, 2, 'they stay apart');
      await one.forgotten.askAll(tenant, nowMs);
      assert.deepEqual(await one.ledger.charges(tenant, 9), charges, 'asking again replaces nobody twice');
    });

    test('notes of returns go once no late news can arrive', async () => {
      const { departures } = subject.pair.one;
      await departures.comeBack({ tenant, atMs: 200, isDated: true });
      await departures.sweep(200);
      await departures.leave({ tenant, atMs: 150, isDated: true });
      assert.equal(await isLeft(), false);
      await departures.sweep(201);
      await departures.leave({ tenant, atMs: 150, isDated: true });
      assert.equal(await isLeft(), true);
    });

    test('a voice to be deleted is listed once, longest waiting first, until it is removed', async () => {
      const { departures } = subject.pair.one;
      const [late, early] = [`2 ${tenant}`, `1 ${tenant}`];
      await departures.addUnwanted({ voiceId: late, sinceMs: 20 });
      await departures.addUnwanted({ voiceId: early, sinceMs: 10 });
      await departures.addUnwanted({ voiceId: early, sinceMs: 30 });
      assert.deepEqual(await unwantedHere(), [
        { voiceId: early, sinceMs: 10 },
        { voiceId: late, sinceMs: 20 },
      ]);
      await departures.removeUnwanted(early);
      await departures.removeUnwanted(early);
      assert.deepEqual(
        (await unwantedHere()).map(({ voiceId }) => voiceId),
        [late],
      );
    });
  },
};
