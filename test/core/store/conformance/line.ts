import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Work } from '../../../../src/core/model/job/job.ts';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import { MOST_AHEAD } from '../../../../src/core/model/job/stages.ts';
import { NotInTurnError, StaleJobError } from '../../../../src/core/model/save-errors.ts';
import type { QueueSlots, Store } from '../../../../src/core/ports/store.ts';
import { copiesOf } from '../copies-of.ts';
import { jobOf } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const ROOMY: QueueSlots = { perTenant: 100, perMember: 100 };

/** A job of a tenant that stands in line, or is past it. */
interface Standing {
  readonly member: string;
  readonly createdAtMs: number;
  readonly isPast: boolean;
}

const standing: fc.Arbitrary<Standing> = fc.record({
  member: fc.constantFrom('ada', 'bob', 'eve'),
  createdAtMs: fc.nat(3),
  isPast: fc.boolean(),
});

/** Whose turn it is, worked out one after the other. */
function expectedTurns(
  jobs: readonly (Standing & { readonly id: string })[],
  { perTenant, perMember }: QueueSlots,
): readonly string[] {
  const past = jobs.filter(({ isPast }) => isPast);
  const own = new Map<string, number>();
  for (const { member } of past) own.set(member, (own.get(member) ?? 0) + 1);
  const turns: string[] = [];
  const line = jobs.filter(({ isPast }) => !isPast);
  for (const { id, member } of line.toSorted(
    (a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1),
  )) {
    const taken = own.get(member) ?? 0;
    if (taken >= perMember || turns.length >= perTenant - past.length) continue;
    own.set(member, taken + 1);
    turns.push(id);
  }
  return turns;
}

async function stand(store: Store, tenant: string, one: Standing): Promise<Standing & { id: string }> {
  const work: Work = { stage: one.isPast ? 'watching' : 'received' };
  const job = jobOf(tenant, { id: newId(), createdAtMs: one.createdAtMs, work }, one.member);
  await store.jobs.insert(job, null);
  return { ...one, id: job.id };
}

/** Who waits for a place, and whose turn it is. */
export const describeLine: Part = {
  title: 'the line',
  tests(subject) {
    test('jobs past the line and before their outcome have a place, and no others', async () => {
      const { jobs } = subject.pair.one;
      const flying: Work[] = [
        { stage: 'input' },
        { stage: 'quoted' },
        { stage: 'submitting', sinceMs: 1 },
        { stage: 'watching' },
        { stage: 'completed' },
      ];
      const grounded: Work[] = [
        { stage: 'confirming', sinceMs: 1 },
        { stage: 'encoded', documents: [], files: [] },
        { stage: 'failed', failure: { code: 'internal', facts: {} } },
        { stage: 'cancelled' },
      ];
      for (const work of [...flying, ...grounded]) await jobs.insert(jobOf('flight', { work }, 'me'), null);
      const next = jobOf('flight', {}, 'me');
      await jobs.insert(next, null);
      const taken = flying.length;
      assert.deepEqual(await jobs.turns('flight', { ...ROOMY, perTenant: taken }), []);
      assert.deepEqual(await jobs.turns('flight', { ...ROOMY, perMember: taken }), []);
      assert.deepEqual(await jobs.turns('flight', { perTenant: taken + 1, perMember: taken + 1 }), [next.id]);
      assert.deepEqual(await jobs.turns('nobody', ROOMY), []);
    });

    test('whatever line there is, it is the turn of the longest waiting whose member has a place', async () => {
      const { one } = subject.pair;
      let line = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(standing, { maxLength: 12 }),
          fc.record({ perTenant: fc.nat(6), perMember: fc.nat(3) }),
          async (people, places) => {
            line += 1;
            const tenant = `line-${line}`;
            const jobs: (Standing & { id: string })[] = [];
            for (const each of people) jobs.push(await stand(one, tenant, each));
            assert.deepEqual(await one.jobs.turns(tenant, places), expectedTurns(jobs, places));
          },
        ),
        { numRuns: process.env['PROVE'] === undefined ? 30 : 500 },
      );
    });

    test('however much of the front one member takes up, it is the turn of the same jobs', async () => {
      const { one } = subject.pair;
      const numRuns = process.env['PROVE'] === undefined ? 3 : 40;
      let line = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(standing, { maxLength: 12 }),
          fc.record({ perTenant: fc.integer({ min: 1, max: 6 }), perMember: fc.integer({ min: 1, max: 3 }) }),
          async (people, places) => {
            line += 1;
            const tenant = `long-line-${line}`;
            const crowd = Array.from({ length: 70 }, () => ({
              member: 'max',
              createdAtMs: 0,
              isPast: false,
            }));
            const jobs: (Standing & { id: string })[] = [];
            for (const each of [...crowd, ...people]) jobs.push(await stand(one, tenant, each));
            assert.deepEqual(await one.jobs.turns(tenant, places), expectedTurns(jobs, places));
          },
        ),
        { numRuns },
      );
    });

    test('a member with 1,005 queued jobs keeps no other member from a turn, and the look stays small', async () => {
      const { one } = subject.pair;
      const first = jobOf('hidden', { id: newId(), createdAtMs: 1 }, 'max');
      await one.jobs.insert(first, null);
      await subject.pair.change(copiesOf(first.id, 1_004));
      const other = jobOf('hidden', { id: newId(), createdAtMs: 3 }, 'ada');
      await one.jobs.insert(other, null);
      const places: QueueSlots = { perTenant: 20, perMember: 3 };
      const turns = await one.jobs.turns('hidden', places);
      assert.equal(turns.length, 4);
      assert.ok(turns.includes(other.id));
      assert.deepEqual(await one.jobs.queues('hidde', 1), ['hidden']);
    });

    test('tenants with a queue are found one after the other', async () => {
      const { one } = subject.pair;
      for (const tenant of ['zz-1', 'zz-2', 'zz-3']) {
        for (const member of ['ada', 'bob'])
          await one.jobs.insert(jobOf(tenant, { id: newId() }, member), null);
      }
      assert.deepEqual(await one.jobs.queues('zz', 2), ['zz-1', 'zz-2']);
      assert.deepEqual(await one.jobs.queues('zz-2', 2), ['zz-3']);
      assert.deepEqual(await one.jobs.queues('zz-3', 2), []);
    });

    test('each job knows how many stand before it', async () => {
      const { jobs } = subject.pair.one;
      const [a, b, c] = [
        jobOf('before', { id: 'line-a', createdAtMs: 1 }),
        jobOf('before', { id: 'line-b', createdAtMs: 2 }),
        jobOf('before', { id: 'line-c', createdAtMs: 2 }),
      ] as const;
      for (const job of [c, a, b]) await jobs.insert(job, null);
      await jobs.insert(jobOf('before', { createdAtMs: 0, work: { stage: 'watching' } }), null);
      assert.deepEqual(await jobs.waitingBefore(a), { jobs: 0, ofMember: 0, services: [] });
      const two = { jobs: 2, ofMember: 2, services: ['speech', 'speech'] };
      assert.deepEqual(await jobs.waitingBefore(c), two);
      const ofOther = jobOf('before', { id: 'line-d', createdAtMs: 2 }, 'bob');
      assert.equal((await jobs.waitingBefore(ofOther)).ofMember, 0);
      await jobs.save({ ...a, work: { stage: 'input' } }, null);
      assert.equal((await jobs.waitingBefore(c)).jobs, 1);
    });

    test('of a long queue no more is counted than people are told, and of a member what waits', async () => {
      const { one } = subject.pair;
      const first = jobOf('long', { createdAtMs: 1 }, 'max');
      await one.jobs.insert(first, null);
      await one.jobs.insert(jobOf('long', { work: { stage: 'confirming', sinceMs: 1 } }, 'max'), null);
      await one.jobs.insert(jobOf('long', { work: { stage: 'watching' } }, 'max'), null);
      await subject.pair.change(copiesOf(first.id, MOST_AHEAD + 1));
      const last = jobOf('long', { createdAtMs: 3 }, 'ada');
      await one.jobs.insert(last, null);
      assert.equal((await one.jobs.waitingBefore(last)).jobs, MOST_AHEAD);
      assert.equal(await one.jobs.waitingOf({ tenant: 'long', member: 'max' }), 1 + MOST_AHEAD + 1 + 1);
      assert.equal(await one.jobs.waitingOf({ tenant: 'long', member: 'ada' }), 1);
    });

    test('a save in turn is refused to jobs further back, and to one that comes with an old record', async () => {
      const { jobs } = subject.pair.one;
      const places: QueueSlots = { perTenant: 1, perMember: 1 };
      const [first, second] = [
        jobOf('turn', { id: 'turn-a', createdAtMs: 1 }, 'ada'),
        jobOf('turn', { id: 'turn-b', createdAtMs: 2 }, 'bob'),
      ];
      for (const job of [first, second]) await jobs.insert(job, null);
      const admit = (job: typeof first) =>
        jobs.save({ ...job, work: { stage: 'input' } }, null, { inTurn: places });
      await assert.rejects(admit(second), NotInTurnError);
      const admitted = await admit(first);
      assert.deepEqual(await jobs.get(first.id), admitted);
      await assert.rejects(admit(first), StaleJobError);
      await assert.rejects(admit(second), NotInTurnError);
      await jobs.save({ ...admitted, work: { stage: 'cancelled' } }, null);
      assert.equal((await admit(second)).work.stage, 'input');
      await assert.rejects(
        jobs.save(jobOf('turn'), null, { inTurn: places }),
        StaleJobError,
        'it is not on record',
      );
    });

    test('who comes to stand in front while the last place is being taken sees that it is', async () => {
      const { one, other } = subject.pair;
      const places: QueueSlots = { perTenant: 1, perMember: 1 };
      const early = jobOf('last-place', { id: newId(), createdAtMs: 1 }, 'ada');
      const late = jobOf('last-place', { id: newId(), createdAtMs: 2 }, 'bob');
      await one.jobs.insert(late, null);
      const [taken, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const taking = one.transaction(async ({ jobs }) => {
        await jobs.save({ ...late, work: { stage: 'input' } }, null, { inTurn: places });
        taken.resolve();
        await mayEnd.promise;
      });
      await taken.promise;
      const refused = assert.rejects(async () => {
        await other.jobs.insert(early, null);
        await other.jobs.save({ ...early, work: { stage: 'input' } }, null, { inTurn: places });
      }, NotInTurnError);
      // Long enough for a save that does not wait to be through. On SQLite everything waits.
      for (let times = 0; one !== other && times < 50; times += 1) await other.ping();
      mayEnd.resolve();
      await Promise.all([taking, refused]);
    });

    test('of many that step forward at once, in two processes, only as many are let past as there are places', async () => {
      const { one, other } = subject.pair;
      const rounds = process.env['PROVE'] === undefined ? 5 : 200;
      for (let round = 0; round < rounds; round += 1) {
        const tenant = `crowd-${round}`;
        const places: QueueSlots = { perTenant: 3, perMember: 2 };
        // Each comes to stand in front of all who came before, so one that has looked already knows nothing of it.
        const jobs = Array.from({ length: 12 }, (_, at) =>
          jobOf(tenant, { id: newId(), createdAtMs: 100 - at }, `member-${at % 4}`),
        );
        const outcomes = await Promise.allSettled(
          jobs.map(async (job, at) => {
            const { jobs: records } = at % 2 === 0 ? one : other;
            await records.insert(job, null);
            return records.save({ ...job, work: { stage: 'input' } }, null, { inTurn: places });
          }),
        );
        let past = outcomes.filter(({ status }) => status === 'fulfilled').length;
        assert.ok(past <= places.perTenant, `round ${round}: ${past}`);
        // Who was refused may try again.
        for (;;) {
          const [next] = await one.jobs.turns(tenant, places);
          if (next === undefined) break;
          const job = jobs.find(({ id }) => id === next) ?? assert.fail();
          await other.jobs.save({ ...job, work: { stage: 'input' } }, null, { inTurn: places });
          past += 1;
        }
        assert.equal(past, places.perTenant);
      }
    });
  },
};
