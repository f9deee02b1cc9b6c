import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { jobsWith } from '../../fakes/jobs-with.ts';
import { music, ORIGIN, startWorld, transcriptOf, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

/** What a process has done and not yet recorded when it dies: the save before which it does. */
const DYING_BEFORE =
  process.env['PROVE'] === undefined
    ? (['submitted', 'collected', 'encoded', 'posted'] as const)
    : (['submitted', 'completed', 'collected', 'encoded', 'posted', 'delivered'] as const);

describe('a process that dies in the middle', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 40, limits: { memberDaily: fromDollars(9) } });
  });
  after(() => world[Symbol.asyncDispose]());

  /** Runs one job without a death and answers what each of its saves recorded last. */
  async function savesOf(request: JobRequest): Promise<readonly string[]> {
    const events: string[] = [];
    const started = Promise.withResolvers<string>();
    const noted = async <T>(save: () => Promise<T>): Promise<T> => {
      const saved = await save();
      const job = await world.store.jobs.get(await started.promise);
      events.push(job?.history.at(-1)?.event ?? 'nothing');
      return saved;
    };
    await world.kill((dependencies) => {
      const { jobs, transaction } = dependencies.store;
      const saving = jobsWith(jobs, { save: (...saved) => noted(() => jobs.save(...saved)) });
      return {
        ...dependencies,
        store: { ...dependencies.store, jobs: saving, transaction: (body) => noted(() => transaction(body)) },
      };
    });
    const { id } = await world.jobs.start(request, 'counted', ORIGIN);
    started.resolve(id);
    await world.settled(id);
    return events;
  }

  async function dieAndGoOn(service: string, request: JobRequest, transaction: number): Promise<void> {
    const submits = world.sandbox.control.jobs.submits()[service] ?? 0;
    const posts = world.platform.posts.length;
    const crashing = crashingStore(world.store, { transaction, side: 'before' });
    await world.kill((dependencies) => ({ ...dependencies, store: crashing.store }));
    const { id } = await world.jobs.start(request, 'asked', ORIGIN);
    await crashing.died;
    await world.kill();
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.money.state, 'settled');
    assert.equal(world.sandbox.control.jobs.submits()[service], submits + 1, 'submitted once');
    assert.equal(world.platform.posts.length, posts + 1, 'posted once');
    assert.equal(world.platform.posts.at(-1)?.files.length, 1);
  }

  for (const service of ['transcription', 'music'] as const) {
    it(`leaves ${service} to be finished, paid and posted once, whatever it had not recorded`, async () => {
      const source = await attachSong(world, 2);
      const request = service === 'music' ? music() : transcriptOf(source);
      const saves = await savesOf(request);
      // Words are not saved before the files are made of them.
      for (const event of DYING_BEFORE.filter((one) => one !== 'collected' || service === 'music')) {
        const transaction = saves.indexOf(event) + 1;
        assert.ok(transaction > 0, `${event} in ${saves.join(' ')}`);
        await dieAndGoOn(service, request, transaction);
      }
      await nothingLeftBehind(world);
    });
  }

  it('has lost no money after all of them', async () => {
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged(world) });
  });
});
