import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import type { JobDependencies } from '../../../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';
import { fromCents, fromDollars } from '../../../../src/core/model/money/money.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { costDetails } from '../../../../src/core/text/money-lines.ts';
import { type CrashPoint, crashingStore } from '../../../fakes/crashing-store.ts';
import { ORIGIN, stemsOf, transcriptOf, type World } from '../../../fakes/world.ts';
import { postgresHarness, sqliteHarness } from '../../store/harness.ts';
import { charged, heldAndSpent } from '../world-checks.ts';
import { worldOnStore } from './world-on-store.ts';

/** AudioPod takes twenty seconds to be behind every link, and the sandbox charges for those. */
const LINK = { kind: 'url', url: 'https://example.org/song.mp3' } as const;
const STEMS = stemsOf(LINK);
const RESERVED = fromDollars(0.5);

const DOWNLOAD_FAILS = (change: JobDependencies, code: 'result-too-large' | 'own-key-gone') => ({
  ...change,
  download: () => Promise.reject(new BotError(code, 'as told by the test')),
});

function isDone({ work, delivery }: Job): boolean {
  return work.stage === 'encoded' && delivery.state === 'done';
}

/**
 * The saves of a job with a link: admitted, submitting, submitted, completed, collected, encoded, posted,
 * delivered. Money held after the fourth is settled with the fifth. Before the third, the submission is in doubt:
 * AudioPod gets no name of ours with a link, by which it could be found again.
 */
const POINTS: readonly CrashPoint[] = (process.env['PROVE'] === undefined ? [5] : [3, 4, 5, 6, 7])
  .flatMap((transaction) => (['before', 'after'] as const).map((side) => ({ transaction, side })))
  .filter(({ transaction, side }) => transaction > 3 || side === 'after');

for (const open of [sqliteHarness, postgresHarness]) {
  describe(`what a link costs (${open === sqliteHarness ? 'SQLite' : 'PostgreSQL'})`, () => {
    const opened = worldOnStore(open);
    let store: Store;
    let world: World;
    before(() => {
      ({ store, world } = opened());
    });
    afterEach(() => world.sandbox.control.faults.clear());

    const settled = async (request: JobRequest): Promise<Job> => {
      const { id } = await world.jobs.start(request, 'Song', ORIGIN);
      return world.settled(id);
    };
    const costOf = ({ money }: Job) =>
      money.state === 'settled' ? [money.amount, money.basis] : money.state;

    it('is that of the twenty seconds that came back, whichever service it is', async () => {
      world.sandbox.control.faults.add({ on: '*', times: 'lasting', fault: { kind: 'no-length' } });
      const before = { ...(await heldAndSpent(world)), charged: charged(world) };
      const requests: readonly JobRequest[] = [
        STEMS,
        { service: 'denoise', source: LINK },
        { service: 'diarization', source: LINK },
        transcriptOf(LINK),
      ];
      const jobs = await Promise.all(requests.map(settled));
      assert.deepEqual(jobs.map(costOf), [
        [fromCents(4), 'measured-by-bot'],
        [fromCents(1), 'measured-by-bot'],
        [fromCents(7), 'measured-by-bot'],
        [fromCents(1), 'measured-by-bot'],
      ]);
      const { held, spent } = await heldAndSpent(world);
      assert.equal(held, 0);
      assert.equal(spent - before.spent, charged(world) - before.charged, 'as AudioPod charged it');
      assert.match(world.platform.posts.at(-1)?.text ?? '', /Cost: \$0\.0\d\./);
    });

    it('is what AudioPod says about the length, where it says anything, before anything is downloaded', async () => {
      const { id } = await world.jobs.start(transcriptOf(LINK), 'Talk', ORIGIN);
      const done = await world.settled(id, ({ money }) => money.state === 'settled');
      assert.deepEqual(costOf(done), [fromCents(1), 'measured-duration']);
      const events = (await world.settled(id)).history.map(({ event }) => event);
      assert.ok(events.indexOf('completed') < events.indexOf('encoded'));
      assert.deepEqual(costOf(await settled({ service: 'denoise', source: LINK })), [
        fromCents(1),
        'measured-duration',
      ]);
    });

    it('stays reserved until the result has been measured', async () => {
      const blocked = Promise.withResolvers<void>();
      await world.kill((dependencies) => ({
        ...dependencies,
        download: async (...order) => {
          await blocked.promise;
          return dependencies.download(...order);
        },
      }));
      const { spent } = await heldAndSpent(world);
      const { id } = await world.jobs.start(STEMS, 'Song', ORIGIN);
      const made = await world.settled(id, ({ work }) => work.stage === 'completed');
      assert.equal(made.money.state, 'held');
      assert.deepEqual(await heldAndSpent(world), { held: RESERVED, spent });
      blocked.resolve();
      assert.deepEqual(costOf(await world.settled(id)), [fromCents(4), 'measured-by-bot']);
      assert.deepEqual(await heldAndSpent(world), { held: 0, spent: spent + fromCents(4) });
      await world.kill();
    });

    for (const code of ['result-too-large', 'own-key-gone'] as const) {
      it(`is what was reserved when the result cannot be had (${code}), said so, and not charged again when it can`, async () => {
        const { spent } = await heldAndSpent(world);
        await world.kill((dependencies) => DOWNLOAD_FAILS(dependencies, code));
        const failed = await settled(STEMS);
        assert.deepEqual(failed.work.stage === 'failed' && failed.work.failure.code, code);
        assert.deepEqual(costOf(failed), [RESERVED, 'unmeasured']);
        assert.deepEqual(await heldAndSpent(world), { held: 0, spent: spent + RESERVED });
        const text = world.platform.posts.at(-1)?.text ?? '';
        assert.match(text, /The cost is unknown, so the reserved \$0\.50 counts as spent\./);
        assert.deepEqual(costDetails(failed), [
          'AudioPod reported no length, and the bot couldn’t measure it.',
        ]);
        await world.kill();
        await world.jobs.fetch(failed.id, ORIGIN);
        const fetched = await world.settled(failed.id, isDone);
        assert.deepEqual(fetched.money, failed.money);
        assert.deepEqual(await heldAndSpent(world), { held: 0, spent: spent + RESERVED });
      });
    }

    it('is settled out of an unconfirmed charge as well, once its job is found and measured', async () => {
      const { spent } = await heldAndSpent(world);
      await world.kill((dependencies) => ({
        ...dependencies,
        accounts: {
          ...dependencies.accounts,
          watcher: {
            ...dependencies.accounts.watcher,
            watch: (_watched, _seen, onGone) => {
              onGone();
              return { [Symbol.dispose]() {} };
            },
          },
        },
      }));
      const { id } = await world.jobs.start(STEMS, 'Song', ORIGIN);
      const doubtful = await world.settled(id, ({ delivery }) => delivery.state === 'done');
      assert.equal(doubtful.money.state, 'in-doubt');
      await world.kill((dependencies) => DOWNLOAD_FAILS(dependencies, 'result-too-large'));
      await world.jobs.fetch(id, ORIGIN);
      const failed = await world.settled(id, ({ money }) => money.state === 'settled');
      assert.deepEqual(costOf(failed), [RESERVED, 'unmeasured'], 'AudioPod made it, so nothing is in doubt');
      await world.settled(id);
      assert.deepEqual(await heldAndSpent(world), { held: 0, spent: spent + RESERVED });
      await world.kill();
    });

    for (const point of POINTS) {
      it(`is settled once when the process dies ${point.side} save ${point.transaction}`, async () => {
        const before = { ...(await heldAndSpent(world)), charged: charged(world) };
        const posts = world.platform.posts.length;
        const crashing = crashingStore(store, point);
        await world.kill((dependencies) => ({ ...dependencies, store: crashing.store }));
        const { id } = await world.jobs.start(STEMS, 'Song', ORIGIN);
        await crashing.died;
        const atDeath = await heldAndSpent(world);
        assert.ok(
          atDeath.held + atDeath.spent - before.spent >= charged(world) - before.charged,
          'at no moment has AudioPod charged what is neither held nor spent',
        );
        await world.kill();
        const job = await world.settled(id);
        assert.ok(isDone(job));
        assert.deepEqual(costOf(job), [fromCents(4), 'measured-by-bot']);
        const settlements = job.history.filter(({ event }) => event === 'collected');
        assert.equal(settlements.length, 1);
        assert.deepEqual(await heldAndSpent(world), { held: 0, spent: before.spent + fromCents(4) });
        assert.equal(world.platform.posts.length, posts + 1);
        assert.deepEqual(await store.ledger.open(), []);
      });
    }
  });
}
