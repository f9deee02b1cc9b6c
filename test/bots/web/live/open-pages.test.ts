import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createJobProgress } from '../../../../src/bots/web/deliver/job-progress.ts';
import { createPostArchive } from '../../../../src/bots/web/files/post-archive.ts';
import { createOpenPages } from '../../../../src/bots/web/live/open-pages.ts';
import type { JobView, NoticeView } from '../../../../src/bots/web/protocol/view.ts';
import { createJobViews } from '../../../../src/bots/web/views/job-view.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { NOTHING_BESIDE } from '../fixtures/nothing-beside.ts';
import { OWNER, someJob } from '../fixtures/some-job.ts';

const placeInLine = async () => ({ before: 0 });

test('A change that comes while an older state is being shown is shown too, and last', async () => {
  const job = someJob();
  const progress = createJobProgress();
  const reads: ((job: Job) => void)[] = [];
  const openPages = createOpenPages({
    load: () => new Promise((resolve) => reads.push(resolve)),
    show: createJobViews({
      ...NOTHING_BESIDE,
      archive: createPostArchive('/nowhere'),
      progress,
      placeInLine,
    }),
    log: silentLog,
  });
  const seen: (number | undefined)[] = [];
  const send = (_event: string, data: JobView | NoticeView | string) => {
    if (typeof data === 'object' && 'percent' in data) seen.push(data.percent);
  };
  const remove = openPages.add({ visitor: OWNER, send, end: () => {} });

  // The first state is being read when the next changes come; both fall into one more message.
  openPages.jobChanged(job.id);
  openPages.jobChanged(job.id);
  openPages.jobChanged(job.id);
  assert.equal(reads.length, 1);
  progress.put({ jobId: job.id, text: 'Working', percent: 10, actions: [], version: 0 });
  reads[0]?.(job);
  while (reads.length < 2) await nextTurn();
  progress.put({ jobId: job.id, text: 'Working', percent: 90, actions: [], version: 0 });
  reads[1]?.(job);
  while (seen.length < 2) await nextTurn();
  assert.deepEqual(seen, [10, 90]);
  remove();
  openPages.jobChanged(job.id);
  assert.equal(reads.length, 2, 'nobody is looking any more');
});

test('A page that opens its stream while the bot stops is sent away, so that it finds the next process', () => {
  const openPages = createOpenPages({
    load: async () => undefined,
    show: createJobViews({
      ...NOTHING_BESIDE,
      archive: createPostArchive('/nowhere'),
      progress: createJobProgress(),
      placeInLine,
    }),
    log: silentLog,
  });
  const ended: string[] = [];
  const pageNamed = (name: string) => ({ visitor: OWNER, send: () => {}, end: () => void ended.push(name) });
  openPages.add(pageNamed('early'));
  openPages.closeAll();
  openPages.add(pageNamed('late'));
  assert.deepEqual(ended, ['early', 'late']);
  assert.equal(openPages.size, 0);
});

test('A member has eight streams, of which the oldest gives way, and all have five hundred', () => {
  const openPages = createOpenPages({
    load: async () => undefined,
    show: createJobViews({
      ...NOTHING_BESIDE,
      archive: createPostArchive('/nowhere'),
      progress: createJobProgress(),
      placeInLine,
    }),
    log: silentLog,
  });
  const ended: string[] = [];
  const open = (member: string, name: string) =>
    openPages.add({ visitor: { member, locale: 'en' }, send: () => {}, end: () => ended.push(name) });
  const close = Array.from({ length: 8 }, (_, index) => open('web:ada', `${index}`));
  assert.deepEqual(ended, []);
  open('web:ada', '8');
  open('web:ada', '9');
  assert.deepEqual(ended, ['0', '1']);
  close[5]?.();
  open('web:ada', '10');
  assert.deepEqual(ended, ['0', '1'], 'one was closed already');

  for (let index = 0; openPages.size < 500; index += 1) {
    assert.equal(openPages.isFull(`web:${index}`), false);
    open(`web:${index}`, 'other');
  }
  assert.equal(openPages.isFull('web:one-more'), true);
  assert.equal(openPages.isFull('web:ada'), false, 'one of their own gives way');
});
