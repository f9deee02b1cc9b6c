import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sweep } from '../../../src/core/jobs/manage/sweep.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { isJobOver } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { type CrashPoint, crashingStore } from '../../fakes/crashing-store.ts';
import { ORIGIN, speech, startWorld, stemsOf, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';
import { charged, heldAndSpent } from './world-checks.ts';

/** A job is saved no more often than this from its request to its end; more points would never be reached. */
const SAVES = 11;
/**
 * Dying before a save is the harder half: what the stage did outside has happened and is not recorded. The
 * other half is the state the next save begins from, and runs with `npm run prove`.
 */
const SIDES = process.env['PROVE'] === undefined ? (['before'] as const) : (['before', 'after'] as const);
const POINTS: readonly CrashPoint[] = Array.from({ length: SAVES }, (_, index) => index + 1).flatMap(
  (transaction) => SIDES.map((side) => ({ transaction, side })),
);

/** Over, or in doubt and told: the two ends that need nobody any more. */
function isAtRest(job: Job): boolean {
  return isJobOver(job) || (job.work.stage === 'submitting' && job.work.told === true);
}

async function crashAndGoOn(world: World, request: JobRequest, point: CrashPoint): Promise<Job> {
  const service = request.service === 'speech' ? 'voice' : 'stems';
  const submits = world.sandbox.control.jobs.submits()[service] ?? 0;
  const posts = world.platform.posts.length;
  let died = Promise.resolve();
  await world.kill((dependencies) => {
    const crashing = crashingStore(dependencies.store, point);
    died = crashing.died;
    return { ...dependencies, store: crashing.store };
  });
  const { id } = await world.jobs.start(request, 'asked', ORIGIN);
  const ended = world.settled(id, isAtRest).then(() => 'ended');
  const first = await Promise.race([died.then(() => 'died'), ended]);
  await assertCovered(world);
  if (first === 'died') await world.kill();
  await ended;
  const job = await world.settled(id, isAtRest);
  await assertCovered(world);

  const submitted = (world.sandbox.control.jobs.submits()[service] ?? 0) - submits;
  assert.ok(submitted <= 1, `submitted ${submitted} times`);
  assert.equal(world.platform.posts.length, posts + 1, 'one message, whatever the outcome');
  if (job.work.stage === 'encoded') {
    assert.equal(submitted, 1);
    assert.equal(job.money.state, 'settled');
  } else if (job.work.stage === 'failed') {
    assert.equal(job.work.failure.code, 'submission-lost');
    assert.equal(submitted, 0);
    assert.equal(job.money.state, 'released');
  } else {
    assert.equal(job.money.state, 'in-doubt');
  }
  return job;
}

/** At no moment has AudioPod charged what neither counts as spent nor is held. */
async function assertCovered(world: World): Promise<void> {
  const { held, spent } = await heldAndSpent(world);
  assert.ok(held + spent >= charged(world), `${held} and ${spent} for ${charged(world)}`);
}

describe('a process that dies at any save', () => {
  let world: World;
  let song: string;
  before(async () => {
    world = await startWorld({
      speedUp: 100,
      limits: { memberDaily: fromDollars(9), tenantMonthly: fromDollars(9) },
    });
    song = join(world.folder, 'song.wav');
    await makeSongFile(song, 2);
  });
  after(() => world[Symbol.asyncDispose]());

  for (const point of POINTS) {
    it(`leaves speech to be finished once, when it dies ${point.side} save ${point.transaction}`, async () => {
      await crashAndGoOn(world, speech(), point);
    });
    it(`leaves stems to be finished once, when it dies ${point.side} save ${point.transaction}`, async () => {
      const job = await crashAndGoOn(world, stemsOf(await world.platform.attach(song, 'song.wav')), point);
      assert.notEqual(job.money.state, 'in-doubt', 'stems can be looked up, so nothing stays in doubt');
    });
  }

  it('has lost no money and left no file behind after all of them', async () => {
    const parts = {
      ...world.dependencies,
      retentionMs: 30 * 86_400_000,
      sweepTenants: async () => undefined,
      sweepKeys: () => world.services.keys.sweep(),
      onRemoved: async () => undefined,
    };
    await sweep(parts, new AbortController().signal);
    const doubtful = (await world.store.ledger.open()).reduce((sum, one) => sum + one.amount, 0);
    const totals = await world.store.ledger.totals(scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now()));
    assert.equal(totals[0]?.held, doubtful);
    const usedCents = world.sandbox.control.wallet.usage().reduce((sum, line) => sum + line.cents, 0);
    const spentCents = (totals[0]?.spent ?? 0) / 10_000;
    assert.ok(
      spentCents >= usedCents - doubtful / 10_000 && spentCents <= usedCents,
      `${spentCents}, ${usedCents}`,
    );
    const folders = ['temp', 'undelivered'].map((name) => join(world.folder, name));
    assert.deepEqual((await Promise.all(folders.map((folder) => readdir(folder)))).flat(), []);
  });

  it('agrees with AudioPod to the cent once every doubt is resolved', async () => {
    const doubts = await world.store.ledger.open();
    assert.ok(doubts.length > 0, 'a lost submission of speech cannot be looked up');
    const [first] = doubts;
    assert.ok(doubts.every(({ amount }) => amount === first?.amount));
    const { spent } = await heldAndSpent(world);
    // An owner sees in AudioPod's own history which of them it never charged. The others are written off after a day.
    const chargedDoubts = (charged(world) - spent) / (first?.amount ?? 1);
    for (const { jobId } of doubts.slice(chargedDoubts)) await world.jobs.waive(jobId, 'fake:owner');
    const { clock } = world;
    await world.kill((dependencies) => ({
      ...dependencies,
      clock: { ...clock, now: () => clock.now() + 25 * 3_600_000 },
    }));
    for (const { jobId } of doubts) {
      await world.store.jobs.wake(jobId, clock.now());
      await world.settled(jobId);
    }
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged(world) });
    assert.deepEqual(await world.store.ledger.open(), []);
  });
});
