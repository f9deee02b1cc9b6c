import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { queuePlaceOf } from '../../../../src/core/jobs/context/queue-place.ts';
import { tellingWhen } from '../../../../src/core/jobs/manage/require-room.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Service } from '../../../../src/core/model/service.ts';
import type { QueueAhead } from '../../../../src/core/ports/store.ts';
import { explainFailure } from '../../../../src/core/text/explain-failure.ts';
import { progressText } from '../../../../src/core/text/outcome.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { ORIGIN, speech } from '../../../fakes/world.ts';

const MINUTE_MS = 60_000;
const JOB = jobOf(speech(), 'it', ORIGIN, 0);

describe('the place of a job in its queue', () => {
  const place = (ahead: QueueAhead, usual: Partial<Record<Service, number>>) =>
    queuePlaceOf(
      {
        jobs: { waitingBefore: async () => ahead },
        jobLimits: { maxJobsPerTenant: 4, maxJobsPerMember: 2 },
        usualMs: (service) => usual[service],
      },
      JOB,
    );

  it('tells in how long it starts, by the usual time of what is ahead and the slots there are', async () => {
    const usual = { speech: MINUTE_MS, stems: 3 * MINUTE_MS };
    const mixed = { jobs: 3, ofMember: 0, services: ['stems', 'speech', 'music'] } as const;
    assert.deepEqual(await place(mixed, usual), { before: 3, startsInMs: 2 * MINUTE_MS });
    // A member who has asked for much waits for their own jobs.
    const own = { jobs: 5, ofMember: 5, services: ['speech'] } as const;
    assert.deepEqual(await place(own, usual), { before: 5, startsInMs: 3 * MINUTE_MS });
  });

  it('tells no time before enough jobs have ended, and none of an admitted job', async () => {
    assert.deepEqual(await place({ jobs: 1, ofMember: 0, services: ['stems'] }, {}), { before: 1 });
    const figures = {
      jobs: { waitingBefore: () => Promise.reject(new Error('It is not asked for')) },
      jobLimits: { maxJobsPerTenant: 1, maxJobsPerMember: 1 },
      usualMs: () => MINUTE_MS,
    };
    assert.deepEqual(await queuePlaceOf(figures, { ...JOB, work: { stage: 'watching' } }), { before: 0 });
  });

  it('is in the words of its reader, and no queue is named when nobody is ahead', () => {
    const chinese = { ...JOB, origin: { ...ORIGIN, locale: 'zh-CN' } } as const;
    const shown = { before: 3, startsInMs: 100_000 };
    assert.equal(progressText(JOB, shown), 'Queued: 3 ahead, about 2 min.');
    assert.equal(progressText(chinese, shown), '排队中，前面还有 3 个任务，约 2 分钟。');
    assert.equal(progressText(JOB, { before: 1, startsInMs: 25_000 }), 'Queued: 1 ahead, about 40 s.');
    assert.equal(progressText(JOB, { before: 0, startsInMs: 25_000 }), 'Starts next.');
  });
});

describe('the refusal of a full queue', () => {
  const refuse = (startsInMs?: number) =>
    tellingWhen(() => Promise.reject(new BotError('queue-full', 'full', { facts: { max: 2 } })), ORIGIN, {
      jobs: { list: async () => [JOB] },
      jobLimits: { maxWaitingJobs: 2 },
      placeInLine: async () => ({ before: 0, ...(startsInMs !== undefined && { startsInMs }) }),
    });
  const textOf = async (refused: Promise<unknown>) =>
    refused.then(
      () => assert.fail('it was not refused'),
      (error: BotError) => explainFailure('en', { code: error.code, facts: error.facts }),
    );

  it('tells when the first of the queued jobs starts, if that is known', async () => {
    assert.equal(
      await textOf(refuse(90_000)),
      'You already have 2 jobs waiting. The first of them starts in about 2 min. Wait, or cancel one with `/jobs cancel`.',
    );
    assert.match(await textOf(refuse()), /Wait until one is done/);
  });

  it('is the only failure that it adds to', async () => {
    const other = new BotError('ledger-unavailable', 'down');
    const placeInLine = () => assert.fail('it is not asked for');
    const needs = { jobs: { list: async () => [] }, jobLimits: { maxWaitingJobs: 2 }, placeInLine };
    await assert.rejects(
      tellingWhen(() => Promise.reject(other), ORIGIN, needs),
      other,
    );
  });
});
