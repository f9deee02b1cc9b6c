import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import { fromCents, fromDollars } from '../../../src/core/model/money/money.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { type CrashPoint, crashingStore } from '../../fakes/crashing-store.ts';
import { ORIGIN, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

const KEY = 'ap_own_5ecre7_key';
const ADMIN = { ...ORIGIN, member: 'fake:admin' };
const SAVES = 9;
const POINTS: readonly CrashPoint[] =
  process.env['PROVE'] === undefined
    ? // Before AudioPod has it, while nobody knows, after it was paid, and before it is posted.
      [3, 4, 5, 7].map((transaction) => ({ transaction, side: 'before' }))
    : Array.from({ length: SAVES }, (_, index) => index + 1).flatMap((transaction) =>
        (['before', 'after'] as const).map((side) => ({ transaction, side })),
      );

describe('a key that is disconnected while the process of its job is dead', () => {
  let world: World;
  let song: string;
  before(async () => {
    const limits = { memberDaily: fromDollars(9), tenantMonthly: fromDollars(9) };
    world = await startWorld({ speedUp: 100, limits });
    song = `${world.folder}/song.wav`;
    await makeSongFile(song, 2);
  });
  after(() => world[Symbol.asyncDispose]());

  for (const point of POINTS) {
    it(`is what its job ends on, and is then gone, when that dies ${point.side} save ${point.transaction}`, async () => {
      const { control } = world.sandbox;
      const own = control.accounts.open(KEY, 500);
      const operator = control.wallet.figures();
      const submits = control.jobs.submits()['stems'] ?? 0;
      const signal = new AbortController().signal;
      const { key } = await world.services.keys.connect(new Secret(KEY), ADMIN, signal);

      let died = Promise.resolve();
      await world.kill((dependencies) => {
        const crashing = crashingStore(dependencies.store, point);
        died = crashing.died;
        return { ...dependencies, store: crashing.store };
      });
      const source = await world.platform.attach(song, 'song.wav');
      const { id } = await world.jobs.start(stemsOf(source), 'Song', ORIGIN);
      await Promise.race([died, world.settled(id)]);
      const { keyId } = (await world.store.jobs.get(id)) ?? assert.fail();
      await world.services.keys.disconnect(ADMIN);
      await world.kill();
      const job = await world.settled(id);

      assert.equal((control.jobs.submits()['stems'] ?? 0) - submits, job.submissions.length);
      const paid = { own: own.figures().spentCents, operator: control.wallet.figures().spentCents };
      const cost = costOf(job);
      if (keyId === undefined) {
        assert.deepEqual(paid, { own: 0, operator: operator.spentCents + cost }, 'it had not begun with it');
      } else {
        assert.equal(keyId, key.id);
        assert.equal(job.keyId, key.id);
        assert.deepEqual(paid, { own: cost, operator: operator.spentCents });
      }
      assert.ok(isJobOver(job));
      await world.services.keys.sweep();
      assert.deepEqual(await world.store.keys.all(), []);
    });
  }
});

function costOf({ money }: Job): number {
  return money.state === 'settled' ? money.amount / fromCents(1) : 0;
}
