import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { jobPage } from '../../../src/commands/jobs/job-page.ts';
import { createWaive } from '../../../src/core/jobs/money/waive.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { ORIGIN, OWNER, speech, startWorld, type World } from '../../fakes/world.ts';
import { heldAndSpent } from './world-checks.ts';

const PLACE = { platform: 'fake', channel: 'treasury', tenant: 'fake:tenant' };

function wasTold(job: Job): boolean {
  return job.work.stage === 'submitting' && job.work.told === true;
}

describe('what the bot says about money unprompted', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100 });
  });
  after(() => world[Symbol.asyncDispose]());

  it('tells owners of an empty wallet once, however many jobs meet it, and members that owners were told', async () => {
    const fault = { kind: 'status', status: 402 } as const;
    const { id } = world.sandbox.control.faults.add({ on: 'voice.submit', times: 'lasting', fault });
    const jobs = await Promise.all(
      ['one', 'two', 'three'].map((text) => world.jobs.start(speech(text), text, ORIGIN)),
    );
    for (const job of jobs) await world.settled(job.id);
    world.sandbox.control.faults.remove(id);
    const told = world.platform.told.filter(({ text }) => text.includes('balance is too low'));
    assert.deepEqual(
      told.map(({ to }) => to),
      [OWNER],
    );
    for (const { text } of world.platform.posts) assert.match(text, /was notified and needs to top up/);
  });

  it('warns once a month, where an admin wants it, that most of the month is used', async () => {
    const by = { member: 'fake:admin', nowMs: world.clock.now() };
    const { spent } = await heldAndSpent(world);
    await world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
      ...rules,
      limits: { ...rules.limits, monthly: fromCents(spent / 10_000 + 5) },
      zones: { ...rules.zones, month: { zone: 'Asia/Shanghai' } },
      warnAt: PLACE,
    }));
    for (const share of [20, 40, 60, 80, 100]) {
      const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
      // The warning is given in the run that settled, before it goes on.
      await world.settled(id, ({ money, work }) => money.state === 'settled' && work.stage !== 'completed');
      const warnings = world.platform.told.filter(({ to }) => 'channel' in to);
      assert.equal(warnings.length, share < 80 ? 0 : 1, `at ${share} %`);
    }
    const [warning] = world.platform.told.filter(({ to }) => 'channel' in to);
    assert.deepEqual(warning?.to, PLACE);
    assert.match(warning.text, /used up: \$0\.04 of \$0\.05\. It resets on .* 1, 00:00 \(Asia\/Shanghai\)\./);
  });
});

describe('forgiving a job that is in doubt', () => {
  it('gives the money back at once, for good, and notes who did it', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const forgive = createWaive(world);
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(id, wasTold);
    assert.deepEqual(await heldAndSpent(world), { held: 10_000, spent: 0 });

    const ends = await Promise.allSettled([1, 2].map(() => forgive(id, 'fake:owner')));
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    assert.deepEqual(
      refusals.map((error) => error instanceof BotError && error.code),
      ['job-not-in-doubt'],
    );
    const job = await world.settled(id);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
    assert.deepEqual(await world.store.ledger.open(), []);
    assert.match(jobPage(job, { before: 0 }).text, /waived \$0\.01; it no longer counts/);
    assert.equal(world.platform.posts.length, 1, 'people who read of the doubt are not told again');
    const [change] = await world.store.rules.changes(ORIGIN.tenant, 1);
    assert.deepEqual(
      [change?.member, change?.what, change?.before, change?.after],
      ['fake:owner', `forgiven.${id}`, '10000', '0'],
    );
    await world.restart();
    assert.deepEqual(await world.settled(id), job, 'nothing is left to be done');
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 1);
  });
});
