import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedRead } from '../../fakes/simulated-service.ts';
import { setWatcher, type WatchedInTest, type WatcherSetting } from '../jobs/watch/watcher-setting.ts';

const MINUTE_MS = 60_000;
const JOB = { audioSeconds: 180 };

/** Lets a job of a minute end, and announces it some time after its end, if at all. */
async function endOne(setting: WatcherSetting, announceAfterMs: number | undefined): Promise<WatchedInTest> {
  const job = setting.start('stems', MINUTE_MS, JOB);
  await setting.clock.advance(MINUTE_MS);
  if (announceAfterMs !== undefined) {
    await setting.clock.advance(announceAfterMs);
    setting.watcher.nudge('stems', job.id);
  }
  await setting.clock.advance(MINUTE_MS);
  return job;
}

const readsOf = (reads: readonly SimulatedRead[], job: WatchedInTest) =>
  reads.filter(({ of }) => of === job.id).length;

test('an announced end is found with the next read, long before the planned one', async () => {
  const setting = await setWatcher();
  const job = setting.start('speech', 60 * MINUTE_MS, { audioSeconds: 10 });
  await setting.clock.advance(60 * MINUTE_MS);
  setting.watcher.nudge('speech', job.id);
  await setting.clock.advance(100);
  assert.equal((job.over?.atMs ?? 0) - job.endsAtMs, 100);
  await setting.watcher.close();
});

test('a job that was announced before its watch began is read as soon as it begins', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  watcher.nudge('stems', '1001');
  await clock.advance(5_000);
  const job = start('stems', 0, JOB);
  await clock.advance(200);
  assert.ok(job.over !== undefined);
  assert.equal(stems.reads.length, 1);
  watcher.nudge('stems', '1002');
  await clock.advance(MINUTE_MS + 1);
  const late = start('stems', 0, JOB);
  await clock.advance(200);
  assert.equal(late.over, undefined, 'news of a minute ago is no longer news');
  await watcher.close();
});

test('while events prove to arrive, a job costs a fraction of the reads', async () => {
  const setting = await setWatcher();
  const { stems, watcher, durations } = setting;
  for (let index = 0; index < 5; index += 1) durations.learn('stems', { ...JOB, tookMs: MINUTE_MS });
  const polled = readsOf(stems.reads, await endOne(setting, undefined));
  for (let index = 0; index < 5; index += 1) await endOne(setting, 20);
  const announced = await endOne(setting, 20);
  const reads = readsOf(stems.reads, announced);
  assert.ok(polled >= 12 && reads <= polled / 3, `${polled} reads by polling, ${reads} with events`);
  assert.ok((announced.over?.atMs ?? 0) - announced.endsAtMs <= 200);
  await watcher.close();
});

test('many announced at once are read together, within the budget', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  const jobs = Array.from({ length: 150 }, () => start('stems', 3 * MINUTE_MS, JOB));
  await clock.advance(3 * MINUTE_MS);
  const before = stems.reads.length;
  for (const job of jobs) watcher.nudge('stems', job.id);
  await clock.advance(5_000);
  assert.ok(jobs.every((job) => job.over !== undefined));
  const reads = stems.reads.length - before;
  assert.ok(reads <= 10, `${reads} reads`);
  await watcher.close();
});

test('an event that comes just after the read that found the end counts as come', async () => {
  const setting = await setWatcher();
  for (let index = 0; index < 5; index += 1) await endOne(setting, 5_000);
  const reads = readsOf(setting.stems.reads, await endOne(setting, 20));
  assert.ok(reads <= 4, `${reads} reads`);
  await setting.watcher.close();
});

test('one job whose event never came brings all reads back, and is found all the same', async () => {
  const setting = await setWatcher();
  for (let index = 0; index < 5; index += 1) await endOne(setting, 20);
  const lost = await endOne(setting, undefined);
  const lagMs = (lost.over?.atMs ?? Number.POSITIVE_INFINITY) - lost.endsAtMs;
  assert.ok(lagMs <= 20_000, `${lagMs} ms`);
  const next = readsOf(setting.stems.reads, await endOne(setting, undefined));
  assert.ok(next >= 10, `${next} reads`);
  await setting.watcher.close();
});
