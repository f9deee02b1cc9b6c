import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES } from '../../../../src/core/model/error-codes.ts';
import { retryHelps } from '../../../../src/core/model/job/retry-helps.ts';

test('the same job is not worth another try at once where its own input or a limit is what failed', () => {
  const useless = ERROR_CODES.filter((code) => !retryHelps(code));
  assert.deepEqual(useless, [
    'attachment-gone',
    'audio-too-heavy',
    'audio-too-long',
    'file-damaged',
    'file-empty',
    'file-is-playlist',
    'file-no-audio-stream',
    'file-not-audio',
    'file-not-text',
    'file-not-wanted',
    'file-too-large',
    'job-limit',
    'limit-reached',
    'link-debt',
    'links-off',
    'links-over-job-limit',
    'personal-not-funded',
    'sample-length',
    'source-gone',
    'spending-paused',
    'text-empty',
    'text-too-long',
    'text-two-sources',
    'text-unspeakable',
  ]);
});
