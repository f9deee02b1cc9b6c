import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { isWorkOver, type Job } from '../../../src/core/model/job/job.ts';
import { fromCents, fromDollars } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { jobsWith } from '../../fakes/jobs-with.ts';
import { ORIGIN, speech, startWorld, WIDE_LIMITS, type World } from '../../fakes/world.ts';

/** The saves up to the one before the submission, the one that records its end, and some behind it. */
const WITHHELD = 2;
const FINISHED = WITHHELD + 2;
const SAVES = FINISHED + 2;

/** Does something right before one of the engine's saves, as a click at that very moment would. */
function beforeSave(
  act: (save: number) => Promise<void>,
): (dependencies: JobDependencies) => JobDependencies {
  let saves = 0;
  const saving = async <T>(save: () => Promise<T>): Promise<T> => {
    saves += 1;
    await act(saves);
    return save();
  };
  return (dependencies) => {
    const { jobs } = dependencies.store;
    return {
      ...dependencies,
      store: {
        ...dependencies.store,
        jobs: jobsWith(jobs, { save: (...saved) => saving(() => jobs.save(...saved)) }),
        transaction: (body) => saving(() => dependencies.store.transaction(body)),
      },
    };
  };
}

/** The code that something was refused with; `taken` when it was not. */
async function endOf(wish: Promise<unknown>): Promise<string> {
  return wish.then(
    () => 'taken',
    (error: unknown) => (error instanceof BotError ? error.code : assert.fail(String(error))),
  );
}

describe('clicks while the engine works', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100, limits: { memberDaily: fromDollars(9) } });
  });
  after(() => world[Symbol.asyncDispose]());

  const submits = (): number => world.sandbox.control.jobs.submits()['voice'] ?? 0;

  for (let save = 1; save <= SAVES; save += 1) {
    it(`stop a job for certain or not at all, right before save ${save}`, async () => {
      const earlier = { submits: submits(), posts: world.platform.posts.length };
      const started = Promise.withResolvers<Job>();
      let end: string | undefined;
      await world.kill(
        beforeSave(async (now) => {
          if (now === save) end = await endOf(world.jobs.cancel((await started.promise).id, ORIGIN));
        }),
      );
      started.resolve(await world.jobs.start(speech(), 'asked', ORIGIN));
      const job = await world.settled((await started.promise).id);

      assert.equal(world.platform.posts.length, earlier.posts + 1, 'one message, whatever the outcome');
      if (end === 'taken') {
        assert.equal(job.work.stage, 'cancelled');
        const text = world.platform.posts.at(-1)?.text ?? '';
        if (save <= WITHHELD) {
          assert.equal(submits(), earlier.submits, 'nothing was submitted after the stop was taken');
          assert.ok(job.money.state === 'none' || job.money.state === 'released', job.money.state);
          assert.match(text, /^Canceled\.( You weren’t charged; .*)?$/);
        } else {
          assert.equal(submits(), earlier.submits + 1);
          assert.equal(job.money.state, 'settled', 'AudioPod cannot stop speech');
          assert.match(text, /^Canceled, but AudioPod had already finished\. .*`\/jobs fetch`\. Cost: /);
          await world.jobs.fetch(job.id, ORIGIN);
          const again = await world.settled(
            job.id,
            ({ delivery }) => delivery.state === 'done' && delivery.round === 1,
          );
          assert.equal(again.work.stage, 'encoded');
          assert.deepEqual(again.money, job.money);
          assert.equal(submits(), earlier.submits + 1);
        }
      } else {
        assert.ok(end === undefined || /^job-(too-late-to-cancel|already-over)$/.test(end), end);
        assert.equal(job.work.stage, 'encoded');
        assert.equal(submits(), earlier.submits + 1);
        assert.equal(job.money.state, 'settled');
      }
      assert.equal(end === 'taken', save <= FINISHED);
    });
  }

  it('neither post nor start anything twice, whenever someone is impatient', async () => {
    const earlier = { submits: submits(), posts: world.platform.posts.length };
    const started = Promise.withResolvers<Job>();
    await world.kill(
      beforeSave(async () => {
        const { id } = await started.promise;
        assert.equal(await endOf(world.jobs.fetch(id, ORIGIN)), 'job-not-finished');
        const job = await world.jobs.find(id, ORIGIN);
        if (!isWorkOver(job.work)) {
          assert.equal(await endOf(world.jobs.retry(id, ORIGIN)), 'job-not-finished');
        }
      }),
    );
    started.resolve(await world.jobs.start(speech(), 'asked', ORIGIN));
    const job = await world.settled((await started.promise).id);
    assert.equal(job.delivery.state, 'done');
    assert.equal(world.platform.posts.length, earlier.posts + 1);
    assert.equal(submits(), earlier.submits + 1);
  });

  it('fetch a result again once for a double click, although its files are gone, and charge nothing', async () => {
    await world.kill();
    const { id } = await world.jobs.start(speech(), 'asked', ORIGIN);
    const first = await world.settled(id);
    const earlier = { submits: submits(), posts: world.platform.posts.length };
    const ends = await Promise.all([1, 2, 3].map(() => endOf(world.jobs.fetch(id, ORIGIN))));
    assert.deepEqual(ends.toSorted(), ['job-not-finished', 'job-not-finished', 'taken']);
    const again = await world.settled(id, (job) => job.delivery.state === 'done' && job.delivery.round === 1);
    assert.deepEqual(again.money, first.money);
    assert.equal(world.platform.posts.length, earlier.posts + 1);
    assert.equal(submits(), earlier.submits);
    const [before, now] = world.platform.posts.slice(-2);
    assert.notEqual(now?.key, before?.key);
    assert.deepEqual(
      now?.files.map(({ fileName }) => fileName),
      before?.files.map(({ fileName }) => fileName),
    );
  });

  it('look again at a job that the bot had stopped waiting for, and settle what it really cost', async () => {
    const nowMs = world.clock.now();
    const manner = { voice: { id: 'aura' }, speed: 1 };
    const { id: providerId } = await world.dependencies.accounts.audiopod.voice.generate(
      'Hello from long ago.',
      manner,
      new AbortController().signal,
    );
    const given: Job = {
      ...jobOf(speech(), 'asked', ORIGIN, nowMs - 7 * 3_600_000),
      work: { stage: 'failed', failure: { code: 'job-overdue', facts: { hours: 6 } } },
      money: { state: 'in-doubt', reservation: 'long-ago', amount: fromCents(5), sinceMs: nowMs },
      delivery: { state: 'done', round: 0, posted: [], atMs: nowMs },
      submissions: [
        { service: 'speech', providerId, submittedAtMs: nowMs - 7 * 3_600_000, state: 'watching' },
      ],
      quote: { amount: fromCents(5), seconds: 5 },
    };
    const { jobs, ledger } = world.store;
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, nowMs);
    const spending = { ...ORIGIN, service: 'speech' } as const;
    await ledger.reserve({
      id: 'long-ago',
      jobId: given.id,
      for: spending,
      amount: fromCents(5),
      scopes,
      nowMs,
    });
    await ledger.doubt('long-ago', nowMs);
    await jobs.insert(given, null);
    await world.jobs.fetch(given.id, ORIGIN);
    const job = await world.settled(
      given.id,
      ({ delivery }) => delivery.state === 'done' && delivery.round === 1,
    );
    assert.equal(job.work.stage, 'encoded');
    assert.deepEqual(job.money, {
      state: 'settled',
      reservation: 'long-ago',
      amount: fromCents(1),
      basis: 'credits',
    });
  });

  it('try a failed job again once for a double click', async () => {
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'fail' } });
    const { id } = await world.jobs.start(speech(), 'asked', ORIGIN);
    const failed = await world.settled(id);
    assert.equal(failed.work.stage, 'failed');
    const earlier = submits();
    const ends = await Promise.all([1, 2].map(() => endOf(world.jobs.retry(id, ORIGIN))));
    assert.deepEqual(ends.toSorted(), ['job-tried-again', 'taken']);
    const { retriedAs = '' } = await world.jobs.find(id, ORIGIN);
    assert.equal((await world.settled(retriedAs)).work.stage, 'encoded');
    assert.equal(submits(), earlier + 1);
  });
});
