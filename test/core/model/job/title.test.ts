import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { baseNameOf, titleOfFile, titleOfText } from '../../../../src/core/model/job/title.ts';

test('a title has no end of a sentence, in either script, so that a name of a file can follow it', () => {
  for (const end of ['', '.', '。', '！', '…', '……', '?', '？', '!', ' 。 ', '，', '.。']) {
    assert.equal(titleOfText(`末班车十一点发车${end}`), '末班车十一点发车', end);
    assert.equal(titleOfText(`The last bus, at eleven${end}`), 'The last bus, at eleven', end);
  }
});

test('a title that is cut ends in an ellipsis, and the name of its file does not', () => {
  assert.equal(titleOfText('长'.repeat(60)), '长'.repeat(60));
  assert.equal(titleOfText('长'.repeat(61)), `${'长'.repeat(60)}…`);
  assert.equal(titleOfText(`${'长'.repeat(59)}。后面还有`), `${'长'.repeat(59)}…`);
  assert.equal(titleOfText(' '.repeat(5_000)), 'audio…');
  assert.equal(baseNameOf(titleOfText('ab '.repeat(40)), undefined), 'ab-'.repeat(20).slice(0, -1));
  assert.equal(baseNameOf(`${'长'.repeat(60)}…`, 'vocals'), `vocals - ${'长'.repeat(60)}`);
});

test('a title keeps what is within it', () => {
  assert.equal(titleOfFile('Help! (live, 2019).mp3'), 'Help! (live, 2019)');
  assert.equal(titleOfText('。'), 'audio');
});

test('an ending is dropped from names of files only', () => {
  assert.equal(titleOfText('It costs 2.50'), 'It costs 2.50');
  assert.equal(titleOfText('Open song.mp3'), 'Open song.mp3');
  assert.equal(titleOfFile('Take 2.50'), 'Take 2.50');
  assert.equal(titleOfFile('Take 2.m4a'), 'Take 2');
  assert.equal(titleOfFile('clip.3gp'), 'clip');
  assert.equal(titleOfFile('https://a.example/x/My%20song.flac?sig=1'), 'My song');
  assert.equal(titleOfFile('https://a.example/'), 'a.example');
});

test('letters that are joined and emoji of several signs stay whole, also where a title is cut', () => {
  const family = '👨\u200D👩\u200D👧';
  const england = '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}';
  for (const text of ['می\u200Cخواهم', 'क्\u200Dष', family, `Go ${england} ❤\uFE0F 👍🏽`, '🇨🇳']) {
    assert.equal(titleOfText(text), text);
  }
  assert.equal(titleOfText(family.repeat(61)), `${family.repeat(60)}…`);
});

test('a title has nothing that shows nothing, changes direction, or means something to a file system', () => {
  assert.equal(
    titleOfText('a\u200Bb\u202Ec \u200Cd\u200D *️⃣ #️⃣ <i>e</i> f/g'),
    'a b c d \uFE0F\u20E3 \uFE0F\u20E3 e f g',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const title of [titleOfText(text), titleOfFile(text)]) {
        assert.doesNotMatch(title, /[\p{Cc}\u202A-\u202E\u2066-\u2069\\/:*?"<>|]/u);
        assert.doesNotMatch(title, /^[.\s]|\s$/u);
        assert.ok(title !== '' && title.length <= 2_001);
      }
    }),
    { numRuns: process.env['PROVE'] === undefined ? 300 : 320_000 },
  );
});
