import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemberJobs } from '../../../../src/core/jobs/manage/create-member-jobs.ts';
import type { Job, Work } from '../../../../src/core/model/job/job.ts';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { ORIGIN, speech, WIDE_CAPS } from '../../../fakes/world.ts';
import { handClock, postgresHarness, type StoreHarness, sqliteHarness } from '../../store/harness.ts';

const MAX = 5;
const FULL = { code: 'queue-full', facts: { max: MAX } } as const;
const FAILED = { stage: 'failed', failure: { code: 'job-failed', facts: {} } } as const;

function hasAnEnd(open: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  before(async () => {
    harness = await open();
  });
  after(() => harness.stop());

  async function withStores(test: (one: Store, other: Store) => Promise<void>): Promise<void> {
    await using pair = await harness.openPair(handClock());
    await Promise.all(
      [pair.one, pair.other].flatMap((store) => Array.from({ length: 8 }, () => store.ping())),
    );
    await test(pair.one, pair.other);
  }
  const deskOn = (store: Store) =>
    createMemberJobs({
      store,
      clock: handClock(),
      jobLimits: { ...WIDE_CAPS, maxWaitingJobs: MAX },
    });
  const stored = (work: Work, origin = ORIGIN): Job => ({
    ...jobOf(speech(), 'Hello', origin, 1),
    id: newId(),
    work,
  });

  it('however many jobs are started at once, in two processes, and each way of starting one', () =>
    withStores(async (one, other) => {
      const failed = stored(FAILED);
      await one.jobs.insert(failed, null);
      const desks = [deskOn(one), deskOn(other)] as const;
      const starts = Array.from({ length: 30 }, (_, index) => {
        const desk = desks[index % 2 === 0 ? 0 : 1];
        const request = speech(`Number ${index}`);
        return index % 3 === 0
          ? desk.startOnce(request, 'Hello', ORIGIN)
          : desk.start(request, 'Hello', ORIGIN);
      });
      const ends = await Promise.allSettled(starts);
      assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, MAX);
      assert.equal(await one.jobs.waitingOf(ORIGIN), MAX);
      await assert.rejects(desks[0].start(speech(), 'Hello', ORIGIN), FULL);
      await assert.rejects(desks[0].startOnce(speech(), 'Hello', ORIGIN), FULL);
      await assert.rejects(desks[0].retry(failed.id, ORIGIN), FULL);
      assert.equal((await one.jobs.get(failed.id))?.retriedAs, undefined, 'the retry can be asked for again');
    }));

  it('that counts what waits for its turn or its price, and nothing that runs or is over', () =>
    withStores(async (store) => {
      const desk = deskOn(store);
      const others: readonly Work[] = [
        { stage: 'input' },
        { stage: 'quoted' },
        { stage: 'watching' },
        { stage: 'cancelled' },
        FAILED,
      ];
      for (const work of others) await store.jobs.insert(stored(work), null);
      for (let index = 0; index < MAX; index += 1) {
        const work: Work = index % 2 === 0 ? { stage: 'received' } : { stage: 'confirming', sinceMs: 1 };
        await store.jobs.insert(stored(work), null);
      }
      assert.equal(await store.jobs.waitingOf(ORIGIN), MAX);
      await assert.rejects(desk.start(speech(), 'Hello', ORIGIN), FULL);
    }));

  it('for each member of each tenant, and it opens again when one is over', () =>
    withStores(async (store) => {
      const desk = deskOn(store);
      const jobs: Job[] = [];
      for (let index = 0; index < MAX; index += 1) jobs.push(await desk.start(speech(), 'Hello', ORIGIN));
      await assert.rejects(desk.start(speech(), 'Hello', ORIGIN), FULL);
      await desk.start(speech(), 'Hello', { ...ORIGIN, member: 'fake:somebody' });
      await desk.start(speech(), 'Hello', { ...ORIGIN, tenant: 'fake:elsewhere' });
      const [first] = jobs;
      assert.ok(first);
      await store.jobs.save({ ...first, work: { stage: 'cancelled' } }, null);
      await desk.start(speech(), 'Hello', ORIGIN);
    }));
}

describe('a member’s queue has an end on SQLite', () => hasAnEnd(sqliteHarness));
describe('a member’s queue has an end on PostgreSQL', () => hasAnEnd(postgresHarness));
