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

  it('is told in minutes and then in steps of 20 s, once for each, and no more when they have passed', async () => {
    const { clock, left } = set(2.5 * MINUTE);
    const told: (number | undefined)[] = [];
    const over = new AbortController();
    const following = left.follow(() => told.push(left.seconds()), over.signal);
    await clock.advance(10 * MINUTE);
    await following;
    assert.deepEqual(told, [180, 120, 60, 40, 20, undefined]);
  });

  it('is not known before enough jobs have ended, nor of a text spoken in parts', () => {
    assert.equal(set(MINUTE, MINUTE).left.seconds(), undefined);
    const long = speech('A sentence of some words. '.repeat(2_000));
    assert.equal(set(10 * MINUTE, MINUTE, long).left.seconds(), undefined);
    assert.equal(set(10 * MINUTE, MINUTE, speech()).left.seconds(), 600);
  });

  it('is not worth a word for what is done in seconds', async () => {
    const { left } = set(5_000);
    assert.equal(left.seconds(), undefined);
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
    assert.equal(progressText(watched, { secondsLeft: 120 }), 'Creating music… About 2 min left.');
    assert.equal(progressText(watched, { secondsLeft: 40 }), 'Creating music… About 40 s left.');
    assert.equal(progressText(watched), 'Creating music…');
    const chinese = { ...watched, origin: { ...ORIGIN, locale: 'zh-CN' } } as const;
    assert.equal(progressText(chinese, { secondsLeft: 120 }), '正在创作音乐…约剩 2 分钟。');
    const late = { ...watched, work: { stage: 'watching', lateSinceMs: 1 } } as const;
    assert.doesNotMatch(progressText(late, { secondsLeft: 120 }), /left/);
    assert.equal(progressText({ ...watched, cancelRequested: true }, { secondsLeft: 120 }), 'Canceling…');
  });
});
