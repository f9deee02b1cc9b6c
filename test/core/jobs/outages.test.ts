import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJobOver, type Job } from '../../../src/core/jobs/job.ts';
import { fromDollars } from '../../../src/core/wallet/money.ts';
import { failingStore, type Outage } from '../../fakes/failing-store.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';

/** A speech job makes no more transactions than this; later ones would never be reached. */
const TRANSACTIONS = 10;
/** Shorter than a lease, so that the leases of the job are still this process's own when the database is back. */
const BLIP_MS = 20_000;
/** Longer than one. */
const OUTAGE_MS = 150_000;

const OUTAGES: readonly Outage[] = Array.from({ length: TRANSACTIONS }, (_, index) => index + 1).flatMap(
  (transaction) => [
    { transaction, side: 'before', forMs: transaction % 2 === 0 ? BLIP_MS : OUTAGE_MS },
    { transaction, side: 'after', forMs: transaction % 2 === 0 ? OUTAGE_MS : BLIP_MS },
  ],
);

async function loseTheDatabase(world: World, outage: Outage): Promise<Job> {
  const submits = world.sandbox.control.jobs.submits()['voice'] ?? 0;
  const posts = world.platform.posts.length;
  await world.kill((workshop) => ({
    ...workshop,
    store: failingStore(workshop.store, workshop.clock, outage).store,
  }));
  const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
  const job = await world.settled(id);
  assert.equal((world.sandbox.control.jobs.submits()['voice'] ?? 0) - submits, 1, 'submitted once');
  assert.equal(world.platform.posts.length - posts, 1, 'posted once');
  assert.equal(job.work.stage, 'encoded');
  assert.equal(job.money.state === 'settled' && job.money.basis, 'measured-duration');
  assert.ok(isJobOver(job));
  assert.ok(job.history.every((entry) => entry.event !== 'in-doubt'));
  return job;
}

describe('a database that goes away for a while', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 200, limits: { memberDaily: fromDollars(9) } });
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
