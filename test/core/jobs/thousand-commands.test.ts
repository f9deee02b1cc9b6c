import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReconciler } from '../../../src/core/jobs/money/reconcile.ts';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import { fromCents, fromDollars } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { BUILT_IN } from '../../../src/core/wallet/pricing/price-list.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { ORIGIN, startWorld, type World } from '../../fakes/world.ts';
import { charged } from './world-checks.ts';

const isProof = process.env['PROVE'] !== undefined;
const PRICE = fromCents(1);
const signal = new AbortController().signal;

/** A crowd, and what its tenant may spend. */
interface Rush {
  readonly commands: number;
  readonly members: number;
  readonly affordable: number;
}

function openWorld({ commands, affordable }: Rush): Promise<World> {
  return startWorld({
    speedUp: 20,
    prices: { current: async () => BUILT_IN },
    limits: { tenantMonthly: fromCents(affordable), operatorMonthly: fromDollars(5_000) },
    jobLimits: { maxJobsPerTenant: 20, maxJobsPerMember: commands },
  });
}

/** Everybody speaks at once. Answers the ids of the jobs, of which there is one for each command. */
async function rush(world: World, tenant: string, { commands, members }: Rush): Promise<readonly string[]> {
  const asked = Array.from({ length: commands }, (_, at) => {
    const origin = { ...ORIGIN, tenant, member: `fake:member-${at % members}` };
    return world.desk.run({ line: `/tts voice:aura Number ${at}`, attachments: [], origin }, signal);
  });
  return (await Promise.all(asked)).map((answer) =>
    answer.kind === 'job' ? answer.job.id : assert.fail(answer.reply.text),
  );
}

/** Over, or in doubt and told: nobody has to do anything about it for a day. */
function isAtRest(job: Job): boolean {
  return isJobOver(job) || (job.work.stage === 'submitting' && job.work.told === true);
}

async function atRest(world: World, ids: readonly string[]): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (const id of ids) {
    jobs.push(await world.settled(id, isAtRest));
  }
  return jobs;
}

/** Each of those who got nothing was told why, once. */
function assertTold(world: World, refused: readonly Job[]): void {
  for (const job of refused) {
    assert.equal(
      job.work.stage === 'failed' && job.work.failure.code,
      'limit-reached',
      JSON.stringify(job.work),
    );
    const posts = world.platform.posts.filter((post) => post.jobId === job.id);
    assert.equal(posts.length, 1);
    assert.match(posts[0]?.text ?? '', /only \$0\.00 of the monthly limit \(\$0\.\d\d\) is left\./);
  }
}

describe('a rush on a budget', () => {
  const crowd: Rush = isProof
    ? { commands: 1_000, members: 200, affordable: 37 }
    : { commands: 120, members: 24, affordable: 11 };

  it(`of ${crowd.commands} commands at once submits the ${crowd.affordable} it can pay, and tells all others why`, async () => {
    await using world = await openWorld(crowd);
    const jobs = await atRest(world, await rush(world, ORIGIN.tenant, crowd));
    assert.equal(world.sandbox.control.jobs.submits()['voice'], crowd.affordable);
    const done = jobs.filter(({ money }) => money.state === 'settled');
    assert.equal(done.length, crowd.affordable);
    assert.ok(done.every(({ work }) => work.stage === 'encoded'));
    const refused = jobs.filter(({ money }) => money.state === 'none');
    assert.equal(refused.length, crowd.commands - crowd.affordable);
    assertTold(world, refused);
    assert.deepEqual(await world.store.ledger.open(), []);
    assert.equal(charged(world), crowd.affordable * PRICE);
  });

  const few: Rush = { commands: 24, members: 6, affordable: 5 };

  it('stays within the budget however often its process dies', async () => {
    await using world = await openWorld(few);
    for (let seed = 1; seed <= (isProof ? 200 : 3); seed += 1) await dieAndGoOn(world, seed, few);
  });
});

/** One rush through a process that dies some times, each time at another save. Seeds follow each other from 1. */
async function dieAndGoOn(world: World, seed: number, crowd: Rush): Promise<void> {
  const random = randomFrom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const tenant = `fake:rush-${seed}`;
  const deaths = 2 + below(4);
  let ids: readonly string[] = [];
  for (let death = 0; death < deaths; death += 1) {
    let died = Promise.resolve();
    await world.kill((dependencies) => {
      const point = { transaction: 1 + below(60), side: below(2) === 0 ? 'before' : 'after' } as const;
      const crashing = crashingStore(dependencies.store, point);
      died = crashing.died;
      return { ...dependencies, store: crashing.store };
    });
    if (ids.length === 0) ids = await rush(world, tenant, crowd);
    await Promise.race([died, atRest(world, ids)]);
    const own = await used(world, tenant, 'tenant-month');
    assert.ok(own <= crowd.affordable * PRICE, `seed ${seed}: more than the budget`);
    // Over all seeds: what a dead process still had on its way may be charged later.
    const all = await used(world, tenant, 'operator-month');
    assert.ok(all >= charged(world), `seed ${seed}: less on the books than charged`);
  }
  await world.kill();
  const jobs = await atRest(world, ids);
  const paid = jobs.filter(({ money }) => money.state === 'settled');
  const doubtful = jobs.filter(({ money }) => money.state === 'in-doubt');
  assert.equal(paid.length + doubtful.length, crowd.affordable, `seed ${seed}`);
  assertTold(
    world,
    jobs.filter(({ money }) => money.state !== 'settled' && money.state !== 'in-doubt'),
  );
  const submitted = world.sandbox.control.jobs.submits()['voice'] ?? 0;
  assert.ok(submitted <= seed * crowd.affordable, `seed ${seed}: ${submitted} submitted`);
  const open = await world.store.ledger.open();
  const own = open.filter(({ jobId }) => ids.includes(jobId)).map(({ jobId }) => jobId);
  assert.deepEqual(own.toSorted(), doubtful.map(({ id }) => id).toSorted());
  const reconcile = createReconciler({
    ...world.dependencies,
    observer: {
      ...world.dependencies.observer,
      reservationMended: (how) => assert.fail(`seed ${seed}: something was left ${how}`),
    },
  });
  await reconcile(new AbortController().signal);
  assert.equal((await world.store.ledger.open()).length, open.length, 'nothing is left to be mended');
}

/** What is held or spent. */
async function used(
  { store, clock, dependencies }: World,
  tenant: string,
  name: 'tenant-month' | 'operator-month',
): Promise<number> {
  const scopes = scopesFor({ tenant, member: 'nobody' }, dependencies.limits, clock.now());
  const [month] = await store.ledger.totals(scopes.filter(({ scope }) => scope === name));
  return month === undefined ? assert.fail('Nobody counts a month') : month.held + month.spent;
}

/** A small generator of numbers from 0 to 1 (mulberry32), so that a seed that fails can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
