import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { JobSearch, Trouble } from '../../../../src/core/ports/overview/job-overview.ts';
import { orderOf, scopesOf } from '../ledger/orders.ts';
import { jobOf, overJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const TENANT = 'web:overview';
const LATER_MS = 120_000;

/** What bot owners see of all jobs. */
export const describeOverview: Part = {
  title: 'the overview of jobs',
  tests(subject) {
    const ids = async (search: Partial<JobSearch>) =>
      (await subject.pair.one.overview.list({ limit: 100, ...search })).map(({ id }) => id);
    const insert = async (job: Job): Promise<Job> => {
      await subject.pair.one.jobs.insert(job, null);
      return job;
    };

    test('lists jobs newest first, and page after page leaves none out and repeats none', async () => {
      const made = [];
      // Several begin in the same millisecond.
      for (let at = 0; at < 12; at += 1)
        made.push(await insert(jobOf(TENANT, { createdAtMs: 5_000 + Math.floor(at / 5) }, 'web:pager')));
      const all = await ids({ by: { fact: 'member', value: 'web:pager' } });
      assert.deepEqual(new Set(all), new Set(made.map(({ id }) => id)));
      const paged: string[] = [];
      for (let after: JobSearch['after']; ; ) {
        const page = await subject.pair.one.overview.list({
          by: { fact: 'member', value: 'web:pager' },
          limit: 5,
          ...(after && { after }),
        });
        paged.push(...page.map(({ id }) => id));
        after = page.at(-1);
        if (page.length < 5) break;
      }
      assert.deepEqual(paged, all);
    });

    test('finds jobs by id, member, server, platform, service and error code, alone or with a state', async () => {
      const base = overJob('web:found', 1_000);
      const failed = await insert({
        ...base,
        origin: { ...base.origin, platform: 'elsewhere', member: 'web:finder' },
        work: { stage: 'failed', failure: { code: 'audiopod-plan', facts: {} } },
      });
      const one = { ...overJob('web:found', 1_000), request: { ...failed.request, service: 'clone' } } as Job;
      await insert(one);
      const by = async (
        fact: NonNullable<JobSearch['by']>['fact'],
        value: string,
        state?: JobSearch['state'],
      ) => ids({ by: { fact, value }, ...(state && { state }) });
      assert.deepEqual(await by('job', failed.id), [failed.id]);
      assert.deepEqual(await by('member', 'web:finder'), [failed.id]);
      assert.deepEqual((await by('tenant', 'web:found')).toSorted(), [failed.id, one.id].toSorted());
      assert.deepEqual(await by('tenant', 'web:found', 'cancelled'), [one.id]);
      assert.deepEqual(await by('platform', 'elsewhere'), [failed.id]);
      assert.deepEqual(await by('service', 'clone'), [one.id]);
      assert.deepEqual(await by('failure', 'audiopod-plan', 'failed'), [failed.id]);
      assert.deepEqual(await by('failure', 'audiopod-plan', 'cancelled'), []);
    });

    test('says what each unfinished job waits for, and counts it, until it is over', async () => {
      const { one } = subject.pair;
      const held = { reservation: 'r', amount: microDollarsOf(1) };
      const stuck: readonly (readonly [Trouble, Partial<Job>])[] = [
        ['unconfirmed', { work: { stage: 'watching' }, money: { state: 'in-doubt', ...held, sinceMs: 1 } }],
        ['key-rejected', { work: { stage: 'watching', isKeyRefused: true } }],
        ['provider-down', { work: { stage: 'quoted', isProviderDown: true } }],
        ['late', { work: { stage: 'watching', lateSinceMs: 5 } }],
        [
          'undelivered',
          {
            updatedAtMs: subject.clock.nowMs - LATER_MS,
            work: { stage: 'failed', failure: { code: 'internal', facts: {} } },
            delivery: { state: 'pending', round: 0 },
          },
        ],
      ];
      for (const [trouble, change] of stuck) {
        const before = (await one.overview.troubles())[trouble];
        const job = await insert(jobOf('web:stuck', change));
        assert.equal((await one.overview.troubles())[trouble], before + 1, trouble);
        assert.deepEqual(await ids({ state: trouble, by: { fact: 'tenant', value: 'web:stuck' } }), [job.id]);
        await one.jobs.save({ ...overJob('web:stuck', 1), id: job.id, version: job.version }, null);
        assert.equal((await one.overview.troubles())[trouble], before, `${trouble} is over`);
      }
      const fresh = { ...stuck[4]?.[1], updatedAtMs: subject.clock.nowMs };
      await insert(jobOf('web:stuck', fresh));
      assert.deepEqual(await ids({ state: 'undelivered', by: { fact: 'tenant', value: 'web:stuck' } }), []);
    });

    test('shows one job with its record, its reservations and every entry of the ledger', async () => {
      const { one } = subject.pair;
      const job = await insert(jobOf(TENANT));
      const order = { ...orderOf(70, scopesOf('overview', 0, []), `r of ${job.id}`), jobId: job.id };
      await one.transaction(({ ledger }) => ledger.reserve(order));
      await one.transaction(({ ledger }) => ledger.settle(order.id, microDollarsOf(60), 'credits', 9));
      const detail = await one.overview.find(job.id);
      assert.deepEqual(detail?.job, job);
      assert.deepEqual(detail?.charges, [{ amount: 70, state: 'settled', spent: 60 }]);
      assert.deepEqual(
        detail?.entries.map(({ kind, amount, basis, atMs }) => [kind, amount, basis, atMs]),
        [
          ['reserve', 70, undefined, 1],
          ['settle', 60, 'credits', 9],
        ],
      );
      assert.equal(await one.overview.find('nothing'), undefined);
    });

    test('shows a parked job whose record can’t be read, but for the record', async () => {
      const { one } = subject.pair;
      const job = await insert(jobOf('web:parked'));
      await subject.pair.change(
        `update jobs set dead_at = 7, dead_reason = 'internal', attempts_failed = 9, record = '{}' where id = '${job.id}'`,
      );
      const detail = await one.overview.find(job.id);
      assert.equal(detail?.job, undefined);
      assert.deepEqual([detail?.trouble, detail?.reason, detail?.failedRuns], ['parked', 'internal', 9]);
      assert.deepEqual(await ids({ state: 'parked', by: { fact: 'tenant', value: 'web:parked' } }), [job.id]);
    });

    test('lists the servers that have rules or spent, in the order of their ids', async () => {
      const { one } = subject.pair;
      await one.rules.changeTenant('web:z1', { member: 'web:o', nowMs: 1 }, (rules) => ({
        ...rules,
        links: false,
      }));
      const order = orderOf(70, scopesOf('web:z2', 0, []));
      await one.transaction(({ ledger }) => ledger.reserve(order));
      assert.deepEqual(await one.overview.tenants('web:z', 10), ['web:z1', 'web:z2']);
      assert.deepEqual(await one.overview.tenants('web:z1', 1), ['web:z2']);
    });

    test('counts many jobs that are over only now and then, and the unfinished ones each time', async () => {
      const { one, other } = subject.pair;
      await subject.pair.change(`
        insert into jobs (id, version, tenant, member, platform, stage, in_flight, over, erased, created_at, updated_at, record)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
        select 'many-' || i, 1, 'web:many', 'web:m', 'web', 'cancelled', 0, 1, 0, i, i, '{}' from n`);
      const { cancelled: before = 0, quoted = 0 } = await one.jobs.countByStage();
      assert.ok(before >= 1_200);
      await other.jobs.insert(overJob('web:many', 1), null);
      await other.jobs.insert(jobOf('web:many', { work: { stage: 'quoted' } }), null);
      const soon = await one.jobs.countByStage();
      assert.deepEqual([soon['cancelled'], soon['quoted']], [before, quoted + 1]);
      subject.clock.nowMs += 2_000;
      assert.equal((await one.jobs.countByStage())['cancelled'], before + 1);
    });
  },
};
