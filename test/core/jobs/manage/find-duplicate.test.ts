import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemberJobs } from '../../../../src/core/jobs/manage/create-member-jobs.ts';
import type { MemberJobs } from '../../../../src/core/jobs/manage/member-jobs.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { Origin } from '../../../../src/core/model/job/origin.ts';
import type { DenoiseRequest } from '../../../../src/core/model/job/request.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { ORIGIN, speech, WIDE_CAPS } from '../../../fakes/world.ts';
import {
  type HandClock,
  handClock,
  postgresHarness,
  type StoreHarness,
  sqliteHarness,
} from '../../store/harness.ts';

const SOURCE = { kind: 'result', jobId: 'abcdefghjkmn', output: 'vocals', name: 'Song vocals' } as const;
const DENOISE: DenoiseRequest = { service: 'denoise', source: SOURCE };
const ENCODED = { stage: 'encoded', files: [], documents: [] } as const;
const FAILED = { stage: 'failed', failure: { code: 'job-failed', facts: {} } } as const;
const MINUTE_MS = 60_000;

/** Two processes' desks on one database. */
interface Setting {
  readonly clock: HandClock;
  readonly store: Store;
  readonly desks: readonly [MemberJobs, MemberJobs];
}

/** The code of each wish that was refused, and the jobs that began. */
async function ends(wishes: readonly Promise<Job>[]) {
  const settled = await Promise.allSettled(wishes);
  const begun = settled.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const refused = settled.flatMap((end) => {
    if (end.status === 'fulfilled') return [];
    const reason: unknown = end.reason;
    return [reason instanceof BotError ? reason : assert.fail(String(reason))];
  });
  return { begun, refused };
}

function isAskedOnce(open: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  before(async () => {
    harness = await open();
  });
  after(() => harness.stop());

  async function withDesks(test: (setting: Setting) => Promise<void>): Promise<void> {
    const clock = handClock();
    await using pair = await harness.openPair(clock);
    // Connections that are open already, so that the presses meet in the database and not on the way to it.
    const touches = [pair.one, pair.other].flatMap((store) => Array.from({ length: 8 }, () => store.ping()));
    await Promise.all(touches);
    const deskOn = (store: Store) =>
      createMemberJobs({ jobLimits: { ...WIDE_CAPS, maxWaitingJobs: 100 }, store, clock });
    await test({ clock, store: pair.one, desks: [deskOn(pair.one), deskOn(pair.other)] });
  }

  it('begins one job however many presses come at once, in two processes', () =>
    withDesks(async ({ store, desks }) => {
      const press = (index: number) => desks[index % 2 === 0 ? 0 : 1].startOnce(DENOISE, 'Song', ORIGIN);
      const { begun, refused } = await ends([0, 1, 2, 3, 4, 5].map(press));
      assert.equal(begun.length, 1);
      assert.deepEqual(
        refused.map(({ code, facts }) => [code, facts]),
        refused.map(() => ['job-asked-already', { job: begun[0]?.id }]),
      );
      assert.equal((await store.jobs.list({ tenant: ORIGIN.tenant, limit: 10 })).length, 1);
    }));

  it('begins one retry however many presses come at once, in two processes', () =>
    withDesks(async ({ clock, store, desks }) => {
      const failed: Job = { ...jobOf(speech(), 'Hello', ORIGIN, clock.now()), work: FAILED };
      await store.jobs.insert(failed, null);
      const press = (index: number) => desks[index % 2 === 0 ? 0 : 1].retry(failed.id, ORIGIN);
      const { begun, refused } = await ends([0, 1, 2, 3, 4, 5].map(press));
      assert.equal(begun.length, 1);
      assert.deepEqual(new Set(refused.map(({ code }) => code)), new Set(['job-tried-again']));
      assert.equal((await store.jobs.list({ tenant: ORIGIN.tenant, limit: 10 })).length, 2);
    }));

  it('tells apart who asks, where, for which step and on which sound', () =>
    withDesks(async ({ desks: [desk] }) => {
      const others: readonly (readonly [DenoiseRequest, Origin])[] = [
        [DENOISE, ORIGIN],
        [DENOISE, { ...ORIGIN, member: 'fake:somebody' }],
        [DENOISE, { ...ORIGIN, tenant: 'fake:elsewhere' }],
        [{ ...DENOISE, source: { ...SOURCE, output: 'drums' } }, ORIGIN],
        [{ ...DENOISE, source: { ...SOURCE, jobId: 'bcdefghjkmnp' } }, ORIGIN],
      ];
      const { begun } = await ends(
        others.map(([request, origin]) => desk.startOnce(request, 'Song', origin)),
      );
      assert.equal(begun.length, others.length);
      await desk.startOnce({ ...DENOISE, service: 'diarization' }, 'Song', ORIGIN);
    }));

  it('begins again once the first failed, or when a minute has passed since it began and it is done', () =>
    withDesks(async ({ clock, store, desks: [desk] }) => {
      const press = () => desk.startOnce(DENOISE, 'Song', ORIGIN);
      const first = await press();
      clock.nowMs += 10 * MINUTE_MS;
      await assert.rejects(press(), { code: 'job-asked-already' }, 'while it is under way');
      await store.jobs.save({ ...first, work: FAILED }, null);
      const second = await press();
      await store.jobs.save({ ...second, work: ENCODED }, null);
      clock.nowMs += MINUTE_MS - 1;
      await assert.rejects(press(), { code: 'job-asked-already' }, 'so soon after it began');
      clock.nowMs += 1;
      assert.notEqual((await press()).id, second.id);
    }));
}

describe('what is asked twice, on SQLite', () => isAskedOnce(sqliteHarness));
describe('what is asked twice, on PostgreSQL', () => isAskedOnce(postgresHarness));
