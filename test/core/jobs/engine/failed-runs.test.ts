import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jobsWith } from '../../../fakes/jobs-with.ts';
import { until } from '../../../fakes/until.ts';
import { ORIGIN, OWNER, speech, startWorld } from '../../../fakes/world.ts';

const refuse = (): Promise<never> => Promise.reject(new TypeError('as told by the test'));

describe('a job whose runs fail for no reason that its stages know', () => {
  it('is tried again ever more rarely, then parked, and owners and its member are told', async () => {
    await using world = await startWorld({ speedUp: 20_000 }, (dependencies) => ({
      ...dependencies,
      store: {
        ...dependencies.store,
        jobs: jobsWith(dependencies.store.jobs, {
          save: refuse,
        }),
        transaction: refuse,
      },
    }));
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const [dead] = await until('it is parked', async () => {
      const parked = await world.store.deadJobs.list(10);
      return parked.length > 0 && parked;
    });
    assert.equal(dead?.id, id);
    assert.equal(dead?.attempts, 9);
    assert.match(dead?.reason ?? '', /TypeError/);
    const told = await until('an owner is told', async () =>
      world.platform.told.find(({ text }) => text.includes(id)),
    );
    assert.deepEqual(told.to, OWNER);
    const [post] = await until(
      'its member is told',
      () => world.platform.posts.length > 0 && world.platform.posts,
    );
    assert.equal(
      post?.text,
      'The bot couldn’t finish this job after several tries. The bot owner was notified and can continue or end it.',
    );
    assert.deepEqual(await world.store.deadJobs.takeUntold(10, 0), []);
  });
});
