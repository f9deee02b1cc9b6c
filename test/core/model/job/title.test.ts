import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleFrom } from '../../../../src/core/model/job/title.ts';

test('a title has no end of a sentence, in either script, so that a name of a file can follow it', () => {
  for (const end of ['', '.', '。', '！', '…', '……', '?', '？', '!', ' 。 ', '，', '.。']) {
    assert.equal(titleFrom(`末班车十一点发车${end}`), '末班车十一点发车', end);
    assert.equal(titleFrom(`The last bus, at eleven${end}`), 'The last bus, at eleven', end);
  }
});

test('a title that is cut has none either', () => {
  assert.equal(titleFrom(`${'长'.repeat(59)}。后面还有`), '长'.repeat(59));
});

test('a title keeps what is within it', () => {
  assert.equal(titleFrom('Help! (live, 2019).mp3'), 'Help! (live, 2019)');
  assert.equal(titleFrom('。'), 'audio');
});
