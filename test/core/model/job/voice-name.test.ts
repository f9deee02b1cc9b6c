import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkVoiceName, MAX_VOICE_NAME } from '../../../../src/core/model/job/voice-name.ts';

describe('the name of a new voice', () => {
  it('is kept as it was typed, but for space around and between', () => {
    const kept: Readonly<Record<string, string>> = {
      'Night Desk': 'Night Desk',
      '  Night \n Desk ': 'Night Desk',
      "O'Brien-2_b": "O'Brien-2_b",
      夜班: '夜班',
      'Zoe\u0308': 'Zo\u00EB',
    };
    for (const [given, name] of Object.entries(kept)) assert.equal(checkVoiceName(given), name);
  });

  it('is refused when it could pass for an id, for markup or for an option', () => {
    const unfit = [
      '',
      '   ',
      '368',
      '---',
      '@everyone',
      '<@1>',
      'a:b',
      'a`b',
      '"a"',
      'a\u202Eb',
      '-a',
      'a/b',
    ];
    for (const given of [...unfit, 'a'.repeat(MAX_VOICE_NAME + 1)]) {
      assert.throws(() => checkVoiceName(given), { code: 'voice-name-unfit' }, given);
    }
    assert.equal(checkVoiceName('a'.repeat(MAX_VOICE_NAME)).length, MAX_VOICE_NAME);
  });

  it('is one line without control characters whatever was typed, and stays the same when checked again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (given) => {
        let name: string;
        try {
          name = checkVoiceName(given);
        } catch {
          return;
        }
        assert.doesNotMatch(name, /[\p{C}\p{Zl}\p{Zp}:"`<>@]/u);
        assert.equal(checkVoiceName(name), name);
      }),
    );
  });
});
