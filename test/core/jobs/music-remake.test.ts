import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultRuleInput } from '../../../sandbox/faults/fault.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { MusicRequest } from '../../../src/core/model/job/request.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { music, ORIGIN, startWorld, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

const { signal } = new AbortController();
const IS_PROOF = process.env['PROVE'] !== undefined;
const FAIL = { on: 'music.submit', fault: { kind: 'fail' } } as const;

describe('music that failed at AudioPod, tried again', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100 });
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(async () => {
    world.sandbox.control.faults.clear();
    // Whatever happened, the account book says whprocessing's own wallet says.
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged(world) });
    await nothingLeftBehind(world);
  });

  const submits = () => world.sandbox.control.jobs.submits()['music'] ?? 0;
  const remakes = () =>
    world.sandbox.control.requests.list().filter((one) => one.operation === 'music.retry');
  const fault = (rule: FaultRuleInput) => world.sandbox.control.faults.add(rule);

  async function failed(change: Partial<MusicRequest> = {}): Promise<Job> {
    fault(FAIL);
    const { id } = await world.jobs.start(music(change), 'Tune', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-failed');
    assert.equal(job.money.state, 'released');
    world.sandbox.control.requests.clear();
    return job;
  }

  function assertRemade(job: Job, earlier: Job): void {
    assert.equal(job.work.stage, 'encoded', JSON.stringify(job.work));
    assert.deepEqual(
      job.submissions.map(({ providerId }) => providerId),
      earlier.submissions.map(({ providerId }) => providerId),
    );
    assert.equal(job.money.state, 'released');
  }

  it('is made again there under its own number, without a second job or a charge', async () => {
    const earlier = await failed();
    const before = { submits: submits(), spent: charged(world) };
    fault({ on: 'music.retry', fault: { kind: 'hold' } });
    const again = await world.jobs.retry(earlier.id, ORIGIN);
    const watched = await world.settled(again.id, ({ work }) => work.stage === 'watching');
    assert.deepEqual(watched.quote, earlier.quote);
    assert.equal(
      (await heldAndSpent(world)).held,
      earlier.quote?.amount,
      'reserved in case it costs after all',
    );
    world.sandbox.control.jobs.release('music', Number(earlier.submissions[0]?.providerId));
    assertRemade(await world.settled(again.id), earlier);
    assert.deepEqual({ submits: submits(), spent: charged(world) }, before);
    assert.equal(remakes().length, 1);
    assert.match(world.platform.posts.at(-1)?.text ?? '', /^Tune: song .* You weren’t charged/);
    assert.equal(world.platform.posts.at(-1)?.files.length, 1);
  });

  it('is made again once when the button is pressed twice, and again when it failed again', async () => {
    const earlier = await failed();
    const first = submits();
    fault({ on: 'music.retry', fault: { kind: 'fail' } });
    const presses = await Promise.allSettled([1, 2].map(() => world.jobs.retry(earlier.id, ORIGIN)));
    const [begun, ...others] = presses.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    assert.ok(begun && others.length === 0);
    const second = await world.settled(begun.id);
    assert.equal(second.work.stage === 'failed' && second.work.failure.code, 'job-failed');
    assert.equal(remakes().length, 1);
    const third = await world.jobs.retry(second.id, ORIGIN);
    assertRemade(await world.settled(third.id), earlier);
    assert.deepEqual([submits(), remakes().length], [first, 2]);
  });

  for (const status of IS_PROOF ? [400, 404, 405, 410] : [405]) {
    it(`is submitted again, and paid once, where AudioPod answers ${status} to that`, async () => {
      const earlier = await failed({ task: 'audio2audio', source: await attachSong(world, 2) });
      const before = { submits: submits(), spent: charged(world) };
      fault({ on: 'music.retry', fault: { kind: 'status', status } });
      const { id } = await world.jobs.retry(earlier.id, ORIGIN);
      const job = await world.settled(id);
      assert.equal(job.work.stage, 'encoded');
      assert.ok(job.money.state === 'settled');
      assert.equal(charged(world), before.spent + job.money.amount);
      assert.equal(submits(), before.submits + 1);
    });
  }

  it('is found again by its number when the answer was lost', async () => {
    const earlier = await failed();
    const before = submits();
    fault({ on: 'music.retry', fault: { kind: 'drop', when: 'after' } });
    const { id } = await world.jobs.retry(earlier.id, ORIGIN);
    assertRemade(await world.settled(id), earlier);
    assert.deepEqual([submits(), remakes().length], [before, 1]);
  });

  it('goes on after a crash between asking AudioPod and writing that down', async () => {
    const earlier = await failed();
    const before = submits();
    // Admitted, submitting; the third save is that it was submitted.
    const crashing = crashingStore(world.store, { transaction: 3, side: 'before' });
    await world.kill((dependencies) => ({ ...dependencies, store: crashing.store }));
    const { id } = await world.jobs.retry(earlier.id, ORIGIN);
    await crashing.died;
    assert.equal(remakes().length, 1);
    await world.kill();
    assertRemade(await world.settled(id), earlier);
    assert.deepEqual([submits(), remakes().length], [before, 1]);
  });

  if (!IS_PROOF) return;

  it('needs nothing that was attached, because AudioPod still has it', async () => {
    const source = await attachSong(world, 2);
    const earlier = await failed({ task: 'audio2audio', source });
    await rm(source.ref);
    const { id } = await world.jobs.retry(earlier.id, ORIGIN);
    assertRemade(await world.settled(id), earlier);
  });

  it('waits where AudioPod is only busy, and is then made again there', async () => {
    const earlier = await failed();
    const before = submits();
    fault({ on: 'music.retry', times: 5, fault: { kind: 'status', status: 429, retryAfterSeconds: 0 } });
    const { id } = await world.jobs.retry(earlier.id, ORIGIN);
    assertRemade(await world.settled(id), earlier);
    assert.equal(submits(), before);
  });

  it('costs nothing when AudioPod never heard of it, and can be tried again there', async () => {
    const earlier = await failed();
    const before = submits();
    fault({ on: 'music.retry', fault: { kind: 'drop', when: 'before' } });
    const lost = await world.settled((await world.jobs.retry(earlier.id, ORIGIN)).id);
    assert.equal(lost.work.stage === 'failed' && lost.work.failure.code, 'submission-lost');
    assert.equal(lost.money.state, 'released');
    const { id } = await world.jobs.retry(lost.id, ORIGIN);
    assertRemade(await world.settled(id), earlier);
    assert.equal(submits(), before);
  });

  it('survives that the failed job is deleted, and takes everything along when it is', async () => {
    const earlier = await failed();
    const { id } = await world.jobs.retry(earlier.id, ORIGIN);
    assertRemade(await world.settled(id), earlier);
    await world.services.deleter.erase(earlier.id, ORIGIN, signal);
    assert.equal(
      world.sandbox.control.jobs
        .list('music')
        .some((one) => `${one.id}` === earlier.submissions[0]?.providerId),
      true,
    );
    await world.jobs.fetch(id, ORIGIN);
    await world.settled(id, ({ delivery }) => delivery.state === 'done' && delivery.round === 1);
    await world.services.deleter.erase(id, ORIGIN, signal);
    assert.equal(
      world.sandbox.control.jobs
        .list('music')
        .some((one) => `${one.id}` === earlier.submissions[0]?.providerId),
      false,
    );
  });

  it('is a new job, paid like any other, when the first one was lost on its way or something else', async () => {
    fault({ on: 'music.submit', fault: { kind: 'status', status: 422 } });
    const { id } = await world.jobs.start(music(), 'Tune', ORIGIN);
    await world.settled(id);
    const before = submits();
    const again = await world.settled((await world.jobs.retry(id, ORIGIN)).id);
    assert.equal(again.money.state, 'settled');
    assert.equal(submits(), before + 1);
  });
});
