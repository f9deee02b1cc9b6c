import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createDeadJobCommands } from '../../../../src/core/jobs/dead/dead-job-commands.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { stateText } from '../../../../src/core/text/job-state.ts';
import { outcomeText } from '../../../../src/core/text/outcome.ts';
import { until } from '../../../fakes/until.ts';
import { startWorld, type World } from '../../../fakes/world.ts';
import { handClock, postgresHarness, type StoreHarness, sqliteHarness } from '../../store/harness.ts';
import { orderOf, scopesOf } from '../../store/ledger/orders.ts';
import { jobOf } from '../../store/sample-job.ts';
import { isDue, killJob } from './kill-job.ts';

const TENANT = 'web:dead';
const HOUR_MS = 3_600_000;
const SENT: Job['submissions'][number] = {
  service: 'speech',
  providerId: 'there',
  submittedAtMs: 1,
  state: 'watching',
};

for (const open of [sqliteHarness, postgresHarness]) {
  describe(`jobs that stopped, on ${open === sqliteHarness ? 'SQLite' : 'PostgreSQL'}`, () => {
    const clock = handClock();
    let harness: StoreHarness;
    let store: Store;
    let url: string;
    before(async () => {
      harness = await open();
      url = await harness.freshUrl();
      store = await openStore({ url, clock });
    });
    after(async () => {
      await store.close();
      await harness.stop();
    });

    const command = (verb: 'list' | 'show' | 'replay' | 'drop', id = '') =>
      createDeadJobCommands({
        store,
        clock,
        log: silentLog,
      })({ verb, id } as Parameters<ReturnType<typeof createDeadJobCommands>>[0]);

    /** Stores a dead job that holds money, unless it never came so far. */
    const dead = async (
      change: Partial<Job>,
      held: 'held' | 'in-doubt' | 'none' = 'held',
      record?: string,
    ): Promise<Job> => {
      const job = jobOf(TENANT, change);
      const reservation = `reserved for ${job.id}`;
      const amount = microDollarsOf(70_000);
      const money: Job['money'] =
        held === 'none'
          ? { state: 'none' }
          : held === 'held'
            ? { state: held, reservation, amount }
            : { state: held, reservation, amount, sinceMs: 1 };
      await store.transaction(async ({ jobs, ledger }) => {
        await jobs.insert({ ...job, money }, null);
        if (held === 'none') return;
        await ledger.reserve({ ...orderOf(70_000, scopesOf('dead', 0, []), reservation), jobId: job.id });
        if (held === 'in-doubt') await ledger.doubt(reservation, 2);
      });
      await killJob(url, job.id, {
        atMs: clock.now() - 3 * HOUR_MS,
        ...(record !== undefined && { record }),
      });
      return job;
    };
    const stateOf = async (id: string) => {
      const [, open] = [await store.jobs.get(id), await store.ledger.open()];
      return open.find(({ jobId }) => jobId === id)?.state ?? 'ended';
    };

    it('are listed with their stage, age, server, service, money and reason, and with nothing a person wrote', async () => {
      assert.deepEqual(await command('list'), { ok: true, lines: ['No job has stopped.'] });
      const job = await dead({ title: 'Secret words', work: { stage: 'watching' }, submissions: [SENT] });
      const { ok, lines } = await command('list');
      assert.ok(ok);
      assert.equal(
        lines.join('\n'),
        `${job.id}  watching  stopped 3 h ago  ${TENANT}  speech  $0.07 reserved  internal`,
      );
      const shown = (await command('show', job.id)).lines.join('\n');
      for (const part of [
        `Job: ${job.id}`,
        'Stage: watching',
        'after 5 failed runs',
        'Money: $0.07 reserved',
        'At AudioPod: speech there, watching',
        'History:',
      ]) {
        assert.ok(shown.includes(part), `${part} in ${shown}`);
      }
      assert.doesNotMatch(shown, /Secret words|Hello/);
      await command('drop', job.id);
      await store.jobs.wake(job.id, null);
    });

    it('are worked on again when replayed, with no try counted', async () => {
      const job = await dead({ work: { stage: 'completed' }, attempt: 4 });
      const { ok, lines } = await command('replay', job.id);
      assert.ok(ok);
      assert.match(lines.join(), /^Replaying /);
      const now = await store.jobs.get(job.id);
      assert.deepEqual([now?.work, now?.attempt, now?.money.state], [job.work, 0, 'held']);
      assert.equal(now?.history.at(-1)?.event, 'replayed');
      assert.equal(await store.deadJobs.count(), 0);
      assert.ok(await isDue(url, job.id));
      // What was replayed, or never stopped, is refused.
      for (const verb of ['replay', 'drop', 'show'] as const) {
        assert.equal((await command(verb, job.id)).ok, false);
      }
      await store.jobs.wake(job.id, null);
    });

    it('are taken to tell their members once, again after a pause if that failed, and not after a replay', async () => {
      const job = await dead({ work: { stage: 'watching' }, submissions: [SENT] });
      const { deadJobs } = store;
      const take = async () => (await deadJobs.takeUntold(10, 1_000)).map(({ id }) => id);
      const [one] = await Promise.all([take(), take()]).then((all) => all.flat());
      assert.equal(one, job.id);
      assert.deepEqual(await take(), [], 'another process tells');
      const found = await deadJobs.find(job.id);
      assert.ok(found?.job?.isParked);
      await deadJobs.tellAgain(found, -1);
      assert.deepEqual(await take(), [job.id]);
      await deadJobs.tellAgain(found, undefined);
      assert.deepEqual(await take(), []);
      await deadJobs.tellAgain(found, -1);
      await command('replay', job.id);
      await deadJobs.tellAgain(found, -1);
      assert.deepEqual(await take(), []);
      assert.equal((await store.jobs.get(job.id))?.isParked, undefined);
      await store.jobs.wake(job.id, null);
    });

    it('show as stopped until their member or the bot owner wakes them', async () => {
      const job = await dead({ work: { stage: 'watching' }, submissions: [SENT] });
      const all = await store.jobs.list({ tenant: TENANT, limit: 100 });
      const listed = all.find(({ id }) => id === job.id);
      for (const read of [
        listed,
        await store.jobs.get(job.id),
        (await store.jobs.getAll([job.id])).get(job.id),
      ]) {
        assert.equal(read?.isParked, true);
        assert.ok(read !== undefined && stateText(read) === 'stopped');
        assert.match(
          outcomeText(read),
          /several tries\. The bot owner .* Until then, \$0\.07 stays reserved\.$/,
        );
      }
      const saved = await store.jobs.save({ ...(listed ?? job), cancelRequested: true }, clock.now());
      assert.equal(saved.isParked, undefined);
      assert.equal((await store.jobs.get(job.id))?.isParked, undefined);
      await command('drop', job.id);
      await store.jobs.wake(job.id, null);
    });

    it('end when dropped, with their money where it belongs and their member to be told', async () => {
      const cost = { amount: microDollarsOf(50_000), basis: 'credits' } as const;
      const cases: readonly [Partial<Job>, 'held' | 'in-doubt' | 'none', string, string][] = [
        [{ work: { stage: 'received' } }, 'none', 'none', 'ended'],
        [{ work: { stage: 'quoted' } }, 'held', 'released', 'ended'],
        [{ work: { stage: 'submitting', sinceMs: 1 } }, 'held', 'in-doubt', 'in-doubt'],
        [{ work: { stage: 'submitting', sinceMs: 1 } }, 'in-doubt', 'in-doubt', 'in-doubt'],
        [{ work: { stage: 'watching' }, submissions: [SENT] }, 'held', 'in-doubt', 'in-doubt'],
        [
          { work: { stage: 'completed' }, submissions: [{ ...SENT, state: 'completed', cost }] },
          'held',
          'settled',
          'ended',
        ],
      ];
      for (const [change, held, money, reservation] of cases) {
        const job = await dead(change, held);
        const { ok, lines } = await command('drop', job.id);
        assert.ok(ok);
        assert.match(lines.join(), /The member is told\.$/);
        const now = await store.jobs.get(job.id);
        assert.deepEqual(now?.work, { stage: 'failed', failure: { code: 'job-dropped', facts: {} } });
        assert.equal(now?.money.state, money, job.work.stage);
        assert.equal(await stateOf(job.id), reservation, job.work.stage);
        assert.equal(now?.delivery.state, 'pending');
        assert.equal(now?.history.at(-1)?.event, 'dropped');
        assert.ok(await isDue(url, job.id));
        await store.jobs.wake(job.id, null);
      }
      assert.equal(await store.deadJobs.count(), 0);
    });

    it('keep their outcome when dropped after it was reached, and no money stays open', async () => {
      const work: Job['work'] = { stage: 'encoded', files: [], documents: [] };
      for (const [held, money] of [
        ['held', 'released'],
        ['in-doubt', 'settled'],
      ] as const) {
        const job = await dead({ work, delivery: { state: 'pending', round: 0 } }, held);
        await command('drop', job.id);
        const now = await store.jobs.get(job.id);
        assert.deepEqual([now?.work, now?.money.state], [work, money]);
        assert.equal(now?.delivery.state, 'undeliverable');
        assert.equal(await stateOf(job.id), 'ended');
        await store.jobs.wake(job.id, null);
      }
    });

    it('are released or spent by their stage when their record can’t be read, and removed with their age', async () => {
      const before = await store.ledger.charged(0, 1e14);
      const [free, costly] = [
        await dead({ work: { stage: 'input' } }, 'held', '{"damaged'),
        await dead({ work: { stage: 'watching' } }, 'held', '{"damaged'),
      ];
      assert.match((await command('list')).lines.join(), /unknown service/);
      assert.match((await command('show', free.id)).lines.join(), /Record: can’t be read/);
      assert.match((await command('drop', free.id)).lines.join(), /is released\. .*wasn’t told/);
      assert.match((await command('drop', costly.id)).lines.join(), /counts as spent\. .*wasn’t told/);
      const open = await store.ledger.open();
      assert.ok(open.every(({ jobId }) => jobId !== free.id && jobId !== costly.id));
      assert.deepEqual(await store.ledger.charged(0, 1e14), before, 'what nobody knows is written off');
      assert.equal(await store.deadJobs.count(), 0);
      assert.equal(await isDue(url, free.id), false);
      const removed = await store.jobs.removeOver(clock.now() + 1, 99);
      assert.ok([free.id, costly.id].every((id) => removed.includes(id)));
    });
  });
}

describe('a job that was dropped', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100 });
  });
  after(() => world[Symbol.asyncDispose]());

  it('reaches its member, who reads who ended it and what happened to the money', async () => {
    const { store, clock, dependencies } = world;
    const job = { ...jobOf('fake:tenant', { work: { stage: 'quoted' } }, 'fake:member') };
    const origin = { ...job.origin, platform: 'fake' };
    await store.transaction(async ({ jobs, ledger }) => {
      const order = orderOf(70_000, scopesOf('world', 0, []));
      const money = { state: 'held', reservation: order.id, amount: microDollarsOf(70_000) } as const;
      await ledger.reserve({ ...order, jobId: job.id });
      await jobs.insert({ ...job, origin, money }, null);
    });
    await killJob(`sqlite://${world.folder}/bot.sqlite`, job.id, { atMs: clock.now() });
    const commands = createDeadJobCommands(dependencies);
    await commands({ verb: 'drop', id: job.id });
    const ended = await world.settled(job.id);
    assert.equal(ended.money.state, 'released');
    await until('the member is told', () => world.platform.posts.length === 1);
    assert.match(world.platform.posts[0]?.text ?? '', /bot owner ended it.*You weren’t charged/);
    assert.deepEqual(await store.ledger.open(), []);
  });
});
