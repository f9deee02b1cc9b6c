import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitScript } from '../../sandbox/audio/split-script.ts';
import { SPEECH_CORPUS } from './speech-corpus.ts';

test('text the synthesiser cannot speak becomes notes, in the order it was written', () => {
  assert.deepEqual(splitScript('Hello 你好 world'), [
    { kind: 'speech', text: 'Hello' },
    { kind: 'melody', characters: ['你', '好', ' '] },
    { kind: 'speech', text: 'world' },
  ]);
});

test('a break tag is a silence and its words are not spoken', () => {
  assert.deepEqual(splitScript('One <break time="1.5s"/>two<break time="250ms" />'), [
    { kind: 'speech', text: 'One' },
    { kind: 'pause', durationMs: 1500 },
    { kind: 'speech', text: 'two' },
    { kind: 'pause', durationMs: 250 },
  ]);
});

test('a break lasts at most ten seconds, and only the first twenty count', () => {
  const pauses = splitScript(`a${'<break time="60s"/>'.repeat(25)}`).filter(({ kind }) => kind === 'pause');
  assert.equal(pauses.length, 20);
  assert.deepEqual(pauses[0], { kind: 'pause', durationMs: 10_000 });
});

test('a cue in brackets directs and is not spoken', () => {
  assert.deepEqual(splitScript('[softly] Good night'), [{ kind: 'speech', text: 'Good night' }]);
});

test('accents and typographic marks are spoken as plain letters', () => {
  assert.deepEqual(splitScript('Crème brûlée, straße'), [{ kind: 'speech', text: 'Creme brulee, strasse' }]);
});

test('an emoji of several code points is one note', () => {
  assert.deepEqual(splitScript('👩‍👩‍👧‍👦🎸'), [{ kind: 'melody', characters: ['👩‍👩‍👧‍👦', '🎸'] }]);
});

test('every text gives something to hear, and spoken pieces are plain and short', () => {
  const texts = fc.oneof(
    fc.constantFrom(...SPEECH_CORPUS.map(({ text }) => text)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 700 }),
    fc.string({ minLength: 1, maxLength: 2000 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(text.trim() !== '');
      const segments = splitScript(text);
      assert.ok(segments.some(({ kind }) => kind !== 'pause'));
      for (const segment of segments) {
        if (segment.kind === 'speech') assert.match(segment.text, /^[\x20-\x7e]{1,300}$/);
        if (segment.kind === 'melody') assert.ok(segment.characters.length > 0);
      }
    }),
  );
});

test('no spoken word is lost when a long text is cut', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(words, (list) => {
      const spoken = splitScript(list.join(' ')).map((segment) =>
        segment.kind === 'speech' ? segment.text : '',
      );
      assert.deepEqual(spoken.join(' ').split(/\s+/), list);
    }),
  );
});
