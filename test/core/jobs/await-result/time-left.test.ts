import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeLeftOf } from '../../../../src/core/jobs/await-result/time-left.ts';
import type { Submission } from '../../../../src/core/model/job/job.ts';
import { progressText } from '../../../../src/core/text/outcome.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { music, ORIGIN, speech } from '../../../fakes/world.ts';

const MINUTE = 60_000;

describe('how long a job takes yet', () => {
  const set = (
    closesMs: number,
    opensMs = closesMs / 2,
    request = music() as Parameters<typeof jobOf>[0],
  ) => {
    const clock = createVirtualClock();
    const { service } = request;
    const submission: Submission = {
      service,
      providerId: '1',
      submittedAtMs: clock.now(),
      state: 'watching',
    };
    const job = jobOf(request, 'it', ORIGIN, clock.now());
    return { clock, left: timeLeftOf(job, submission, { opensMs, closesMs }, clock) };
  };

  it('is told in minutes, once for each, and no more when they have passed', async () => {
    const { clock, left } = set(2.5 * MINUTE);
    const told: (number | undefined)[] = [];
    const over = new AbortController();
    const following = left.follow(() => told.push(left.minutes()), over.signal);
    await clock.advance(10 * MINUTE);
    await following;
    assert.deepEqual(told, [3, 2, 1, undefined]);
  });

  it('is not known before enough jobs have ended, nor of a text spoken in parts', () => {
    assert.equal(set(MINUTE, MINUTE).left.minutes(), undefined);
    const long = speech('A sentence of some words. '.repeat(2_000));
    assert.equal(set(10 * MINUTE, MINUTE, long).left.minutes(), undefined);
    assert.equal(set(10 * MINUTE, MINUTE, speech()).left.minutes(), 10);
  });

  it('is not worth a word for what is done in seconds', async () => {
    const { left } = set(5_000);
    assert.equal(left.minutes(), undefined);
    await left.follow(() => assert.fail('nothing to tell'), new AbortController().signal);
  });

  it('ends with the wait', async () => {
    const { clock, left } = set(10 * MINUTE);
    const over = new AbortController();
    let told = 0;
    const following = left.follow(() => (told += 1), over.signal);
    await clock.advance(MINUTE + 1);
    over.abort();
    await following;
    assert.equal(told, 2);
  });

  it('is in the words of its reader', () => {
    const watched = { ...jobOf(music(), 'it', ORIGIN, 0), work: { stage: 'watching' } } as const;
    assert.equal(progressText(watched, 0, 2), 'Creating music… About 2 minutes left.');
    assert.equal(progressText(watched, 0, 1), 'Creating music… About 1 minute left.');
    assert.equal(progressText(watched, 0, 0), 'Creating music… Less than a minute left.');
    assert.equal(progressText(watched), 'Creating music…');
    const chinese = { ...watched, origin: { ...ORIGIN, locale: 'zh-CN' } } as const;
    assert.equal(progressText(chinese, 0, 2), '正在创作音乐…约剩 2 分钟。');
    const late = { ...watched, work: { stage: 'watching', lateSinceMs: 1 } } as const;
    assert.doesNotMatch(progressText(late, 0, 2), /left/);
    assert.equal(progressText({ ...watched, cancelRequested: true }, 0, 2), 'Canceling…');
  });
});
