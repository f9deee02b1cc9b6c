import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_SPEECH_CHARACTERS, speechParts } from '../../../../src/core/model/job/speech-text.ts';

const visible = (text: string): string => text.replaceAll(/\s+/g, '');

describe('cutting a text into parts', () => {
  it('leaves a text that fits as it is', () => {
    assert.deepEqual(speechParts('One. Two.'), ['One. Two.']);
  });

  it('cuts at the ends of sentences', () => {
    const sentence = 'This is a sentence of some length. ';
    const parts = speechParts(sentence.repeat(400));
    assert.equal(parts.length, 3);
    for (const part of parts) assert.ok(part.endsWith('length.'), part.slice(-30));
  });

  it('cuts between words where a sentence is too long, and inside a word where there is none', () => {
    const words = speechParts('word '.repeat(1_500));
    assert.deepEqual(new Set(words.flatMap((part) => part.split(' '))), new Set(['word']));
    const [first = '', second = ''] = speechParts('a'.repeat(5_001));
    assert.deepEqual([first.length, second.length], [MAX_SPEECH_CHARACTERS, 1]);
  });

  it('loses nothing, repeats nothing, exceeds no limit and cuts no character in two, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('Hello world. ', '你好。', '😀', '<break time="500ms"/>', '\n\n', 'x'.repeat(700)),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 60 }), (pieces) => {
        const text = `start ${pieces.join('')} ${pieces.join('')} end`.trim();
        const parts = speechParts(text);
        assert.equal(visible(parts.join('')), visible(text));
        for (const part of parts) {
          assert.ok(part.length <= MAX_SPEECH_CHARACTERS);
          assert.ok(part.isWellFormed() || !text.isWellFormed());
        }
        assert.deepEqual(speechParts(text), parts);
      }),
    );
  });
});
