import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAudience } from '../../../src/bots/web/audience.ts';
import { createJobViews } from '../../../src/bots/web/job-view.ts';
import { createPostArchive } from '../../../src/bots/web/post-archive.ts';
import { createProgressBoard } from '../../../src/bots/web/progress-board.ts';
import type { JobView, NoticeView } from '../../../src/bots/web/view.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { newJob } from '../../../src/core/model/job/new-job.ts';
import { silentLog } from '../../../src/core/ports/log.ts';

const jobs = { waitingBefore: async () => 0 };
const visitor = { member: 'web:one', locale: 'en' } as const;

function someJob(): Job {
  const origin = {
    platform: 'web',
    tenant: 'web:playground',
    channel: 'playground',
    member: 'web:one',
    locale: 'en',
    visibility: 'public',
    reply: '',
  } as const;
  return newJob(
    { service: 'stems', source: { kind: 'url', url: 'https://a.example/b?c' }, mode: 'two' },
    'b',
    origin,
    0,
  );
}

test('A change that comes while an older state is being shown is shown too, and last', async () => {
  const job = someJob();
  const board = createProgressBoard();
  const reads: ((job: Job) => void)[] = [];
  const audience = createAudience({
    load: () => new Promise((resolve) => reads.push(resolve)),
    show: createJobViews({ archive: createPostArchive('/nowhere'), board, jobs }),
    log: silentLog,
  });
  const seen: (number | undefined)[] = [];
  const send = (_event: string, data: JobView | NoticeView | string) => {
    if (typeof data === 'object' && 'percent' in data) seen.push(data.percent);
  };
  const leave = audience.join({ visitor, send, end: () => {} });

  // The first state is being read when the next changes come; both fall into one more showing.
  audience.changed(job.id);
  audience.changed(job.id);
  audience.changed(job.id);
  assert.equal(reads.length, 1);
  board.put({ jobId: job.id, text: 'Working', percent: 10, actions: [] });
  reads[0]?.(job);
  while (reads.length < 2) await nextTurn();
  board.put({ jobId: job.id, text: 'Working', percent: 90, actions: [] });
  reads[1]?.(job);
  while (seen.length < 2) await nextTurn();
  assert.deepEqual(seen, [10, 90]);
  leave();
  audience.changed(job.id);
  assert.equal(reads.length, 2, 'nobody is looking any more');
});

test('An address is shown without what may be its signature', async () => {
  const show = createJobViews({
    archive: createPostArchive('/nowhere'),
    board: createProgressBoard(),
    jobs,
  });
  assert.equal((await show(someJob(), visitor)).asked.body, 'a.example/b');
});

test('What was asked of a sound in words is shown as well as the sound', async () => {
  const show = createJobViews({
    archive: createPostArchive('/nowhere'),
    board: createProgressBoard(),
    jobs,
  });
  const source = { kind: 'attachment', ref: 'r', name: 'Song.mp3', sizeBytes: 9 } as const;
  const request = {
    service: 'music',
    task: 'audio2audio',
    prompt: 'as reggae',
    source,
    durationSeconds: 15,
  } as const;
  assert.deepEqual((await show({ ...someJob(), request }, visitor)).asked, {
    command: '/music remix',
    details: ['duration:15', 'Song.mp3'],
    body: 'as reggae',
  });
});
