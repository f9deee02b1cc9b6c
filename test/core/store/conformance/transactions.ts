import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Records } from '../../../../src/core/ports/store.ts';
import { jobOf, sampleJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

/** What belongs together commits together. */
export const describeTransactions: Part = {
  title: 'transactions',
  tests(subject) {
    test('what the body answers is answered, and what it wrote is there', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      assert.equal(
        await one.transaction(async ({ jobs }) => jobs.insert(job, null).then(() => 'done')),
        'done',
      );
      assert.deepEqual(await other.jobs.get(job.id), job);
    });

    test('a body that throws leaves neither the job nor the money behind', async () => {
      const { one, rows } = subject.pair;
      const job = sampleJob();
      const failing = one.transaction(async ({ jobs, ledger }) => {
        await jobs.insert(job, null);
        await ledger.reserve({
          id: 'half-done',
          jobId: job.id,
          for: { ...job.origin, service: 'speech' },
          amount: microDollarsOf(5),
          scopes: [
            {
              scope: 'operator-month',
              subject: 'half',
              period: '2026-11',
              limit: null,
              resetsAtMs: 0,
              zone: 'UTC',
              raisedBy: 'owner',
            },
          ],
          nowMs: 0,
        });
        throw new Error('stopped half way');
      });
      await assert.rejects(failing, /stopped half way/);
      assert.equal(await one.jobs.get(job.id), undefined);
      assert.deepEqual(await rows(`select * from scope_counters where subject = 'half'`), []);
    });

    test('of many that look first and then write, each sees what those before it wrote, behind the same lock', async () => {
      const { one, other } = subject.pair;
      const most = 3;
      const take = async ({ jobs }: Records, id: number) => {
        await jobs.lockTenant('taking-turns');
        if ((await jobs.list({ tenant: 'taking-turns', limit: 10 })).length >= most) return false;
        await jobs.insert(jobOf('taking-turns', { id: `turn-${id}` }), null);
        return true;
      };
      const taken = await Promise.all(
        Array.from({ length: 16 }, (_, id) =>
          (id % 2 === 0 ? one : other).transaction((records) => take(records, id)),
        ),
      );
      assert.equal(taken.filter(Boolean).length, most);
      assert.equal((await one.jobs.list({ tenant: 'taking-turns', limit: 10 })).length, most);
    });

    test('using the store instead of the handed-out records inside a body is refused at once', async () => {
      const { one } = subject.pair;
      await assert.rejects(
        one.transaction(() => one.jobs.get('x')),
        /Inside a transaction/,
      );
      await assert.rejects(
        one.transaction(() => one.transaction(async () => {})),
        /Inside a transaction/,
      );
      assert.equal(await one.transaction(() => one.cache<string>('stray').get('x')), undefined);
    });

    test('work that a body started without waiting for it may use the store later', async () => {
      const { one } = subject.pair;
      const ended = Promise.withResolvers<void>();
      let later: Promise<unknown> | undefined;
      await one.transaction(async () => {
        later = ended.promise.then(() => one.jobs.get('x'));
      });
      ended.resolve();
      assert.equal(await later, undefined);
    });

    test('the store answers a ping', async () => {
      await subject.pair.one.ping();
    });
  },
};
