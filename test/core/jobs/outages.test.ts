import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { failingStore, type Outage } from '../../fakes/failing-store.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';

/** A speech job makes no more transactions than this; later ones would never be reached. */
const TRANSACTIONS = 8;
const ALIVE_MS = 60_000;
/** Shorter than a lease, so that the job is still leased to this process when the database is back. */
const BLIP_MS = 20_000;
/** Longer than one. */
const OUTAGE_MS = 100_000;

/** Every second point by default, the sides taking turns; all of them run with `npm run prove`. */
const STEP = process.env['PROVE'] === undefined ? 2 : 1;
const POINTS = Array.from({ length: TRANSACTIONS }, (_, index) => index + 1);
const OUTAGES: readonly Outage[] = POINTS.flatMap((transaction): readonly Outage[] => [
  { transaction, side: 'before', forMs: transaction % 4 < 2 ? BLIP_MS : OUTAGE_MS },
  { transaction, side: 'after', forMs: transaction % 4 < 2 ? OUTAGE_MS : BLIP_MS },
]).filter((_, index) => (index + Math.floor(index / 2)) % STEP === 0);

async function loseTheDatabase(world: World, outage: Outage): Promise<Job> {
  const submits = world.sandbox.control.jobs.submits()['voice'] ?? 0;
  const posts = world.platform.posts.length;
  await world.kill((dependencies) => ({
    ...dependencies,
    store: failingStore(dependencies.store, dependencies.clock, outage).store,
  }));
  const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
  const job = await world.settled(id);
  assert.equal((world.sandbox.control.jobs.submits()['voice'] ?? 0) - submits, 1, 'submitted once');
  assert.equal(world.platform.posts.length - posts, 1, 'posted once');
  assert.equal(job.work.stage, 'encoded');
  assert.equal(job.money.state === 'settled' && job.money.basis, 'credits');
  assert.ok(isJobOver(job));
  assert.ok(job.history.every((entry) => entry.event !== 'in-doubt'));
  return job;
}

describe('a database that goes away for a while', () => {
  let world: World;
  before(async () => {
    world = await startWorld({
      speedUp: 100,
      engine: { aliveMs: ALIVE_MS },
      limits: { memberDaily: fromDollars(9) },
    });
  });
  after(() => world[Symbol.asyncDispose]());

  for (const outage of OUTAGES) {
    const { transaction, side, forMs = 0 } = outage;
    const words = side === 'before' ? 'before' : 'with the answer to';
    it(`costs a job nothing but time when it goes ${words} transaction ${transaction} for ${forMs / 1_000} s`, async () => {
      await loseTheDatabase(world, outage);
    });
  }
});
