import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionLabel } from '../../../src/commands/framework/action-label.ts';
import { askedText } from '../../../src/core/text/outcome.ts';
import { trackName } from '../../../src/core/text/track-name.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, stemsOf } from '../../fakes/world.ts';

test('Tracks have names in the reader’s language; what AudioPod calls otherwise keeps its name, as words', () => {
  const names = ['no_vocals', 'Drums', 'sub_bass', 'steel_drum', 'toString'];
  assert.deepEqual(
    names.map((name) => trackName('en', name)),
    ['accompaniment', 'drums', 'sub bass', 'steel drum', 'toString'],
  );
  assert.deepEqual(
    names.map((name) => trackName('zh-CN', name)),
    ['伴奏', '鼓', '超低音', 'steel drum', 'toString'],
  );
});

test('A Chinese reader finds no English stem or mode in a button or in what was asked', () => {
  const next = { kind: 'next', jobId: 'a', step: 'transcribe', output: 'vocals' } as const;
  assert.equal(actionLabel(next, 'zh-CN'), '人声');
  const origin = { ...ORIGIN, locale: 'zh-CN' } as const;
  const request = stemsOf({ kind: 'url', url: 'https://a.example/1' }, 'six');
  assert.equal(askedText(jobOf(request, '夜曲', origin, 0)), '音轨：夜曲（六轨）');
  const single = { ...request, mode: 'single', stem: 'piano' } as const;
  assert.equal(askedText(jobOf(single, '夜曲', origin, 0)), '音轨：夜曲 的钢琴');
});
