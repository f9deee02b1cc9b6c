import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstWord, isVisible, trimBlank, trimBlankStart } from '../../../src/core/model/blank.ts';

/** Spaces, zero width signs, direction marks, fillers, the empty Braille pattern, a soft hyphen, a byte order mark. */
const BLANKS =
  ' \n\t\u00A0\u3000\u200B\u200C\u200D\u200E\u200F\u202A\u2066\u2060\u3164\uFFA0\u115F\u2800\u00AD\uFEFF';

test('blanks around a text are dropped, of every kind, and those within it stay', () => {
  assert.equal(trimBlank(`${BLANKS}a${BLANKS}b${BLANKS}`), `a${BLANKS}b`);
  assert.equal(trimBlankStart(`${BLANKS}a${BLANKS}`), `a${BLANKS}`);
  assert.equal(trimBlank(BLANKS), '');
  for (const blank of BLANKS) {
    assert.equal(trimBlank(blank), '', blank.codePointAt(0)?.toString(16));
    assert.deepEqual(firstWord(`ab${blank}${blank}cd`), { word: 'ab', rest: 'cd' });
    assert.equal(isVisible(blank), false);
  }
});

test('what chooses the look of an emoji is a part of it', () => {
  for (const emoji of ['❤\uFE0F', '🏴\u{E0067}\u{E0062}\u{E007F}', '👨\u200D👩\u200D👧']) {
    assert.equal(trimBlank(` ${emoji} `), emoji);
    assert.ok(isVisible(emoji));
  }
  assert.equal(isVisible('\uFE0F\u0301'), false);
});
