import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../../../src/core/jobs/input/decode-text.ts';
import { BotError } from '../../../../src/core/model/errors.ts';

const HELLO = 'Hello there, this is a test of it.';
const CAFE = 'Café — it’s late';
const CHINESE = '请大家注意，会议改到下午三点。';

const bytesOf = (...hex: readonly string[]): Buffer => Buffer.from(hex.join(''), 'hex');
const utf16 = (text: string, isLittleEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isLittleEndian ? bytes : bytes.swap16();
};
const utf32 = (text: string, isLittleEndian: boolean): Buffer =>
  Buffer.concat(
    Array.from(text, (character) => {
      const four = Buffer.alloc(4);
      const point = character.codePointAt(0) ?? 0;
      if (isLittleEndian) four.writeUInt32LE(point);
      else four.writeUInt32BE(point);
      return four;
    }),
  );
const MARK = '\uFEFF';

function refusal(bytes: Buffer, prefersChinese = false): string | undefined {
  try {
    decodeText(bytes, prefersChinese);
    return undefined;
  } catch (error) {
    return error instanceof BotError ? error.code : String(error);
  }
}

describe('a text file', () => {
  for (const [encoding, isLittleEndian] of [
    ['UTF-16LE', true],
    ['UTF-16BE', false],
  ] as const) {
    it(`in ${encoding} is read by its mark, and without one if it is Latin`, () => {
      for (const text of [HELLO, CAFE, CHINESE, `${HELLO} 😀`]) {
        assert.deepEqual(decodeText(utf16(MARK + text, isLittleEndian), false), { text, encoding });
      }
      for (const text of [HELLO, `${CAFE}\r\n`, 'a']) {
        assert.deepEqual(decodeText(utf16(text, isLittleEndian), false), { text, encoding });
      }
    });
  }

  for (const [encoding, isLittleEndian] of [
    ['UTF-32LE', true],
    ['UTF-32BE', false],
  ] as const) {
    it(`in ${encoding} is read with and without its mark`, () => {
      for (const text of [HELLO, CAFE, CHINESE, `${HELLO} 😀`]) {
        assert.deepEqual(decodeText(utf32(MARK + text, isLittleEndian), false), { text, encoding });
        assert.deepEqual(decodeText(utf32(text, isLittleEndian), false), { text, encoding });
      }
    });
  }

  it('in UTF-8 is read with and without its mark', () => {
    for (const text of [HELLO, CAFE, CHINESE, 'Zażółć gęślą jaźń', 'שלום', '😀']) {
      assert.deepEqual(decodeText(Buffer.from(text), false), { text, encoding: 'UTF-8' });
      assert.deepEqual(decodeText(Buffer.from(MARK + text), false), { text, encoding: 'UTF-8' });
    }
  });

  it('in Windows-1252 is read as it was written', () => {
    for (const [hex, text] of [
      ['436166e9206372e86d6520972069749273206c617465', 'Café crème — it’s late'],
      ['49636820 6df66368746520656 96e2053 74fc636b204be47365', 'Ich möchte ein Stück Käse'],
      ['52e973756de9 206f662074686520 6d656574696e67', 'Résumé of the meeting'],
    ] as const) {
      const bytes = bytesOf(hex.replaceAll(' ', ''));
      assert.deepEqual(decodeText(bytes, false), { text, encoding: 'Windows-1252' }, text);
    }
  });

  it('in GB18030 is read, and a short one where the member reads Chinese', () => {
    // “请大家注意，会议改到下午三点。”, then “你好世界”.
    const long = bytesOf('c7ebb4f3bcd2d7a2d2e2a3acbbe1d2e9b8c4b5bdcfc2cee7c8fdb5e3a1a3');
    const short = bytesOf('c4e3bac3cac0bde7');
    assert.deepEqual(decodeText(long, false), { text: CHINESE, encoding: 'GB18030' });
    assert.deepEqual(decodeText(short, true), { text: '你好世界', encoding: 'GB18030' });
    assert.equal(refusal(short), 'file-not-text', 'it could be Greek, Korean or Japanese');
  });

  it('that no encoding is certain for is refused', () => {
    for (const hex of [
      '66fc72ff', // a few bytes
      '604f7d59164e4c75', // “你好世界” in UTF-16 without a mark
      '48656c6c6f0020776f726c6400', // zeros within ASCII
      '48656c6c6f001b', // a terminal's output
      'ff00fe00ff', // neither half of UTF-16
    ]) {
      assert.equal(refusal(bytesOf(hex)), 'file-not-text', hex);
      assert.equal(refusal(bytesOf(hex), true), 'file-not-text', hex);
    }
  });

  it('of markup is refused, in any encoding', () => {
    for (const text of [
      '{\\rtf1\\ansi{\\fonttbl\\f0 Arial;}\\f0 Hello}',
      '<!DOCTYPE html><html><body>Hello</body></html>',
      '\n  <html lang="en">',
      '<head><title>Hello',
      '<?xml version="1.0"?><p>Hello</p>',
      '%PDF-1.7 Hello',
    ]) {
      for (const bytes of [Buffer.from(text), utf16(MARK + text, true), utf16(text, false)]) {
        assert.equal(refusal(bytes), 'file-not-text', text);
      }
    }
    // A text about them is one.
    for (const text of ['What is <html>?', '<3 you', '{rtf}', '<b>Hello</b>', '<htmlish> is no word']) {
      assert.equal(decodeText(Buffer.from(text), false).text, text);
    }
  });

  it('is never spoken with zeros or other control characters in it, whatever its bytes are', () => {
    const anyBytes = fc.uint8Array({ maxLength: 300 });
    const anyText = fc.string({ unit: 'binary', maxLength: 60 });
    const bytes = fc.oneof(
      anyBytes.map((some) => Buffer.from(some)),
      anyText.map((some) => utf16(some, true)),
      anyText.map((some) => utf32(some.toWellFormed(), false)),
      fc.tuple(anyText, anyBytes).map(([text, some]) => Buffer.concat([Buffer.from(text), some])),
    );
    let read = 0;
    fc.assert(
      fc.property(bytes, fc.boolean(), (some, prefersChinese) => {
        try {
          const { text } = decodeText(some, prefersChinese);
          read += 1;
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested
          assert.doesNotMatch(text, /[\0-\x08\x0e-\x1f\x7f]/);
          assert.ok(text.isWellFormed());
        } catch (error) {
          assert.ok(error instanceof BotError, String(error));
          assert.equal(error.code, 'file-not-text');
        }
      }),
      { numRuns: process.env['PROVE'] === undefined ? 500 : 20_000 },
    );
    assert.ok(read > 0);
  });
});
