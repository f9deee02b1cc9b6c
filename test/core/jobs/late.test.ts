import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, speech, startWorld, WIDE_LIMITS, type World } from '../../fakes/world.ts';

const LATE = /^This takes longer than usual\. The bot keeps watching for a day/;

describe('a job that AudioPod takes long for', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 2_000, jobLimits: { maxJobsPerMember: 1 } });
  });
  after(() => world[Symbol.asyncDispose]());

  const isLate = ({ work }: Job): boolean => work.stage === 'watching' && work.lateSinceMs !== undefined;
  const hold = (): unknown =>
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
  const release = ({ submissions }: Job): boolean =>
    world.sandbox.control.jobs.release('voice', Number(submissions.at(-1)?.providerId));

  it('says so once, makes room for others, and is delivered as usual when it is done', async () => {
    hold();
    const { id } = await world.jobs.start(speech(), 'slow', ORIGIN);
    const late = await world.settled(id, isLate);
    assert.equal(late.money.state, 'held');
    const [last] = late.history.slice(-1);
    assert.equal(last?.event, 'late');

    const next = await world.jobs.start(speech('Another one.'), 'next', ORIGIN);
    assert.equal((await world.settled(next.id)).work.stage, 'encoded', 'it had no place before');
    const said = world.platform.progress.filter(({ jobId, text }) => jobId === id && LATE.test(text));
    assert.ok(said.length > 0);
    assert.deepEqual(
      said.map(({ actions }) => actions[0]?.kind),
      said.map(() => 'cancel'),
    );

    await world.restart();
    release(await world.settled(id, isLate));
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.money.state, 'settled');
    assert.match(
      world.platform.posts.at(-1)?.text ?? '',
      /^“slow”, read by Aura \(0:0\d\)\. Cost: \$0\.01\.$/,
    );
    assert.equal(job.history.filter(({ event }) => event === 'late').length, 1);
  });

  it('can be canceled', async () => {
    hold();
    const { id } = await world.jobs.start(speech(), 'slow', ORIGIN);
    const late = await world.settled(id, isLate);
    await world.jobs.cancel(id, ORIGIN);
    release(late);
    assert.equal((await world.settled(id)).work.stage, 'cancelled');
  });

  it('is given up after a day, with its charge unconfirmed', async () => {
    hold();
    const { id: providerId } = await world.dependencies.accounts.audiopod.voice.generate(
      'Hello from yesterday.',
      { voice: { id: 'aura' }, speed: 1 },
      new AbortController().signal,
    );
    const nowMs = world.clock.now();
    const submittedAtMs = nowMs - 24 * 3_600_000 - 1;
    const job: Job = {
      ...jobOf(speech(), 'yesterday', ORIGIN, submittedAtMs),
      work: { stage: 'watching', lateSinceMs: submittedAtMs + 600_000 },
      money: { state: 'held', reservation: 'yesterday', amount: fromCents(5) },
      submissions: [{ service: 'speech', providerId, submittedAtMs, state: 'watching' }],
      quote: { amount: fromCents(5), seconds: 5 },
    };
    await world.store.ledger.reserve({
      id: 'yesterday',
      jobId: job.id,
      for: { ...ORIGIN, service: 'speech' },
      amount: fromCents(5),
      scopes: scopesFor(ORIGIN, WIDE_LIMITS, nowMs),
      nowMs,
    });
    await world.store.jobs.insert(job, nowMs);
    const end = await world.settled(job.id, ({ delivery }) => delivery.state === 'done');
    assert.deepEqual(end.work, { stage: 'failed', failure: { code: 'job-overdue', facts: { hours: 24 } } });
    assert.equal(end.money.state, 'in-doubt');
    assert.match(world.platform.posts.at(-1)?.text ?? '', /^AudioPod hasn’t finished after 24 hours\./);
    assert.deepEqual(world.platform.posts.at(-1)?.actions, [{ kind: 'fetch', jobId: job.id }]);
  });
});
