import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromCents, fromDollars, type MicroDollars, ZERO } from '../../../src/core/model/money/money.ts';
import type { TenantRules } from '../../../src/core/model/money/spending-rules.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { attachSong, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

const PRICE = fromCents(1);
const isAsking = ({ work }: Job): boolean => work.stage === 'confirming';

function codeOf(wish: Promise<unknown>): Promise<string> {
  return wish.then(
    () => 'taken',
    (error: unknown) => (error instanceof BotError ? error.code : assert.fail(String(error))),
  );
}

async function setRules(world: World, change: (rules: TenantRules) => TenantRules): Promise<void> {
  const by = { member: 'fake:admin', nowMs: world.clock.now() };
  await world.store.rules.changeTenant(ORIGIN.tenant, by, change);
}

const confirmAbove = (world: World, amount: MicroDollars | 'none'): Promise<void> =>
  setRules(world, (rules) => ({ ...rules, confirmAbove: amount }));

describe('a job above the price that has to be confirmed', () => {
  let world: World;
  let submitted = 0;
  const submits = (): number => world.sandbox.control.jobs.submits()['voice'] ?? 0;
  before(async () => {
    world = await startWorld({ speedUp: 100, jobLimits: { maxJobsPerMember: 1 } });
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(async () => {
    await setRules(world, (rules) => ({
      ...rules,
      confirmAbove: ZERO,
      limits: { ...rules.limits, monthly: 'none' },
    }));
    submitted = submits();
  });

  const asked = async (): Promise<Job> => {
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    return world.settled(id, isAsking);
  };
  const shownOf = (id: string) => world.platform.progress.filter(({ jobId }) => jobId === id);

  it('shows its price and what it leaves, and waits with nothing held and no place taken', async () => {
    const job = await asked();
    const { spent } = await heldAndSpent(world);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent });
    await world.settled(job.id, () => shownOf(job.id).at(-1)?.actions.length === 2);
    const shown = shownOf(job.id).at(-1);
    assert.match(
      shown?.text ?? '',
      /^Up to \$0\.01, which leaves \$4\.9\d of your daily limit\. Confirm within 15 minutes/,
    );
    assert.deepEqual(shown?.actions, [
      { kind: 'confirm', jobId: job.id, amount: PRICE },
      { kind: 'cancel', jobId: job.id },
    ]);

    await confirmAbove(world, 'none');
    const other = await world.jobs.start(speech('Meanwhile.'), 'Meanwhile', ORIGIN);
    const { work } = await world.settled(other.id, ({ money }) => money.state === 'settled');
    assert.notEqual(work.stage, 'received', 'the only place is free');
    assert.equal((await world.jobs.find(job.id, ORIGIN)).work.stage, 'confirming');
    await world.jobs.cancel(job.id, ORIGIN);
    const stopped = await world.settled(job.id);
    assert.deepEqual([stopped.work, stopped.money], [{ stage: 'cancelled' }, { state: 'none' }]);
    assert.equal(submits(), submitted + 1);
  });

  it('goes ahead once when the one who asked confirms, however often, and nobody else can', async () => {
    const job = await asked();
    const stranger = { ...ORIGIN, member: 'fake:somebody' };
    assert.equal(await codeOf(world.jobs.confirm(job.id, PRICE, stranger)), 'job-not-yours');
    assert.equal(await codeOf(world.jobs.confirm(job.id, fromCents(2), ORIGIN)), 'price-changed');
    assert.equal((await world.jobs.find(job.id, ORIGIN)).work.stage, 'confirming');
    const presses = [1, 2, 3].map(() => codeOf(world.jobs.confirm(job.id, PRICE, ORIGIN)));
    assert.deepEqual(await Promise.all(presses), ['taken', 'taken', 'taken']);
    const done = await world.settled(job.id);
    assert.equal(done.work.stage, 'encoded', JSON.stringify(done.history));
    assert.equal(done.history.filter(({ event }) => event === 'confirmed').length, 1);
    assert.equal(submits(), submitted + 1);
    assert.equal(await codeOf(world.jobs.confirm(job.id, PRICE, ORIGIN)), 'job-already-over');
  });

  it('is checked against every limit again when it is confirmed', async () => {
    const job = await asked();
    await setRules(world, (rules) => ({ ...rules, limits: { ...rules.limits, monthly: ZERO } }));
    await world.jobs.confirm(job.id, PRICE, ORIGIN);
    const refused = await world.settled(job.id);
    assert.equal(refused.work.stage === 'failed' && refused.work.failure.code, 'limit-reached');
    assert.equal(refused.money.state, 'none');
    assert.equal(submits(), submitted);
  });

  it('is refused at once where it would be anyway', async () => {
    await setRules(world, (rules) => ({ ...rules, limits: { ...rules.limits, monthly: ZERO } }));
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const refused = await world.settled(id);
    assert.equal(refused.work.stage === 'failed' && refused.work.failure.code, 'limit-reached');
    assert.ok(refused.history.every(({ event }) => event !== 'to-be-confirmed'));
  });

  it('asks again when it costs more by now than was agreed to', async () => {
    const dearer: Job = {
      ...jobOf(speech(), 'Hello', ORIGIN, world.clock.now()),
      confirmed: fromCents(0.5),
    };
    await world.store.jobs.insert(dearer, world.clock.now());
    const job = await world.settled(dearer.id, isAsking);
    await world.jobs.confirm(job.id, PRICE, ORIGIN);
    assert.equal((await world.settled(job.id)).work.stage, 'encoded');
  });

  it('never costs more than was agreed to, where nobody knows its length', async () => {
    await confirmAbove(world, fromDollars(0.25));
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'fail' } });
    const url = { kind: 'url', url: 'https://example.org/song.mp3' } as const;
    const { id } = await world.jobs.start(stemsOf(url), 'song', ORIGIN);
    await world.settled(id, isAsking);
    await setRules(world, (rules) => ({ ...rules, limits: { ...rules.limits, perLink: fromDollars(1) } }));
    await world.jobs.confirm(id, fromDollars(0.5), ORIGIN);
    const { money } = await world.settled(id);
    assert.equal(money.state === 'released' && money.amount, fromDollars(0.5));
    await setRules(world, (rules) => ({ ...rules, limits: { ...rules.limits, perLink: 'default' } }));
  });

  it('still waits after its process died, and then is confirmed', async () => {
    await confirmAbove(world, fromCents(0.5));
    const source = await attachSong(world, 3);
    const { id } = await world.jobs.start(stemsOf(source), 'song', ORIGIN);
    await world.settled(id, isAsking);
    await nothingLeftBehind(world);
    await world.kill();
    await world.jobs.confirm(id, PRICE, ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded', JSON.stringify(job.history));
    await nothingLeftBehind(world);
  });

  it('is given up after a quarter of an hour, says so, and can be asked for again', async () => {
    await using hasty = await startWorld({ speedUp: 4_000 });
    await confirmAbove(hasty, fromCents(0.5));
    const source = await attachSong(hasty, 3);
    const { id } = await hasty.jobs.start(stemsOf(source), 'song', ORIGIN);
    const job = await hasty.settled(id);
    assert.deepEqual(job.work, { stage: 'cancelled', reason: 'not-confirmed' });
    const [post] = hasty.platform.posts;
    assert.equal(post?.text, 'Canceled: you didn’t confirm within 15 minutes.');
    assert.deepEqual(post?.actions, [{ kind: 'retry', jobId: id }]);
    assert.equal(await codeOf(hasty.jobs.confirm(id, PRICE, ORIGIN)), 'job-already-over');
    await nothingLeftBehind(hasty);
  });
});
