import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import { StaleJobError } from '../../../../src/core/model/save-errors.ts';
import { anyJob } from '../jobs/job-arbitrary.ts';
import { jobOf, overJob, sampleJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

/** Writing, reading, finding and forgetting jobs. */
export const describeJobs: Part = {
  title: 'jobs',
  tests(subject) {
    test('any job comes back exactly as it went in', async () => {
      const { jobs } = subject.pair.one;
      await fc.assert(
        fc.asyncProperty(anyJob, async (job) => {
          // Also while a counterexample is made smaller, each try is a job of its own.
          const stored = { ...job, id: newId() };
          await jobs.insert(stored, null);
          assert.deepEqual(await jobs.get(stored.id), stored);
        }),
        { numRuns: 50 },
      );
    });

    test('an unknown job is absent', async () => {
      assert.equal(await subject.pair.one.jobs.get('no-such-job'), undefined);
    });

    test('one id cannot be inserted twice', async () => {
      const { jobs } = subject.pair.one;
      const job = sampleJob();
      await jobs.insert(job, null);
      await assert.rejects(jobs.insert(job, null));
    });

    test('a save raises the version, and a save of an old version is refused and changes nothing', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, null);
      const saved = await one.jobs.save({ ...job, title: 'first' }, null);
      assert.equal(saved.version, job.version + 1);
      await assert.rejects(other.jobs.save({ ...job, title: 'second' }, null), StaleJobError);
      assert.deepEqual(await other.jobs.get(job.id), saved);
    });

    test('of many saves of one version exactly one wins', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, null);
      const saves = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) =>
          (index % 2 === 0 ? one : other).jobs.save({ ...job, title: `save ${index}` }, null),
        ),
      );
      const won = saves.filter((save) => save.status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const save of saves) {
        if (save.status === 'rejected') assert.ok(save.reason instanceof StaleJobError);
      }
      assert.deepEqual(await one.jobs.get(job.id), won[0]?.value);
    });

    test('a list holds the newest jobs of a tenant, or of one member, and nobody else’s', async () => {
      const { jobs } = subject.pair.one;
      const mine = jobOf('list', { createdAtMs: 1 }, 'me');
      const theirs = jobOf('list', { createdAtMs: 2 }, 'they');
      const latest = jobOf('list', { createdAtMs: 3 }, 'me');
      const elsewhere = jobOf('list-elsewhere', { createdAtMs: 4 }, 'me');
      for (const job of [latest, elsewhere, mine, theirs]) await jobs.insert(job, null);
      assert.deepEqual(await jobs.list({ tenant: 'list', limit: 10 }), [latest, theirs, mine]);
      assert.deepEqual(await jobs.list({ tenant: 'list', member: 'me', limit: 10 }), [latest, mine]);
      assert.deepEqual(await jobs.list({ tenant: 'list', limit: 1 }), [latest]);
    });

    test('a list goes on before a job, also among those of the same moment, and when that job is gone', async () => {
      const { jobs } = subject.pair.one;
      const [old, new1, new2] = [1, 2, 2].map((createdAtMs) => jobOf('pages', { createdAtMs }, 'me'));
      if (old === undefined || new1 === undefined || new2 === undefined) throw new Error('Three were made');
      for (const job of [new1, old, new2]) await jobs.insert(job, null);
      const all = await jobs.list({ tenant: 'pages', limit: 10 });
      assert.deepEqual(new Set(all), new Set([old, new1, new2]));
      for (const [at, before] of all.entries()) {
        assert.deepEqual(await jobs.list({ tenant: 'pages', before, limit: 10 }), all.slice(at + 1));
      }
      const gone = { id: 'never', createdAtMs: 2 };
      const rest = all.filter((job) => job.createdAtMs < 2 || job.id < 'never');
      assert.deepEqual(await jobs.list({ tenant: 'pages', before: gone, limit: 10 }), rest);
    });

    test('jobs are counted by stage', async () => {
      const { jobs } = subject.pair.one;
      const before = await jobs.countByStage();
      await jobs.insert(sampleJob({ work: { stage: 'quoted' } }), null);
      const { quoted = 0, ...others } = await jobs.countByStage();
      const { quoted: quotedBefore = 0, ...othersBefore } = before;
      assert.equal(quoted, quotedBefore + 1);
      assert.deepEqual(others, othersBefore);
    });

    test('only jobs that are over and old enough are removed, the oldest first', async () => {
      const { jobs } = subject.pair.one;
      const [oldest, old, recent] = [overJob('gone', -30), overJob('gone', -20), overJob('gone', -10)];
      const open = jobOf('gone', { updatedAtMs: -30 });
      for (const job of [open, recent, old, oldest]) await jobs.insert(job, null);
      assert.deepEqual(await jobs.removeOver(-10, 1), [oldest.id]);
      assert.deepEqual(await jobs.removeOver(-10, 10), [old.id]);
      assert.deepEqual(await jobs.removeOver(-10, 10), []);
      assert.equal(await jobs.get(oldest.id), undefined);
      assert.deepEqual(await jobs.get(open.id), open);
    });
  },
};
