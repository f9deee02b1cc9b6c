import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin } from '../../../../src/core/model/job/origin.ts';
import type { DeliveryAdapter, Progress } from '../../../../src/core/ports/delivery.ts';
import { ORIGIN, speech, startWorld, type World } from '../../../fakes/world.ts';

/** A world whose platform announces jobs. */
function announcing(announce: NonNullable<DeliveryAdapter['announce']>): Promise<World> {
  return startWorld({}, (dependencies) => ({
    ...dependencies,
    platform: (name) => {
      const platform = dependencies.platform(name);
      return { ...platform, adapter: { ...platform.adapter, announce } };
    },
  }));
}

test('a job is announced once AudioPod has it, and the record keeps where', async () => {
  const heard: { readonly origin: Origin; readonly progress: Progress }[] = [];
  await using here = await announcing(async (origin, progress) => {
    heard.push({ origin, progress });
    return origin.reply === 'announced' ? undefined : 'announced';
  });
  const { id } = await here.jobs.start(speech(), 'Hello', ORIGIN);
  const job = await here.settled(id);
  assert.equal(job.origin.reply, 'announced');
  assert.equal(job.delivery.state, 'done');
  assert.equal(heard[0]?.origin.reply, '');
  assert.match(heard[0]?.progress.text ?? '', /^Generating speech/);
});

test('a job that cannot be announced goes on, and one that AudioPod never got is not announced', async () => {
  let times = 0;
  await using here = await announcing(async () => {
    times += 1;
    throw new Error('The platform is busy');
  });
  const { id } = await here.jobs.start(speech(), 'Hello', ORIGIN);
  const job = await here.settled(id);
  assert.deepEqual([job.delivery.state, job.origin.reply], ['done', '']);
  const announced = times;
  assert.ok(announced > 0);

  here.sandbox.control.faults.add({
    on: 'voice.submit',
    times: 'lasting',
    fault: { kind: 'status', status: 400 },
  });
  const refused = await here.jobs.start(speech('Not this one.'), 'Not this one', ORIGIN);
  assert.equal((await here.settled(refused.id)).work.stage, 'failed');
  assert.equal(times, announced);
  assert.equal(here.platform.posts.at(-1)?.isRefusal, true);
});
