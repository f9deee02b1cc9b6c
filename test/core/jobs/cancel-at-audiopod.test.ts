import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { type CrashPoint, crashingStore } from '../../fakes/crashing-store.ts';
import { until } from '../../fakes/until.ts';
import { music, ORIGIN, speech, startWorld, stemsOf, transcriptOf, type World } from '../../fakes/world.ts';
import { attachSong, charged } from './world-checks.ts';

type Service = 'stems' | 'music' | 'transcription' | 'speaker' | 'denoiser' | 'voice';

describe('canceling a job that AudioPod works on', () => {
  let world: World;
  let source: Awaited<ReturnType<typeof attachSong>>;
  before(async () => {
    world = await startWorld({
      speedUp: 100,
      limits: { memberDaily: fromDollars(20), tenantMonthly: fromDollars(20) },
    });
    source = await attachSong(world, 2);
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => world.sandbox.control.settings.change({ stoppedJobs: 'released' }));

  const { stringify } = JSON;
  const isOver = ({ work }: Job): boolean => work.stage === 'cancelled' || work.stage === 'encoded';
  /** What has arrived and what counts, to be compared with later. */
  const now = async () => ({
    posts: world.platform.posts.length,
    usage: world.sandbox.control.wallet.usage().length,
    charged: charged(world),
    // Not a month's counters: the clock of this test is fast, and months end.
    open: (await world.store.ledger.open()).reduce((sum, { amount }) => sum + amount, 0),
  });
  const spentOn = ({ money }: Job): number => (money.state === 'settled' ? money.amount : 0);
  const lastText = (): string => world.platform.posts.at(-1)?.text ?? '';

  /** Starts a job that AudioPod holds, and waits until it is watched. */
  async function held(request: JobRequest, service: Service): Promise<{ id: string; number: number }> {
    world.sandbox.control.faults.add({ on: `${service}.submit`, fault: { kind: 'hold' } });
    const { id } = await world.jobs.start(request, 'asked', ORIGIN);
    const job = await world.settled(id, ({ work }) => work.stage === 'watching');
    return { id, number: Number(job.submissions.at(-1)?.providerId) };
  }
  const isThere = (service: Service, number: number): boolean =>
    world.sandbox.control.jobs.list(service).some(({ id }) => id === number);

  const DELETED: readonly (readonly [Service, () => JobRequest])[] = [
    ['stems', () => stemsOf(source)],
    ['music', () => music()],
    ['transcription', () => transcriptOf(source)],
    ['speaker', () => ({ service: 'diarization', source })],
  ];
  for (const [service, request] of DELETED) {
    it(`deletes ${service} there, and says that nobody knows what it costs`, async () => {
      const earlier = await now();
      const { id, number } = await held(request(), service);
      await world.jobs.cancel(id, ORIGIN);
      const job = await world.settled(id, ({ delivery }) => delivery.state === 'done');
      assert.equal(job.work.stage, 'cancelled');
      assert.equal(job.money.state, 'in-doubt');
      const events = job.history.map(({ event }) => event);
      assert.ok(events.includes('cancelled-at-audiopod') && !events.includes('gone'), events.join());
      assert.equal(isThere(service, number), false);
      assert.equal(world.platform.posts.length, earlier.posts + 1);
      assert.match(
        lastText(),
        /^Canceled\. AudioPod doesn’t say whether it refunds this job\. You may have been charged \$/,
      );
      assert.deepEqual(world.platform.posts.at(-1)?.actions, []);
      await assert.rejects(world.jobs.fetch(id, ORIGIN), { code: 'job-no-result' });
      await world.jobs.waive(id, ORIGIN.member);
      assert.equal((await now()).open, earlier.open);
    });
  }

  it('covers what AudioPod charges for a deleted job', async () => {
    world.sandbox.control.settings.change({ stoppedJobs: 'charged' });
    const earlier = await now();
    const { id } = await held(stemsOf(source), 'stems');
    await world.jobs.cancel(id, ORIGIN);
    await world.settled(id, ({ delivery }) => delivery.state === 'done');
    const later = await now();
    assert.equal(later.usage, earlier.usage + 1);
    assert.ok(later.open - earlier.open >= later.charged - earlier.charged);
  });

  it('cancels noise removal, which costs nothing', async () => {
    const earlier = await now();
    const { id } = await held({ service: 'denoise', source }, 'denoiser');
    await world.jobs.cancel(id, ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'cancelled');
    assert.equal(job.money.state, 'released');
    assert.match(lastText(), /^Canceled\. You weren’t charged; /);
    assert.deepEqual(await now(), { ...earlier, posts: earlier.posts + 1 });
  });

  const UNSTOPPABLE: readonly (readonly [string, Service, () => JobRequest, RegExp])[] = [
    ['speech', 'voice', () => speech(), /^Canceling… AudioPod can’t stop speech, /],
    ['a job that AudioPod refuses to stop', 'stems', () => stemsOf(source), /^Canceling…/],
  ];
  for (const [what, service, request, progress] of UNSTOPPABLE) {
    it(`waits for the cost of ${what}, and keeps the result`, async () => {
      world.sandbox.control.settings.change({ stoppedJobs: 'refused' });
      const earlier = await now();
      const { id, number } = await held(request(), service);
      await Promise.all([world.jobs.cancel(id, ORIGIN), world.jobs.cancel(id, ORIGIN)]);
      await until(
        'it is being canceled',
        async () => progress.test(world.platform.progress.at(-1)?.text ?? '') && true,
      );
      assert.deepEqual(world.platform.progress.at(-1)?.actions, []);
      world.sandbox.control.jobs.release(service, number);
      const job = await world.settled(id);
      assert.equal(job.work.stage, 'cancelled');
      assert.equal(job.money.state, 'settled');
      assert.match(lastText(), /^Canceled, but AudioPod had already finished\. Get the result .* Cost: \$/);
      assert.deepEqual(world.platform.posts.at(-1)?.actions, [{ kind: 'fetch', jobId: id }]);
      const later = await now();
      assert.equal(spentOn(job), later.charged - earlier.charged);
      assert.equal(later.open, earlier.open);

      await world.jobs.fetch(id, ORIGIN);
      const fetched = await world.settled(
        id,
        ({ delivery }) => delivery.state === 'done' && delivery.round === 1,
      );
      assert.equal(fetched.work.stage, 'encoded');
      assert.ok((world.platform.posts.at(-1)?.files.length ?? 0) > 0);
      assert.deepEqual(fetched.money, job.money);
      assert.equal((await now()).charged, later.charged);
    });
  }

  it('costs nothing if AudioPod fails while it is canceled', async () => {
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'fail' } });
    const earlier = await now();
    const { id } = await held(speech(), 'voice');
    await world.jobs.cancel(id, ORIGIN);
    const { number } = { number: Number((await world.store.jobs.get(id))?.submissions.at(-1)?.providerId) };
    world.sandbox.control.jobs.release('voice', number);
    const job = await world.settled(id);
    assert.deepEqual([job.work.stage, job.money.state], ['cancelled', 'released']);
    assert.equal((await now()).open, earlier.open);
  });

  it('tries again while AudioPod does not answer', async () => {
    const { id } = await held({ service: 'denoise', source }, 'denoiser');
    world.sandbox.control.faults.add({
      on: 'denoiser.cancel',
      times: 4,
      fault: { kind: 'status', status: 503 },
    });
    await world.jobs.cancel(id, ORIGIN);
    const job = await world.settled(id);
    assert.deepEqual([job.work.stage, job.money.state], ['cancelled', 'released'], stringify(job.history));
  });

  // From the save that notices the cancel on.
  const POINTS: readonly CrashPoint[] = [1, 2, 3, 4].flatMap((transaction) =>
    (['before', 'after'] as const).map((side) => ({ transaction, side })),
  );
  // The hardest one: AudioPod was told, and the record says nothing of it. All others run with `npm run prove`.
  const TRIED = process.env['PROVE'] === undefined ? POINTS.slice(2, 3) : POINTS;
  const KINDS: readonly (readonly [Service, () => JobRequest])[] = [
    ['denoiser', () => ({ service: 'denoise', source })],
    ['stems', () => stemsOf(source)],
    ['voice', () => speech()],
  ];
  for (const [service, request] of KINDS) {
    for (const point of TRIED) {
      it(`ends ${service} once, if the process dies ${point.side} save ${point.transaction} of it`, async () => {
        const earlier = await now();
        const { id, number } = await held(request(), service);
        let died = Promise.resolve();
        await world.kill((dependencies) => {
          const crashing = crashingStore(dependencies.store, point);
          died = crashing.died;
          return { ...dependencies, store: crashing.store };
        });
        await world.jobs.cancel(id, ORIGIN);
        world.sandbox.control.jobs.release(service, number);
        const isTold = ({ delivery }: Job): boolean => delivery.state === 'done';
        const ended = world.settled(id, isTold).then(() => 'ended');
        if ((await Promise.race([died.then(() => 'died'), ended])) === 'died') await world.kill();
        await ended;
        const job = await world.settled(id, (one) => isTold(one) && isOver(one));
        assert.equal(job.work.stage, 'cancelled');
        assert.equal(world.platform.posts.length, earlier.posts + 1, 'one message');
        const later = await now();
        assert.ok(later.usage <= earlier.usage + 1);
        const end = isJobOver(job) ? job : await world.jobs.waive(id, ORIGIN.member);
        assert.equal((await now()).open, earlier.open);
        assert.equal(spentOn(end), later.charged - earlier.charged);
      });
    }
  }
});
