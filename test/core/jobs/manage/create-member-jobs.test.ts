import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createMemberJobs } from '../../../../src/core/jobs/manage/create-member-jobs.ts';
import type { MemberJobs } from '../../../../src/core/jobs/manage/member-jobs.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { isJobOver, type Job } from '../../../../src/core/model/job/job.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { StaleJobError } from '../../../../src/core/model/save-errors.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { until } from '../../../fakes/until.ts';
import { createVirtualClock, type VirtualClock } from '../../../fakes/virtual-clock.ts';
import { ORIGIN, speech, transcriptOf, WIDE_CAPS } from '../../../fakes/world.ts';

const SUBMISSION = { service: 'speech', providerId: '1', submittedAtMs: 0, state: 'completed' } as const;
const POSTED = { state: 'done', round: 0, posted: [], atMs: 0 } as const;
const HELD = { state: 'held', reservation: 'r', amount: fromCents(3) } as const;
const DONE: Partial<Job> = {
  work: { stage: 'encoded', documents: [], files: [] },
  delivery: POSTED,
  submissions: [SUBMISSION],
};
const FAILED: Partial<Job> = {
  work: { stage: 'failed', failure: { code: 'job-failed', facts: {} } },
  delivery: POSTED,
};

interface Setting extends AsyncDisposable {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly desk: MemberJobs;
  record(change: Partial<Job>): Promise<Job>;
  /** The jobs that may be worked on now. */
  due(): Promise<readonly string[]>;
}

async function open(change: (store: Store) => Store = (store) => store): Promise<Setting> {
  const clock = createVirtualClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  return {
    store,
    clock,
    desk: createMemberJobs({
      jobLimits: { ...WIDE_CAPS, maxWaitingJobs: 100 },
      store: change(store),
      clock,
    }),
    async record(given) {
      const job = { ...jobOf(speech(), 'Hello', ORIGIN, clock.now()), ...given };
      await store.jobs.insert(job, isJobOver(job) ? null : clock.now() + 1_000);
      return job;
    },
    async due() {
      const taken = await store.jobs.takeDue({ by: 'test', limit: 10 });
      await store.jobs.freeAll();
      return taken.map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** The outcome of several wishes: the codes of those refused, in any order. */
async function refusals(wishes: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const ends = await Promise.allSettled(wishes);
  return ends.flatMap((end) => {
    if (end.status === 'fulfilled') return [];
    const reason: unknown = end.reason;
    return [reason instanceof BotError ? reason.code : assert.fail(String(reason))];
  });
}

describe('the job desk', () => {
  it('puts a job on record as due', async () => {
    await using setting = await open();
    const { desk, store } = setting;
    const job = await desk.start(speech(), 'Hello', ORIGIN);
    assert.deepEqual(await store.jobs.get(job.id), job);
    assert.deepEqual(await setting.due(), [job.id]);
  });

  it('marks the jobs of the sandbox, however they begin, and no others', async () => {
    await using setting = await open();
    const { store, clock } = setting;
    for (const isSandbox of [true, false]) {
      const desk = createMemberJobs({
        jobLimits: { ...WIDE_CAPS, maxWaitingJobs: 100 },
        store,
        clock,
        isSandbox,
      });
      const failed = await setting.record(FAILED);
      const begun = [
        await desk.start(speech(), 'Hello', ORIGIN),
        await desk.startOnce(speech(`Once, ${isSandbox}`), 'Hello', ORIGIN),
        await desk.retry(failed.id, ORIGIN),
      ];
      const stored = await Promise.all(begun.map(({ id }) => store.jobs.get(id)));
      assert.deepEqual(
        stored.map((job) => job?.isSimulated === true),
        begun.map(() => isSandbox),
      );
    }
  });

  it('shows a member their own jobs of the place they ask from, and no others', async () => {
    await using setting = await open();
    const { desk } = setting;
    const job = await setting.record(DONE);
    const tenant = { ...ORIGIN, tenant: 'fake:elsewhere' };
    const member = { ...ORIGIN, member: 'fake:somebody' };
    assert.deepEqual(await desk.list({ ...ORIGIN, channel: 'other' }, 10), [job]);
    for (const stranger of [tenant, member]) assert.deepEqual(await desk.list(stranger, 10), []);
    for (const wish of [desk.find, desk.fetch, desk.cancel, desk.retry]) {
      await assert.rejects(wish(job.id, tenant), { code: 'job-unknown' });
      await assert.rejects(wish('nowhere', ORIGIN), { code: 'job-unknown' });
      await assert.rejects(wish(job.id, member), { code: 'job-not-yours' });
    }
    assert.deepEqual(await setting.store.jobs.get(job.id), job);
    assert.deepEqual(await setting.due(), []);
  });

  it('knows the place in line of a job that waits, and of no other', async () => {
    await using setting = await open();
    const first = await setting.record({ createdAtMs: 1 });
    const second = await setting.record({ createdAtMs: 2 });
    const running = await setting.record({ createdAtMs: 3, work: { stage: 'watching' } });
    const places = [first, second, running].map((job) => setting.desk.placeInLine(job));
    assert.deepEqual(
      (await Promise.all(places)).map(({ before }) => before),
      [0, 1, 0],
    );
  });
});

describe('stopping a job', () => {
  it('is put on record once, however often it is asked for', async () => {
    await using setting = await open();
    const { id } = await setting.record({});
    const wishes = [1, 2, 3].map(() => setting.desk.cancel(id, ORIGIN));
    assert.deepEqual(await refusals(wishes), []);
    const job = await setting.store.jobs.get(id);
    assert.equal(job?.cancelRequested, true);
    assert.deepEqual(
      job.history.map(({ event }) => event),
      ['received', 'cancel-asked'],
    );
    assert.deepEqual(await setting.due(), [id]);
  });

  const CANCELABLE: readonly Job['work'][] = [
    { stage: 'received' },
    { stage: 'input' },
    { stage: 'quoted' },
    { stage: 'submitting', sinceMs: 0 },
    { stage: 'watching' },
    { stage: 'watching', lateSinceMs: 1 },
  ];
  for (const work of CANCELABLE) {
    it(`is possible while it is ${JSON.stringify(work)}`, async () => {
      await using setting = await open();
      const { id } = await setting.record({ work });
      assert.equal((await setting.desk.cancel(id, ORIGIN)).cancelRequested, true);
    });
  }

  it('is refused once AudioPod has finished the job', async () => {
    await using setting = await open();
    const { id } = await setting.record({ work: { stage: 'completed' }, money: HELD });
    await assert.rejects(setting.desk.cancel(id, ORIGIN), { code: 'job-too-late-to-cancel' });
    for (const change of [DONE, FAILED, { work: { stage: 'cancelled' as const } }]) {
      const { id } = await setting.record(change);
      await assert.rejects(setting.desk.cancel(id, ORIGIN), { code: 'job-already-over' });
    }
  });
});

describe('fetching a result again', () => {
  it('is taken once, however often it is asked for at the same time', async () => {
    await using setting = await open();
    const { id } = await setting.record(DONE);
    const wishes = [1, 2, 3].map(() => setting.desk.fetch(id, { ...ORIGIN, channel: 'new' }));
    assert.deepEqual(await refusals(wishes), ['job-not-finished', 'job-not-finished']);
    const job = await setting.store.jobs.get(id);
    assert.deepEqual(job?.delivery, { state: 'pending', round: 1 });
    assert.equal(job.origin.channel, 'new');
    assert.deepEqual(await setting.due(), [id]);
  });

  it('goes on where there is something to go on with, and says so where there is not', async () => {
    await using setting = await open();
    const failed = FAILED.work ?? assert.fail();
    const cases: readonly (readonly [Partial<Job>, string])[] = [
      [DONE, 'encoded'],
      [{ ...FAILED, submissions: [SUBMISSION] }, 'completed'],
      [{ ...FAILED, submissions: [{ ...SUBMISSION, state: 'watching' }] }, 'watching'],
      [{ ...FAILED, submissions: [{ ...SUBMISSION, state: 'failed' }] }, 'job-no-result'],
      [{ ...FAILED, submissions: [] }, 'job-no-result'],
      [{ ...DONE, work: { stage: 'cancelled' }, submissions: [] }, 'job-no-result'],
      [
        { ...DONE, work: { stage: 'cancelled' }, submissions: [{ ...SUBMISSION, state: 'cancelled' }] },
        'job-no-result',
      ],
      [
        { ...DONE, work: { stage: 'cancelled' }, submissions: [{ ...SUBMISSION, state: 'watching' }] },
        'job-no-result',
      ],
      [{ ...DONE, work: { stage: 'cancelled' }, cancelRequested: true }, 'completed'],
      [{ work: { stage: 'watching' }, submissions: [SUBMISSION] }, 'job-not-finished'],
      [{ ...DONE, work: failed, delivery: { state: 'pending', round: 0 } }, 'job-not-finished'],
      [{ ...DONE, delivery: { state: 'partial', round: 0, posted: [] } }, 'job-not-finished'],
    ];
    for (const [change, expected] of cases) {
      const { id } = await setting.record(change);
      const end = await setting.desk.fetch(id, ORIGIN).then(
        (job) => job.work.stage,
        (error: unknown) => (error instanceof BotError ? error.code : String(error)),
      );
      assert.equal(end, expected);
    }
  });

  it('is refused at once where neither a link that may work nor a key is left to read it with', async () => {
    await using setting = await open();
    const { clock, desk, record, store } = setting;
    const outputs = [{ name: 'speech', url: 'https://media.example.org/1' }];
    const submissions = [{ ...SUBMISSION, submittedAtMs: clock.now(), outputs }];
    const own = { ...DONE, keyId: 'erased', submissions };
    const [sound, late] = [await record(own), await record(own)];
    const source = { kind: 'url', url: 'https://media.example.org/talk.mp3' } as const;
    const words = await record({ ...own, request: transcriptOf(source) });

    assert.deepEqual((await desk.fetch(sound.id, ORIGIN)).delivery, { state: 'pending', round: 1 });
    await assert.rejects(desk.fetch(words.id, ORIGIN), { code: 'own-key-gone' });
    await clock.advance(3_600_000);
    await assert.rejects(desk.fetch(late.id, ORIGIN), { code: 'own-key-gone' });
    assert.deepEqual((await store.jobs.get(late.id))?.work, DONE.work);

    const by = { member: ORIGIN.member, nowMs: clock.now() };
    const key = { id: 'connected', lastFour: '_two', sinceMs: 0 };
    await store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({ ...rules, key }));
    assert.deepEqual((await desk.fetch(words.id, ORIGIN)).delivery, { state: 'pending', round: 1 });
  });

  it('brings an outcome that is not there yet to where it was asked for last, still private if it was', async () => {
    await using setting = await open();
    const elsewhere = { ...ORIGIN, channel: 'elsewhere', reply: 'a fresh handle' };
    const { id } = await setting.record({
      work: { stage: 'watching' },
      submissions: [SUBMISSION],
      origin: { ...ORIGIN, visibility: 'private' },
    });
    const moved = await setting.desk.fetch(id, elsewhere);
    assert.deepEqual(moved.origin, { ...elsewhere, visibility: 'private' });
    assert.equal(moved.work.stage, 'watching');
    assert.deepEqual(moved.delivery, { state: 'none' });

    const posting = await setting.record({
      ...DONE,
      delivery: { state: 'partial', round: 0, posted: [{ key: 'k', receipt: 'r' }] },
    });
    const again = await setting.desk.fetch(posting.id, elsewhere);
    assert.deepEqual(again.delivery, { state: 'pending', round: 1 });
    assert.equal(again.origin.channel, 'elsewhere');
  });

  it('begins a new round after a delivery that was given up too, so that nothing passes for a repeat', async () => {
    await using setting = await open();
    const failure = { code: 'cannot-deliver', facts: {} } as const;
    const { id } = await setting.record({
      ...DONE,
      delivery: { state: 'undeliverable', round: 3, failure, atMs: 0 },
    });
    assert.deepEqual((await setting.desk.fetch(id, ORIGIN)).delivery, { state: 'pending', round: 4 });
  });

  it('keeps a private job private, wherever it is asked for', async () => {
    await using setting = await open();
    const { id } = await setting.record({ ...DONE, origin: { ...ORIGIN, visibility: 'private' } });
    assert.equal((await setting.desk.fetch(id, ORIGIN)).origin.visibility, 'private');
  });
});

describe('trying a job again', () => {
  it('starts one new job, however often it is asked for at the same time', async () => {
    await using setting = await open();
    const { desk } = setting;
    const failed = await setting.record({ ...FAILED, createdAtMs: 0 });
    const wishes = [1, 2, 3].map(() => desk.retry(failed.id, ORIGIN));
    assert.deepEqual(await refusals(wishes), ['job-tried-again', 'job-tried-again']);
    const [again, ...others] = await desk.list(ORIGIN, 10);
    assert.deepEqual(
      others.map(({ id }) => id),
      [failed.id],
    );
    assert.deepEqual(again?.request, failed.request);
    assert.deepEqual(again.work, { stage: 'received' });
    assert.equal((await desk.find(failed.id, ORIGIN)).retriedAs, again.id);
    await assert.rejects(desk.retry(failed.id, ORIGIN), { facts: { job: again.id } });
  });

  it('is possible again once the new job is over as well', async () => {
    await using setting = await open();
    const { desk, store } = setting;
    const { id } = await setting.record(FAILED);
    const second = await desk.retry(id, ORIGIN);
    await store.jobs.save({ ...second, ...FAILED }, null);
    const third = await desk.retry(id, ORIGIN);
    assert.notEqual(third.id, second.id);
    assert.equal((await desk.find(id, ORIGIN)).retriedAs, third.id);
  });

  it('is possible while nobody knows whether AudioPod took the job, but not while it is being handed over', async () => {
    await using setting = await open();
    const work = { stage: 'submitting', sinceMs: 0 } as const;
    const handed = await setting.record({ work, money: HELD });
    await assert.rejects(setting.desk.retry(handed.id, ORIGIN), { code: 'job-not-finished' });
    const doubtful = await setting.record({ work, money: { ...HELD, state: 'in-doubt', sinceMs: 0 } });
    const again = await setting.desk.retry(doubtful.id, ORIGIN);
    assert.deepEqual(again.money, { state: 'none' });
    const job = await setting.store.jobs.get(doubtful.id);
    assert.equal(job?.money.state, 'in-doubt', 'what may have been charged stays counted');
  });

  it('starts nothing when the job it belongs to cannot be saved', async () => {
    await using setting = await open((store) => ({
      ...store,
      transaction: (body) =>
        store.transaction(async (records) => {
          await body(records);
          throw new BotError('ledger-unavailable', 'The connection broke before the commit');
        }),
    }));
    const { id } = await setting.record(FAILED);
    let isOver = false;
    const asked = setting.desk.retry(id, ORIGIN).finally(() => (isOver = true));
    const refused = assert.rejects(asked, { code: 'start-unsure' });
    await until('the retry has ended', async () => {
      await setting.clock.advance(1_000);
      return isOver;
    });
    await refused;
    assert.deepEqual(
      (await setting.desk.list(ORIGIN, 10)).map((job) => job.id),
      [id],
    );
  });
});

describe('a wish beside a run', () => {
  it('is applied to the newest record, so that neither overwrites the other', async () => {
    let saved: Promise<unknown> | undefined;
    await using setting = await open((store) => ({
      ...store,
      async transaction(body) {
        // The run saves between the desk's reading and its own saving, once.
        saved ??= store.jobs.list({ tenant: ORIGIN.tenant, limit: 1 }).then(async ([job]) => {
          if (job !== undefined) await store.jobs.save({ ...job, work: { stage: 'quoted' } }, null);
        });
        await saved;
        return store.transaction(body);
      },
    }));
    const { id } = await setting.record({});
    const job = await setting.desk.cancel(id, ORIGIN);
    assert.deepEqual([job.work.stage, job.cancelRequested, job.version], ['quoted', true, 2]);
  });

  it('gives up in the end instead of losing for ever', async () => {
    let tries = 0;
    await using setting = await open((store) => ({
      ...store,
      async transaction() {
        tries += 1;
        throw new StaleJobError('job', 0);
      },
    }));
    const { id } = await setting.record({});
    await assert.rejects(setting.desk.cancel(id, ORIGIN), StaleJobError);
    assert.ok(tries > 10 && tries < 100, `${tries} tries`);
  });

  it('never brings two results, two retries or a lost record, in whatever order clicks and saves fall', async () => {
    type Click = 'fetch' | 'cancel' | 'retry' | 'deliver';
    const clicks = fc.array(fc.constantFrom<Click>('fetch', 'cancel', 'retry', 'deliver'), {
      minLength: 2,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), clicks, async (scheduler, order) => {
        await using setting = await open((store) => ({
          ...store,
          // Between any two steps of the desk anything else may happen.
          jobs: Object.assign(Object.create(store.jobs), {
            get: scheduler.scheduleFunction((id: string) => store.jobs.get(id)),
          }),
        }));
        const { desk, store } = setting;
        const { id } = await setting.record(DONE);
        let delivered = 0;
        let fetched = 0;
        const deliver = async (): Promise<void> => {
          const job = await store.jobs.get(id);
          if (job?.delivery.state !== 'pending') return;
          const { round } = job.delivery;
          await store.jobs.save({ ...job, delivery: { ...POSTED, round } }, null);
          delivered += 1;
        };
        const act = async (click: Click): Promise<void> => {
          await scheduler.schedule(Promise.resolve());
          if (click === 'deliver') return deliver().catch(ignoreStale);
          const wish = await desk[click](id, ORIGIN).catch((error: unknown) => {
            assert.ok(error instanceof BotError, String(error));
          });
          if (click === 'fetch' && wish !== undefined) fetched += 1;
        };
        const all = Promise.all(order.map((click) => act(click)));
        await scheduler.waitFor(all);
        await deliver();
        assert.equal(delivered, fetched, 'every fetch that was taken is posted once');
        const job = await store.jobs.get(id);
        assert.equal(job?.delivery.state === 'done' && job.delivery.round, fetched);
        const retries = (await store.jobs.list({ tenant: ORIGIN.tenant, limit: 100 })).length - 1;
        assert.equal(retries, order.includes('retry') ? 1 : 0);
        assert.equal(job?.cancelRequested, undefined);
      }),
      { numRuns: 60 },
    );
  });
});

function ignoreStale(error: unknown): void {
  if (!(error instanceof StaleJobError)) throw error;
}
