import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { historyText } from '../../../src/commands/jobs/job-history.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, speech } from '../../fakes/world.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;

function jobWith(events: readonly (readonly [number, string])[], locale: 'en' | 'zh-CN' = 'en'): Job {
  const history = events.map(([minutesAgo, event]) => ({ atMs: NOW - minutesAgo * MINUTE, event }));
  return { ...jobOf(speech(), 'Hello', { ...ORIGIN, locale }, 0), history };
}

describe('the history of a job', () => {
  const LIFE = [
    [12, 'received'],
    [12, 'admitted'],
    [12, 'input-known'],
    [12, 'quoted'],
    [12, 'submitting'],
    [11, 'submitted'],
    [9, 'completed'],
    [9, 'retried'],
    [8, 'retried'],
    [5, 'collected'],
    [5, 'encoded'],
    [5, 'posted'],
    [0, 'delivered'],
  ] as const;

  it('says what helps, with ages, oldest first, and counts retries', () => {
    assert.equal(
      historyText(jobWith(LIFE), NOW),
      [
        'History:',
        '12 minutes ago – received',
        '12 minutes ago – started',
        '12 minutes ago – cost estimated',
        '11 minutes ago – sent to AudioPod',
        '9 minutes ago – finished at AudioPod',
        '8 minutes ago – retried 2 times',
        '5 minutes ago – result downloaded',
        '5 minutes ago – files prepared',
        'now – posted',
      ].join('\n'),
    );
  });

  it('is in the language of its reader', () => {
    const text = historyText(jobWith(LIFE, 'zh-CN'), NOW);
    assert.match(text, /^历史记录：\n12分钟前 – 已收到\n/);
    assert.match(text, /8分钟前 – 已重试 2 次/);
  });

  it('tells failures and refusals by what they are, not by their codes', () => {
    const events = [
      [3, 'received'],
      [2, 'failed:audiopod-balance'],
      [1, 'undeliverable:cannot-deliver'],
    ] as const;
    const text = historyText(jobWith(events), NOW);
    assert.match(text, /– failed\n1 minute ago – posting failed$/);
  });

  it('is not there while a job was only received', () => {
    assert.equal(historyText(jobWith([[1, 'received']]), NOW), '');
  });

  it('stays short, whatever happened', () => {
    const event = fc.constantFrom(
      'received',
      'retried',
      'fetch-asked',
      'delivered',
      'failed:internal',
      'odd',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(99), event), { maxLength: 60 }), (events) => {
        const text = historyText(jobWith(events), NOW);
        assert.ok(text.split('\n').length <= 13);
        assert.ok(text.length < 700);
        assert.doesNotMatch(text, /odd|internal|\{\{/);
      }),
    );
  });
});
