import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  DoneView,
  JobDetailView,
  JobsView,
  SystemView,
  TenantsView,
} from '../../../../src/bots/web/desk/protocol.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { type LogFields, silentLog } from '../../../../src/core/ports/log.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { killJob } from '../../../core/jobs/dead/kill-job.ts';
import { handClock, postgresHarness, type StoreHarness, sqliteHarness } from '../../../core/store/harness.ts';
import { orderOf, scopesOf } from '../../../core/store/ledger/orders.ts';
import { jobOf } from '../../../core/store/sample-job.ts';
import { json, type Visit, visit } from '../fixtures/http.ts';
import { ownersDeskOver } from '../fixtures/owners-desk.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

const TENANT = 'discord:1234';

for (const open of [sqliteHarness, postgresHarness]) {
  describe(`the owner’s desk on ${open === sqliteHarness ? 'SQLite' : 'PostgreSQL'}`, () => {
    const clock = handClock();
    const logged: LogFields[] = [];
    let harness: StoreHarness;
    let url: string;
    let store: Store;
    let playground: Playground;
    let owner: Visit;
    before(async () => {
      harness = await open();
      url = await harness.freshUrl();
      store = await openStore({ url, clock });
      const log = {
        ...silentLog,
        info: (fields: LogFields, event: string) => logged.push({ event, ...fields }),
      };
      playground = await openPlayground(ownersDeskOver(store, clock, log));
      owner = await visit(playground.url);
    });
    after(async () => {
      await playground?.[Symbol.asyncDispose]();
      await store?.close();
      await harness?.stop();
    });

    const stored = async (change: Partial<Job>, held?: 'held' | 'in-doubt'): Promise<Job> => {
      const job = jobOf(TENANT, { title: 'Secret title', ...change });
      const reservation = `r of ${job.id}`;
      const amount = microDollarsOf(70_000);
      const money: Job['money'] =
        held === undefined
          ? { state: 'none' }
          : ({
              state: held,
              reservation,
              amount,
              ...(held === 'in-doubt' && { sinceMs: 1 }),
            } as Job['money']);
      await store.transaction(async ({ jobs, ledger }) => {
        await jobs.insert({ ...job, money }, null);
        if (held === undefined) return;
        await ledger.reserve({ ...orderOf(70_000, scopesOf('desk', 0, []), reservation), jobId: job.id });
        if (held === 'in-doubt') await ledger.doubt(reservation, 2);
      });
      return job;
    };
    const act = (job: string, verb: string) => owner.post('/admin/actions', { job, verb });
    const read = async (id: string) => json<JobDetailView>(await owner.get(`/admin/jobs/${id}`));

    it('replays a parked job, once, and logs who did it', async () => {
      const job = await stored({ work: { stage: 'completed' } });
      await killJob(url, job.id, { atMs: clock.now() });
      assert.deepEqual((await read(job.id)).verbs, ['replay', 'drop']);
      assert.equal((await act(job.id, 'replay')).status, 200);
      const after = await read(job.id);
      assert.deepEqual([after.trouble, after.facts?.history.at(-1)?.event], [undefined, 'replayed']);
      assert.equal((await act(job.id, 'replay')).status, 409);
      const lines = logged.filter(({ event, job: of }) => event === 'owner-action' && of === job.id);
      assert.deepEqual(
        lines.map(({ verb, ok }) => [verb, ok]),
        [
          ['replay', true],
          ['replay', false],
        ],
      );
      assert.match(String(lines[0]?.['by']), /^web:[0-9a-f]{16}$/);
    });

    it('drops a parked job, and releases what was reserved for it', async () => {
      const job = await stored({ work: { stage: 'input' } }, 'held');
      await killJob(url, job.id, { atMs: clock.now() });
      assert.equal((await act(job.id, 'drop')).status, 200);
      const after = await read(job.id);
      assert.deepEqual(
        [after.failure, after.costState, after.entries.at(-1)?.kind],
        ['job-dropped', 'released', 'release'],
      );
    });

    it('waives an unconfirmed charge, and refuses where there is none', async () => {
      const job = await stored({ work: { stage: 'submitting', sinceMs: 1, told: true } }, 'in-doubt');
      assert.deepEqual((await read(job.id)).verbs, ['waive', 'cancel']);
      assert.equal((await act(job.id, 'waive')).status, 200);
      assert.equal((await read(job.id)).costState, 'released');
      assert.equal((await act(job.id, 'waive')).status, 422);
      const [change] = await store.rules.changes(TENANT, 1);
      assert.equal(change?.what, `forgiven.${job.id}`);
    });

    it('cancels a member’s job as if they had asked, and refuses once it’s over', async () => {
      const job = await stored({ work: { stage: 'received' } });
      assert.deepEqual((await read(job.id)).verbs, ['cancel']);
      assert.equal((await act(job.id, 'cancel')).status, 200);
      const after = await read(job.id);
      assert.deepEqual([after.facts?.isCancelRequested, after.verbs], [true, []]);
      const over = await stored({ work: { stage: 'cancelled' } });
      assert.equal((await act(over.id, 'cancel')).status, 422);
      assert.equal((await act('nothing', 'cancel')).status, 422);
    });

    it('shows ids, codes and words of the bot, and nothing a person wrote', async () => {
      const job = await stored({
        work: {
          stage: 'failed',
          failure: { code: 'words-unexpected', facts: { words: 'Private words', count: 2 } },
        },
        delivery: { state: 'pending', round: 0 },
        submissions: [
          {
            service: 'speech',
            providerId: 'p1',
            submittedAtMs: 1,
            state: 'completed',
            outputs: [{ name: 'Private name', url: 'https://signed.example/?sig=1' }],
          },
        ],
      });
      const answer = await owner.get(`/admin/jobs/${job.id}`);
      const text = await answer.text();
      assert.doesNotMatch(text, /Secret title|Hello|Private|signed|sig=/);
      const detail: JobDetailView = JSON.parse(text);
      assert.match(detail.failureWords ?? '', /“…” matches no option/);
      assert.equal(detail.facts?.submissions[0]?.providerId, 'p1');
      const { jobs } = await json<JobsView>(await owner.get('/admin/jobs?by=failure&value=words-unexpected'));
      assert.deepEqual(
        jobs.map(({ id }) => id),
        [job.id],
      );
    });

    it('sets a server’s budget as the command does, and says why it won’t', async () => {
      const set = async (budget: Readonly<Record<string, string>>) =>
        json<DoneView>(await owner.post(`/admin/tenants/${TENANT}/budget`, budget));
      assert.match((await set({ monthly: '7.50', daily: 'none' })).text, /\$7\.50/);
      const { allowance } = await store.rules.tenant(TENANT);
      assert.deepEqual(allowance, { monthly: 7_500_000, daily: 'none' });
      assert.equal((await set({ monthly: 'none', daily: 'none' })).isRefused, true);
      assert.equal(
        (await owner.post(`/admin/tenants/${TENANT}/budget`, { monthly: '1 daily:9', daily: '1' })).status,
        400,
      );
      const { tenants } = await json<TenantsView>(await owner.get('/admin/tenants'));
      const row = tenants.find(({ tenant }) => tenant === TENANT);
      assert.deepEqual(row?.budget, { monthly: '$7.50', daily: 'none' });
      assert.equal(row?.limits.find(({ scope }) => scope === 'tenant-month')?.limit, '$7.50');
    });

    it('says how the bot and what it depends on are', async () => {
      if (store.kind === 'postgres') await store.processes.enter('one', 60_000);
      const system = await json<SystemView>(await owner.get('/admin/system'));
      assert.equal(system.balance, '$12.00');
      assert.deepEqual(system.connections, [{ name: 'discord', ready: false, reason: 'reconnecting' }]);
      assert.ok((system.freeBytes ?? 0) > 0);
      assert.deepEqual(
        system.processes?.map(({ id, jobs }) => [id, jobs]),
        store.kind === 'postgres' ? [['one', 0]] : undefined,
      );
    });
  });
}
