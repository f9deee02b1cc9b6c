import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { StemMode } from '../../../src/core/model/job/request.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { outcomeText } from '../../../src/core/text/outcome.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, stemsOf } from '../../fakes/world.ts';

/** A song taken apart into these stems, of which AudioPod scored some. */
function separated(stems: readonly string[], scores: Readonly<Record<string, number>>, mode: StemMode): Job {
  const request = stemsOf({ kind: 'attachment', ref: '', name: 'a.mp3' }, mode);
  const file = {
    part: 1,
    parts: 1,
    path: '',
    fileName: '',
    sizeBytes: 1,
    durationMs: 3_000,
    bitrateKbps: 160,
  };
  return {
    ...jobOf(request, 'Song', ORIGIN, 0),
    work: { stage: 'encoded', documents: [], files: stems.map((name) => ({ ...file, name })) },
    money: { state: 'settled', reservation: 'r', amount: fromCents(1), basis: 'measured-duration' },
    submissions: [
      { service: 'stems', providerId: '1', submittedAtMs: 0, state: 'completed', qualityScores: scores },
    ],
  };
}

test('The quality of stems stands under their number, for those that AudioPod scored', () => {
  const scores = { drums: 0.875, vocals: 0.9, other: 0, guitar: 0.7, bass: 85 };
  const job = separated(['vocals', 'drums', 'bass', 'other'], scores, 'four');
  assert.equal(
    outcomeText(job),
    'Song: 4 stems (0:03). AudioPod quality score (max 1): vocals 0.90, drums 0.88. Cost: $0.01.',
  );
  assert.match(
    outcomeText({ ...job, origin: { ...ORIGIN, locale: 'zh-CN' } }),
    /AudioPod 质量评分（满分 1）：人声 0\.90、鼓 0\.88。/,
  );
});

test('Names of stems are read as words, and the number is of those that are there, fewer than the mode promises', () => {
  const job = separated(['no_vocals', 'sub_bass'], { no_vocals: 1, sub_bass: 0.254 }, 'mastering');
  assert.match(outcomeText(job), /^Song: 2 stems .* 1\): accompaniment 1\.00, sub bass 0\.25\./);
});

test('Nothing is said of quality where AudioPod says nothing of it', () => {
  for (const scores of [{}, { vocals: 0 }, { drums: 0.5 }, { toString: 0.5 }]) {
    assert.equal(outcomeText(separated(['vocals'], scores, 'two')), 'Song: 1 stem (0:03). Cost: $0.01.');
  }
});
