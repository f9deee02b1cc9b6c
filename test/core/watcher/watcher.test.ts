import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { createSimulatedService } from '../../fakes/simulated-service.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { setWatcher } from '../jobs/watch/watcher-setting.ts';

const MINUTE_MS = 60_000;

class RefusedForNow extends BotError {
  readonly retryAfterMs: number;

  constructor(code: ErrorCode, retryAfterMs: number) {
    super(code, 'Not now');
    this.retryAfterMs = retryAfterMs;
  }
}

test('a job is seen once while it runs and once when it is over, and then no more', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  const job = start('stems', 40_000);
  await clock.advance(5 * MINUTE_MS);
  assert.deepEqual(
    job.seen.map((seen) => seen.state),
    ['processing', 'completed'],
  );
  assert.equal(job.seen.at(-1)?.outputs.length, 1);
  const reads = stems.reads.length;
  await clock.advance(MINUTE_MS);
  assert.equal(stems.reads.length, reads);
  await watcher.close();
});

test('with nothing left to watch there is nothing to wait for', async () => {
  const { clock, watcher, start } = await setWatcher();
  const job = start('speech', 10_000);
  while (job.over === undefined) await clock.advance(10);
  assert.equal(clock.sleeping, 0);
  await watcher.close();
});

test('failed and cancelled jobs end the watch as completed ones do', async () => {
  const { clock, watcher, start } = await setWatcher();
  const failed = start('speech', 10_000, { endsAs: 'failed' });
  const cancelled = start('stems', 10_000, { endsAs: 'cancelled' });
  await clock.advance(MINUTE_MS);
  assert.equal(failed.over?.how, 'failed');
  assert.equal(cancelled.over?.how, 'cancelled');
  await watcher.close();
});

test('one job whose service is known is found within the time of a three second loop, with fewer reads', async () => {
  const { clock, stems, durations, watcher, start } = await setWatcher();
  for (const tookMs of [58_000, 59_000, 60_000, 61_000, 62_000]) {
    durations.learn('stems', { audioSeconds: 180, tookMs });
  }
  const job = start('stems', 60_500, { audioSeconds: 180 });
  await clock.advance(2 * MINUTE_MS);
  assert.ok(job.over !== undefined && job.over.atMs - job.endsAtMs <= 3_300, `${job.over?.atMs}`);
  assert.ok(stems.reads.length <= 15, `${stems.reads.length} reads`);
  await watcher.close();
});

test('a sentence of speech is found within three tenths of a second, once its service is known', async () => {
  const { clock, speech, durations, watcher, start } = await setWatcher();
  for (const tookMs of [1_100, 1_150, 1_200, 1_250, 1_300])
    durations.learn('speech', { audioSeconds: 5, tookMs });
  const lags: number[] = [];
  for (const tookMs of [1_100, 1_130, 1_170, 1_200, 1_230, 1_270, 1_300]) {
    const job = start('speech', tookMs, { audioSeconds: 5 });
    await clock.advance(MINUTE_MS);
    lags.push((job.over?.atMs ?? Number.POSITIVE_INFINITY) - job.endsAtMs);
  }
  assert.ok((lags.toSorted((a, b) => a - b)[3] ?? 0) <= 300, `${lags}`);
  assert.ok(speech.reads.length <= 4 * lags.length, `${speech.reads.length} reads`);
  await watcher.close();
});

test('an early failure is noticed early, however long the job was expected to take', async () => {
  const { clock, durations, watcher, start } = await setWatcher();
  for (let job = 0; job < 5; job += 1)
    durations.learn('stems', { audioSeconds: 3_600, tookMs: 20 * MINUTE_MS });
  const job = start('stems', 2_000, { audioSeconds: 3_600, endsAs: 'failed' });
  await clock.advance(MINUTE_MS);
  assert.ok(job.over !== undefined && job.over.atMs - job.endsAtMs <= 5_000);
  await watcher.close();
});

test('waits grow to fifteen seconds for a job that takes longer than anyone expected', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  start('speech', 60 * MINUTE_MS, { audioSeconds: 10 });
  await clock.advance(10 * MINUTE_MS);
  const waits = speech.reads.slice(1).map((read, index) => read.atMs - (speech.reads[index]?.atMs ?? 0));
  assert.ok(waits.every((waitMs) => waitMs >= 250 && waitMs <= 15_000 * 1.05));
  assert.ok(waits.slice(0, 10).every((waitMs, index) => waitMs >= (waits[index - 1] ?? 0)));
  assert.ok(waits.slice(10).every((waitMs) => waitMs >= 15_000));
  await watcher.close();
});

test('what was seen of finished jobs moves the first look at the next', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  for (let job = 0; job < 8; job += 1) {
    start('speech', 4_000, { audioSeconds: 600 });
    await clock.advance(2 * MINUTE_MS);
  }
  const before = speech.reads.length;
  const submittedAtMs = clock.now();
  start('speech', 4_000, { audioSeconds: 600 });
  await clock.advance(MINUTE_MS);
  const [firstLook] = speech.reads.slice(before);
  const firstLookMs = (firstLook?.atMs ?? 0) - submittedAtMs;
  assert.ok(firstLookMs >= 2_800 && firstLookMs <= 4_200, `first look after ${firstLookMs} ms`);
  await watcher.close();
});

test('a look that came late teaches nothing about how long jobs take', async () => {
  const { clock, speech, durations, watcher, start } = await setWatcher();
  const guessed = durations.expect('speech', 30);
  for (let job = 0; job < 8; job += 1) {
    speech.fault = () => {
      speech.fault = () => {};
      throw new RefusedForNow('audiopod-busy', 5 * MINUTE_MS);
    };
    start('speech', 10_000, { audioSeconds: 30 });
    await clock.advance(6 * MINUTE_MS);
  }
  assert.deepEqual(durations.expect('speech', 30), guessed);
  await watcher.close();
});

test('many jobs of a service with a list are read page by page, not one by one', async () => {
  const { clock, stems, durations, watcher, start } = await setWatcher();
  for (let tookMs = 30_000; tookMs <= 90_000; tookMs += 5_000) {
    durations.learn('stems', { audioSeconds: 180, tookMs });
  }
  const jobs = Array.from({ length: 150 }, (_, index) =>
    start('stems', 30_000 + index * 400, { audioSeconds: 180 }),
  );
  await clock.advance(3 * MINUTE_MS);
  assert.ok(jobs.every((job) => job.over?.how === 'completed'));
  assert.ok(stems.reads.filter((read) => read.kind === 'single').length <= 5);
  assert.ok(stems.reads.length <= 3 * 60);
  const lags = jobs.map((job) => (job.over?.atMs ?? 0) - job.endsAtMs);
  assert.ok(lags.reduce((sum, lag) => sum + lag, 0) / lags.length < 2_500);
  await watcher.close();
});

test('a job that the list leaves out is read alone, and the list is not asked for it again', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  const hidden = start('stems', 45_000);
  stems.hide(hidden.id);
  const listed = [start('stems', 45_000), start('stems', 45_000)];
  await clock.advance(3 * MINUTE_MS);
  for (const job of [hidden, ...listed]) assert.equal(job.over?.how, 'completed');
  assert.ok(stems.reads.filter((read) => read.kind === 'single').every((read) => read.of === hidden.id));
  await watcher.close();
});

test('a list that does not say where the results are is completed by a single read', async () => {
  const clock = createVirtualClock();
  const stems = createSimulatedService(clock, { listHasLinks: false });
  const { watcher, start } = await setWatcher({ clock, stems });
  const jobs = [start('stems', 20_000), start('stems', 22_000)];
  await clock.advance(2 * MINUTE_MS);
  for (const job of jobs) assert.equal(job.seen.at(-1)?.outputs.length, 1);
  assert.ok(stems.reads.some((read) => read.kind === 'list'));
  await watcher.close();
});

test('a list that cannot be read does not keep jobs from being seen', async () => {
  for (const code of ['audiopod-not-found', 'audiopod-down', 'audiopod-garbled'] as const) {
    const { clock, stems, watcher, start } = await setWatcher();
    stems.fault = (read) => {
      if (read.kind === 'list') throw new BotError(code, 'No list');
    };
    const jobs = [start('stems', 20_000), start('stems', 20_000), start('stems', 20_000)];
    await clock.advance(3 * MINUTE_MS);
    for (const job of jobs) assert.equal(job.over?.how, 'completed', code);
    await watcher.close();
  }
});

test('the budget holds over every minute, with hundreds of jobs and failing reads', async () => {
  const { clock, stems, speech, watcher, start } = await setWatcher({ readsPerMinute: 30 });
  let read = 0;
  const everyThirdFails = (): void => {
    read += 1;
    if (read % 3 === 0) throw new BotError('audiopod-unreachable', 'Broken line');
  };
  stems.fault = everyThirdFails;
  speech.fault = everyThirdFails;
  for (let index = 0; index < 150; index += 1) {
    start('stems', 60_000 + index * 1_000, { tenant: `test:${index % 7}` });
    start('speech', 10_000 + index * 1_000, { tenant: `test:${index % 5}` });
  }
  await clock.advance(10 * MINUTE_MS);
  const times = [...stems.reads, ...speech.reads].map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  assert.ok(times.length > 250);
  for (const [index, atMs] of times.entries()) {
    assert.ok((times[index + 30] ?? Number.POSITIVE_INFINITY) - atMs >= MINUTE_MS, `read ${index}`);
  }
  await watcher.close();
});

test('every page of a long list counts against the budget', async () => {
  const { clock, stems, watcher, start } = await setWatcher({ readsPerMinute: 20 });
  for (let job = 0; job < 650; job += 1) start('stems', 60 * MINUTE_MS);
  await clock.advance(5 * MINUTE_MS);
  const times = stems.reads.map(({ atMs }) => atMs);
  assert.ok(stems.reads.some((read) => read.of === 600));
  for (const [index, atMs] of times.entries()) {
    assert.ok((times[index + 20] ?? Number.POSITIVE_INFINITY) - atMs >= MINUTE_MS, `read ${index}`);
  }
  await watcher.close();
});

test('a tenant with two hundred jobs does not slow down a tenant with one', async () => {
  const { clock, watcher, start } = await setWatcher();
  for (let job = 0; job < 200; job += 1) start('speech', 60 * MINUTE_MS, { tenant: 'test:crowd' });
  await clock.advance(5 * MINUTE_MS);
  const alone = start('speech', 20_000, { tenant: 'test:alone' });
  await clock.advance(2 * MINUTE_MS);
  assert.ok(alone.over !== undefined && alone.over.atMs - alone.endsAtMs <= 8_000, `${alone.over?.atMs}`);
  await watcher.close();
});

test('under load every job of a tenant is still looked at', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  const jobs = Array.from({ length: 120 }, () => start('speech', 60 * MINUTE_MS));
  await clock.advance(10 * MINUTE_MS);
  const looks = jobs.map((job) => speech.reads.filter((read) => read.of === job.id).length);
  assert.ok(
    Math.min(...looks) >= 3 && Math.max(...looks) <= 8,
    `${Math.min(...looks)}–${Math.max(...looks)}`,
  );
  await watcher.close();
});

test('Retry-After quiets the whole key, lists and single reads alike', async () => {
  const { clock, stems, speech, watcher, start } = await setWatcher();
  const jobs = [start('speech', 30_000), start('stems', 30_000), start('stems', 30_000)];
  speech.fault = () => {
    speech.fault = () => {};
    throw new RefusedForNow('audiopod-busy', 90_000);
  };
  await clock.advance(10 * MINUTE_MS);
  const refusedAtMs = speech.reads[0]?.atMs ?? 0;
  const during = [...stems.reads, ...speech.reads].filter(
    (read) => read.atMs > refusedAtMs + 100 && read.atMs < refusedAtMs + 90_000,
  );
  assert.deepEqual(during, []);
  for (const job of jobs) assert.equal(job.over?.how, 'completed');
  await watcher.close();
});

test('an outage is not a failed job: reads slow down, and the end is seen afterwards', async () => {
  const { clock, speech, watcher, warnings, start } = await setWatcher();
  const job = start('speech', 30_000);
  speech.fault = () => {
    throw new BotError('audiopod-down', 'Fault processing');
  };
  await clock.advance(20 * MINUTE_MS);
  assert.deepEqual(job.seen, []);
  assert.ok(speech.reads.length < 30, `${speech.reads.length} reads`);
  assert.deepEqual(warnings, ['status-read-failed']);
  speech.fault = () => {};
  await clock.advance(2 * MINUTE_MS);
  assert.equal(job.over?.how, 'completed');
  await watcher.close();
});

test('a read that never answers is given up, and the job is read again', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  const answering = speech.source.job;
  speech.source.job = () => new Promise(() => {});
  const job = start('speech', 5_000);
  await clock.advance(20_000);
  speech.source.job = answering;
  await clock.advance(2 * MINUTE_MS);
  assert.equal(job.over?.how, 'completed');
  await watcher.close();
  assert.equal(clock.sleeping, 0);
});

for (const code of ['audiopod-unauthorized', 'audiopod-forbidden'] as const) {
  test(`a key that is refused (${code}) is tried more and more seldom until it works again, which is told`, async () => {
    const { clock, speech, watcher, start } = await setWatcher();
    const job = start('speech', 5_000);
    const slow = start('speech', 2 * 60 * MINUTE_MS);
    await clock.advance(4_000);
    speech.fault = () => {
      throw new BotError(code, 'Key refused');
    };
    await clock.advance(50_000);
    assert.deepEqual([job.refusals, slow.refusals], [0, 0], 'once may be a slip');
    await clock.advance(2 * MINUTE_MS);
    assert.ok(job.refusals > 0 && slow.refusals > 0);
    await clock.advance(28 * MINUTE_MS);
    speech.reads.length = 0;
    await clock.advance(30 * MINUTE_MS);
    const { length } = speech.reads;
    assert.ok(length <= 14 && length >= 10, `${length} reads of two jobs in half an hour`);
    assert.ok(job.seen.every(({ state }) => state === 'processing'));

    speech.fault = () => {};
    const before = slow.seen.length;
    await clock.advance(6 * MINUTE_MS);
    assert.equal(job.over?.how, 'completed');
    assert.equal(slow.seen.length, before + 1, 'though it is no news');
    const { refusals } = slow;
    await clock.advance(2 * 60 * MINUTE_MS);
    assert.equal(slow.over?.how, 'completed');
    assert.equal(slow.refusals, refusals);
    await watcher.close();
  });
}

test('all jobs of a refused key hear of it in two minutes, read together or alone, for a few reads', async () => {
  for (const service of ['stems', 'speech'] as const) {
    const { clock, watcher, start, ...services } = await setWatcher();
    const jobs = Array.from({ length: 30 }, () => start(service, 60 * MINUTE_MS));
    services[service].fault = () => {
      throw new BotError('audiopod-unauthorized', 'Key refused');
    };
    await clock.advance(2.5 * MINUTE_MS);
    for (const { refusals } of jobs) assert.ok(refusals > 0, service);
    const { length } = services[service].reads;
    assert.ok(length <= 10, `${length} reads of ${service}`);
    await watcher.close();
  }
});

test('a job is gone after three answers in a row that there is none, not after two', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  const slip = start('speech', 60_000);
  let slips = 2;
  speech.fault = (read) => {
    if (read.of === slip.id && slips > 0) {
      slips -= 1;
      throw new BotError('audiopod-not-found', 'Not yet');
    }
  };
  const gone = start('speech', 60_000);
  speech.remove(gone.id);
  await clock.advance(5 * MINUTE_MS);
  assert.equal(slip.over?.how, 'completed');
  assert.equal(gone.over?.how, 'gone');
  assert.equal(speech.reads.filter((read) => read.of === gone.id).length, 3);
  await watcher.close();
});

test('a nudge looks at once, before all others', async () => {
  const { clock, speech, stems, watcher, start } = await setWatcher();
  for (let job = 0; job < 100; job += 1) start('speech', 60 * MINUTE_MS);
  await clock.advance(MINUTE_MS);
  const nudged = start('stems', 1_000);
  await clock.advance(1_000);
  watcher.nudge('stems', nudged.id);
  watcher.nudge('speech', 'nobody');
  await clock.advance(1_500);
  assert.equal(nudged.over?.how, 'completed');
  assert.equal(stems.reads.length, 1);
  assert.ok(speech.reads.length > 50);
  await watcher.close();
});

test('a nudge while the answer is on its way is not lost', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  const job = start('stems', 1_060);
  await clock.advance(1_000);
  watcher.nudge('stems', job.id);
  // The service has looked, the job was still running, the answer is not here yet.
  await clock.advance(70);
  watcher.nudge('stems', job.id);
  await clock.advance(500);
  assert.deepEqual(
    job.seen.map((seen) => seen.state),
    ['processing', 'completed'],
  );
  assert.equal(stems.reads.length, 2);
  await watcher.close();
});

test('a watch that was ended hears nothing, even from a read under way', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  const disposed = start('speech', 1_000);
  const forgotten = start('speech', 1_000);
  while (speech.reads.length < 2) await clock.advance(10);
  disposed[Symbol.dispose]();
  watcher.forget('speech', forgotten.id);
  await clock.advance(MINUTE_MS);
  assert.deepEqual([...disposed.seen, ...forgotten.seen], []);
  assert.equal(speech.reads.length, 2);
  await watcher.close();
});

test('watching a job again replaces the first watch, whose end then changes nothing', async () => {
  const { clock, speech, watcher, start } = await setWatcher();
  const first = start('speech', 10_000);
  let states: string[] = [];
  const order = {
    service: 'speech',
    providerId: first.id,
    tenant: 'test:b',
    submittedAtMs: clock.now(),
  } as const;
  watcher.watch(
    order,
    (job) => {
      states = [...states, job.state];
    },
    () => {},
  );
  first[Symbol.dispose]();
  await clock.advance(MINUTE_MS);
  assert.deepEqual(first.seen, []);
  assert.equal(states.at(-1), 'completed');
  assert.ok(speech.reads.length < 10);
  await watcher.close();
});

test('a listener that throws does not disturb the others', async () => {
  const { clock, speech, watcher, warnings, start } = await setWatcher();
  const id = speech.submit(1_000);
  watcher.watch(
    { service: 'speech', providerId: id, tenant: 'test:a', submittedAtMs: clock.now() },
    () => {
      throw new Error('listener broke');
    },
    () => {},
  );
  const job = start('speech', 1_000);
  await clock.advance(MINUTE_MS);
  assert.equal(job.over?.how, 'completed');
  assert.ok(warnings.includes('watch-listener-failed'));
  await watcher.close();
});

test('jobs submitted before a restart are looked at straight away, within the budget', async () => {
  const { clock, speech, watcher } = await setWatcher();
  const ids = Array.from({ length: 20 }, () => speech.submit(1_000));
  const submittedAtMs = clock.now();
  await clock.advance(60 * MINUTE_MS);
  const over = new Set<string>();
  for (const providerId of ids) {
    watcher.watch(
      { service: 'speech', providerId, tenant: 'test:a', submittedAtMs },
      () => over.add(providerId),
      () => {},
    );
  }
  await clock.advance(20_000);
  assert.equal(over.size, 20);
  await watcher.close();
});

test('a closed watcher leaves no timer, calls nobody and takes no more jobs', async () => {
  const { clock, stems, watcher, start } = await setWatcher();
  const jobs = Array.from({ length: 30 }, () => start('stems', 20_000));
  while (stems.reads.length < 1) await clock.advance(10);
  await watcher.close();
  assert.equal(clock.sleeping, 0);
  await clock.advance(5 * MINUTE_MS);
  assert.ok(jobs.every((job) => job.seen.length === 0));
  assert.equal(stems.reads.length, 1);
  assert.throws(() => start('stems', 1_000), { code: 'restarting' });
});
