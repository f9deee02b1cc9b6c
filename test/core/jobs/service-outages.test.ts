import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { translate } from '../../../src/core/text/words.ts';
import { until } from '../../fakes/until.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';

const WAITS = translate('en', 'job.progress.provider-down');
const FOLLOWS = translate('en', 'job.progress.provider-down-result');
const DOWN = translate('en', 'notice.audiopod-down');
const MINUTE_MS = 60_000;

function outcomeOf({ work, delivery, money }: Job): readonly string[] {
  return [work.stage, delivery.state, money.state];
}

describe('an outage', () => {
  let world: World;
  afterEach(() => world[Symbol.asyncDispose]());

  const start = async (text: string): Promise<string> =>
    (await world.jobs.start(speech(text), text, ORIGIN)).id;
  const told = () => world.platform.told.map(({ text }) => text);
  const jobOf = async (id: string): Promise<Job> => {
    const job = await world.store.jobs.get(id);
    assert.ok(job !== undefined);
    return job;
  };
  const shows = (id: string, text: string): Promise<boolean> =>
    until(`${id} shows: ${text}`, () =>
      world.platform.progress.some((one) => one.jobId === id && one.text === text),
    );

  it('of AudioPod makes new jobs wait without money, and running ones go on after it; none is submitted twice', async () => {
    world = await startWorld({ speedUp: 300, limits: { memberDaily: fromDollars(9) } });
    const { faults, jobs, requests } = world.sandbox.control;
    faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
    const running = await start('Already running');
    await world.settled(running, ({ work }) => work.stage === 'watching');
    faults.add({ times: 'lasting', fault: { kind: 'status', status: 503 } });
    await until('the owner was told', () => told().includes(DOWN));

    const waiting = await Promise.all(['One', 'Two', 'Three', 'Four'].map(start));
    for (const id of waiting) await shows(id, WAITS);
    const [cancelled = ''] = waiting.splice(0, 1);
    await world.jobs.cancel(cancelled, ORIGIN);
    assert.deepEqual(outcomeOf(await world.settled(cancelled)), ['cancelled', 'done', 'none']);
    const untilMs = world.clock.now() + 5 * MINUTE_MS;
    await until('five minutes passed', () => world.clock.now() > untilMs);
    for (const id of waiting) {
      const { work, money, attempt } = await jobOf(id);
      assert.deepEqual(work, { stage: 'quoted', isProviderDown: true });
      assert.deepEqual([money.state, attempt], ['none', 0]);
    }
    // A process that knows nothing of the outage submits nothing into it either.
    await world.kill();
    const probes = () => requests.list().filter(({ operation }) => operation === 'wallet.balance').length;
    const probesBefore = probes();
    await until('it probed', () => probes() > probesBefore + 1);

    faults.clear();
    const { service, id } = jobs.list('voice')[0] ?? { service: '', id: 0 };
    jobs.release(service, id);
    for (const job of [running, ...waiting]) {
      assert.deepEqual(outcomeOf(await world.settled(job)), ['encoded', 'done', 'settled']);
    }
    assert.equal(jobs.submits()['voice'], 4);
    assert.equal(requests.list().filter(({ operation }) => operation === 'voice.submit').length, 4);
    assert.equal(told().filter((text) => text === DOWN).length, 1);
  });

  it('while a result is fetched uses up no attempt, and the member reads that it follows', async () => {
    let failures = 20;
    world = await startWorld({ speedUp: 300 }, (dependencies) => ({
      ...dependencies,
      outages: {
        ...dependencies.outages,
        ofKey: () => ({
          enter: () => (failures > 0 && failures < 20 ? 10_000 : undefined),
          isDown: () => failures > 0,
        }),
      },
      async download(...asked) {
        failures -= 1;
        if (failures >= 0) throw new BotError('result-unreachable', 'Nobody is there');
        return dependencies.download(...asked);
      },
    }));
    const id = await start('Paid and fetched later');
    await shows(id, FOLLOWS);
    assert.deepEqual(outcomeOf(await world.settled(id)), ['encoded', 'done', 'settled']);
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 1);
  });

  it('of a platform keeps a result for the one who asks for it, and gets it at once', async () => {
    const gate = { enter: () => 24 * 3_600_000, isDown: () => true, succeeded: () => {}, failed: () => {} };
    world = await startWorld({ speedUp: 300 }, (dependencies) => ({
      ...dependencies,
      outages: { ...dependencies.outages, ofPlatform: () => gate },
    }));
    const id = await start('Asked for again');
    await world.settled(id, ({ work, money }) => work.stage === 'encoded' && money.state === 'settled');
    await world.jobs.fetch(id, { ...ORIGIN, channel: 'another' });
    assert.deepEqual(outcomeOf(await world.settled(id)), ['encoded', 'done', 'settled']);
    assert.equal(world.platform.posts.length, 1);
  });

  for (const code of ['delivery-failed', 'bot-token-rejected'] as const) {
    it(`of a platform (${code}) gives no result up: it is posted once, when the platform is back`, async () => {
      world = await startWorld({ speedUp: 300 });
      world.platform.refusePosts(new BotError(code, 'Nobody is there'), 12);
      const id = await start('Posted a long time later');
      const job = await world.settled(id);
      assert.deepEqual(outcomeOf(job), ['encoded', 'done', 'settled']);
      assert.equal(world.platform.posts.length, 1);
      assert.ok(!job.history.some(({ event }) => event.startsWith('undeliverable')));
    });
  }
});
