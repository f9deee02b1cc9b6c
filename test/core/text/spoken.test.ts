import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Segment } from '../../../src/core/model/job/provider-job.ts';
import { excerptOf, spokenLines, toSrt } from '../../../src/core/text/spoken.ts';

function segment(text: string, startSeconds = 0, speaker?: string): Segment {
  return { startSeconds, endSeconds: startSeconds + 2, text, ...(speaker === undefined ? {} : { speaker }) };
}

const anySegments: fc.Arbitrary<readonly Segment[]> = fc.array(
  fc
    .record({
      startSeconds: fc.double({ min: 0, max: 400_000, noNaN: true }),
      lastsSeconds: fc.double({ min: 0, max: 5_000, noNaN: true }),
      text: fc.string({ unit: 'grapheme', maxLength: 900 }),
      speaker: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
    })
    .map(({ startSeconds, lastsSeconds, text, speaker }) => ({
      startSeconds,
      endSeconds: startSeconds + lastsSeconds,
      text,
      ...(speaker === undefined ? {} : { speaker }),
    })),
  { maxLength: 12 },
);

describe('the lines of what was said', () => {
  it('say when, who and what, as far as each is known', () => {
    const lines = spokenLines([
      segment('Good\n evening. ', 0),
      segment('Shall we?', 61.4, 'SPEAKER_01'),
      segment('', 3_725, 'SPEAKER_00'),
    ]);
    assert.deepEqual(lines, [
      '[0:00] Good evening.',
      '[1:01] SPEAKER_01: Shall we?',
      '[1:02:05–1:02:07] SPEAKER_00:',
    ]);
  });
});

describe('the excerpt in the message', () => {
  it('holds all lines where they fit, and an ellipsis on a line of its own where more follow', () => {
    assert.equal(excerptOf([]), '');
    assert.equal(excerptOf([segment('One.'), segment('Two.', 2)]), '[0:00] One.\n[0:02] Two.');
    const many = Array.from({ length: 100 }, (_, index) => segment('Ten words or so of talk.', index));
    const shown = excerptOf(many);
    assert.match(shown, /^\[0:00\] Ten words[\s\S]*talk\.\n…$/);
    assert.ok(shown.length <= 702, `${shown.length}`);
  });

  it('cuts a line that alone is too long, between characters as people count them', () => {
    const family = '👩‍👩‍👧‍👦';
    for (const character of ['字', '😀', family, '🇨🇳', 'é']) {
      const shown = excerptOf([segment(character.repeat(1_000))]);
      assert.ok(shown.endsWith('…') && shown.length <= 701, `${shown.length}`);
      const rest = shown.slice('[0:00] '.length, -1);
      assert.equal(rest.replaceAll(character, ''), '', 'nothing but whole ones');
      assert.ok(rest.length > 600);
    }
  });

  it('is never too long, never cut silently, and well-formed, whatever was said', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        const shown = excerptOf(segments);
        assert.ok(shown.length <= 702);
        assert.ok(shown.isWellFormed());
        const all = spokenLines(segments).join('\n');
        assert.ok(shown === all || shown.endsWith('…'));
      }),
    );
  });
});

const STRETCH =
  /^(\d+)\n(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})\n(.*)$/u;

describe('subtitles', () => {
  it('are numbered stretches with times to the millisecond', () => {
    assert.equal(
      toSrt([segment('Good\n\nevening.', 1.25, 'SPEAKER_00'), segment('Yes.', 3_661.9996)]),
      '1\n00:00:01,250 --> 00:00:03,250\nSPEAKER_00: Good evening.\n' +
        '\n2\n01:01:02,000 --> 01:01:04,000\nYes.\n',
    );
  });

  it('keep their form and the order of their times, whatever was said', () => {
    fc.assert(
      fc.property(anySegments, (unsorted) => {
        const segments = unsorted.toSorted((a, b) => a.startSeconds - b.startSeconds);
        const srt = toSrt(segments);
        const shown = segments.filter(({ speaker, text }) => speaker !== undefined || text.trim() !== '');
        const stretches = srt === '' ? [] : srt.replace(/\n$/, '').split('\n\n');
        assert.equal(stretches.length, shown.length);
        let latestMs = 0;
        for (const [index, stretch] of stretches.entries()) {
          const [, number, ...parts] = STRETCH.exec(stretch) ?? assert.fail(JSON.stringify(stretch));
          assert.equal(Number(number), index + 1);
          const [h = 0, m = 0, s = 0, ms = 0, h2 = 0, m2 = 0, s2 = 0, ms2 = 0] = parts.map(Number);
          const fromMs = ((h * 60 + m) * 60 + s) * 1_000 + ms;
          assert.ok(fromMs >= latestMs, 'no stretch begins before the one above it');
          assert.ok(((h2 * 60 + m2) * 60 + s2) * 1_000 + ms2 >= fromMs, 'none ends before it begins');
          latestMs = fromMs;
        }
      }),
    );
  });
});
