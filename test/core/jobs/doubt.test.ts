import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AudioPodError } from '../../../src/core/audiopod/transport/audiopod-error.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, speech, startWorld, stemsOf, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

async function tenantMonth(world: World): Promise<{ held: number; spent: number }> {
  const scopes = scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now());
  const [month] = await world.store.ledger.totals(scopes.filter((one) => one.scope === 'tenant-month'));
  return { held: month?.held ?? 0, spent: month?.spent ?? 0 };
}

async function songIn(world: World): Promise<Parameters<typeof stemsOf>[0]> {
  const song = join(world.folder, 'song.wav');
  await makeSongFile(song, 2);
  return world.platform.attach(song, 'song.wav');
}

function wasTold(job: Job): boolean {
  return job.work.stage === 'submitting' && job.work.told === true;
}

describe('a submission whose answer was never seen', () => {
  it('is found by the job’s id and goes on, submitted once, when the service has a list', async () => {
    await using world = await startWorld();
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'drop', when: 'after' } });
    const { id } = await world.jobs.start(stemsOf(await songIn(world)), 'song', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.money.state, 'settled');
    assert.equal(world.sandbox.control.jobs.submits()['stems'], 1);
    assert.equal(world.platform.posts.length, 1);
  });

  it('gives the money back when the list proves that AudioPod never took it', async () => {
    await using world = await startWorld({ speedUp: 200 });
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'drop', when: 'before' } });
    const { id } = await world.jobs.start(stemsOf(await songIn(world)), 'song', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'submission-lost');
    assert.equal(job.money.state, 'released');
    assert.deepEqual(await tenantMonth(world), { held: 0, spent: 0 });
    assert.match(world.platform.posts[0]?.text ?? '', /You weren’t charged/);
  });

  it('stays in doubt for speech, keeps counting, and says so once with a way to try again', async () => {
    await using world = await startWorld();
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id, wasTold);
    assert.equal(job.money.state, 'in-doubt');
    assert.deepEqual(await tenantMonth(world), { held: 10_000, spent: 0 });
    const [post] = world.platform.posts;
    assert.match(post?.text ?? '', /may have been charged/);
    assert.deepEqual(post?.actions, [{ kind: 'retry', jobId: id }]);

    await world.restart();
    await world.settled(id, wasTold);
    assert.equal(world.platform.posts.length, 1, 'a restart does not say it again');
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 1, 'and does not submit again');
  });

  it('counts as spent after a day that brought no answer, without another message', async () => {
    // A day passes in some seconds.
    await using world = await startWorld({ speedUp: 20_000 });
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'submission-in-doubt');
    assert.deepEqual(job.money.state === 'settled' && job.money.basis, 'written-off');
    assert.equal(world.platform.posts.length, 1);
  });

  it('is in doubt for every answer that does not say whether a job was made', async () => {
    await using world = await startWorld();
    for (const fault of [
      { kind: 'status', status: 500, when: 'after' },
      { kind: 'status', status: 503, when: 'after' },
      { kind: 'garbage' },
    ] as const) {
      world.sandbox.control.faults.add({ on: 'voice.submit', fault });
      const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
      const job = await world.settled(id, wasTold);
      assert.equal(job.money.state, 'in-doubt', JSON.stringify(fault));
    }
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 3);
  });

  it('is not taken for lost while AudioPod may still be writing down an upload that took long', async () => {
    await using world = await startWorld({ speedUp: 40 }, (dependencies) =>
      withService(dependencies, 'stems', (stems) => ({
        async extract(order, signal) {
          await dependencies.clock.sleep(130_000, signal);
          // The gateway gives up; the service behind it makes the job a little later.
          void dependencies.clock
            .sleep(10_000, signal)
            .then(() => stems.extract(order, signal))
            .catch(() => undefined);
          throw new AudioPodError('audiopod-down', 'The gateway gave up', {
            outcome: 'unknown',
            status: 504,
          });
        },
      })),
    );
    const { id } = await world.jobs.start(stemsOf(await songIn(world)), 'song', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.money.state, 'settled');
    assert.equal(world.sandbox.control.jobs.submits()['stems'], 1);
  });

  it('is told as soon as it can be when it could not be told at first', async () => {
    await using world = await startWorld({ speedUp: 5_000 });
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    world.platform.refusePosts(new BotError('cannot-deliver', 'The channel is locked'), 2);
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(id, wasTold);
    assert.match(world.platform.posts[0]?.text ?? '', /may have been charged/);
  });

  it('is not taken for told when it never could be', async () => {
    await using world = await startWorld({ speedUp: 20_000 });
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    world.platform.refusePosts(new BotError('cannot-deliver', 'The channel is locked'), 1_000);
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.money.state === 'settled' && job.money.basis, 'written-off');
    assert.equal(job.delivery.state, 'undeliverable');
  });
});
