import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { speechSecondsUpperBound } from '../../../src/core/wallet/pricing/speech-duration.ts';

/** Seconds spoken at speed 1, without the second at the ends. */
function spoken(text: string, language?: string): number {
  return speechSecondsUpperBound(text, language === undefined ? { speed: 1 } : { speed: 1, language }) - 1;
}

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 0.02, `${actual} is not about ${expected}`);
}

test('each kind of character lasts as long as stated', () => {
  isNear(spoken('a'), 0.5);
  isNear(spoken('strengthening'), 13 / 9 + 0.5 + 2 * 0.5);
  isNear(spoken('landing'), 7 / 9);
  isNear(spoken('tomato'), 3 * 0.31);
  isNear(spoken('idea'), 0.31 + 0.31 + 0.2);
  isNear(spoken('radiation'), 3 * 0.31 + 2 * 0.2);
  isNear(spoken('the'), 0.5);
  isNear(spoken('usa'), 0.85);
  isNear(spoken('nasa'), 0.72);
  isNear(spoken('NASA'), 4 / 9 + 4 * 0.5);
  isNear(spoken('www'), 3 * 0.6);
  isNear(spoken('https'), 5 / 9 + 3 * 0.5);
  isNear(spoken('badm'), 4 * 0.4);
  isNear(spoken('lengths'), 7 / 9 + 3 * 0.5);
  isNear(spoken('你好世界'), 1.6);
  isNear(spoken('世界', 'ja'), 1.2);
  isNear(spoken('世界の'), 1.2 + 0.25);
  isNear(spoken('안녕하세요'), 5 / 3);
  isNear(spoken('Привет'), 6 * 0.25);
  isNear(spoken('2026'), 3.2);
  isNear(spoken('…'), 0.6);
  isNear(spoken('50%'), 1.6 + 1);
  isNear(spoken('😂'), 2);
  isNear(spoken('$'), 2);
  isNear(spoken('\n'), 0.6);
  isNear(spoken('\u200b \t'), 0);
});

test('natural English is bounded with some room, not wildly', () => {
  const text =
    'The north wind and the sun were disputing which was the stronger, when a traveller came along.';
  // Read aloud this takes 6 to 7 seconds.
  const seconds = spoken(text);
  assert.ok(seconds > 8 && seconds < 14, `${seconds}`);
});

test('a break tag lasts as long as it says, up to ten seconds, and is not read out', () => {
  isNear(spoken('<break time="500ms"/>'), 0.5);
  isNear(spoken('<BREAK time="2.5s" />'), 2.5);
  isNear(spoken("<break time='99s'/>"), 10);
  isNear(spoken('<break time="1s"/>'.repeat(20)), 20);
});

test('break tags beyond the twentieth, and broken ones, count as words', () => {
  const tag = '<break time="1ms"/>';
  assert.ok(spoken(tag.repeat(21)) > 5);
  assert.ok(spoken('<break time="1ms"') > 5);
});

test('speed divides what is spoken; haste does not shorten silence, slowness stretches it', () => {
  const at = (speed: number): number => speechSecondsUpperBound('contender<break time="4s"/>', { speed });
  isNear(at(1), 1 + 4 + 1);
  isNear(at(4), 0.25 + 4 + 1);
  isNear(at(0.5), 2 + 8 + 2);
});

test('a speed that is not above zero is refused', () => {
  for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => speechSecondsUpperBound('a', { speed }), RangeError);
  }
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.stringMatching(/^[A-Za-z0-9 .,!?\n%$]{0,60}$/),
  fc.stringMatching(/^[你好世界こんにちはカナ안녕.、。 a-z]{0,40}$/u),
);
/** A tag swallows what stands before it in the text, so only its parts are kept out. */
const untagged = text.filter((value) => !value.includes('>'));

// Words are added whole: a vowel may turn letters that had to be spelled into a word that can be said.
test('adding words to a text never makes it shorter', () => {
  fc.assert(
    fc.property(untagged, untagged, (before, after) => {
      assert.ok(spoken(`${before} ${after}`) >= spoken(before) - 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('a text is never shorter than its longer half, nor longer than both said apart', () => {
  fc.assert(
    fc.property(untagged, untagged, (first, second) => {
      const whole = spoken(`${first} ${second}`, 'ja');
      assert.ok(whole >= Math.max(spoken(first, 'ja'), spoken(second, 'ja')) - 1e-9);
      assert.ok(whole <= spoken(first, 'ja') + spoken(second, 'ja') + 1e-9);
    }),
  );
});

test('length falls with speed, in proportion where there is no silence to keep', () => {
  const speed = fc.double({ min: 0.25, max: 4, noNaN: true });
  fc.assert(
    fc.property(untagged, speed, speed, (value, a, b) => {
      const [slow, fast] = a <= b ? [a, b] : [b, a];
      const slowSeconds = speechSecondsUpperBound(value, { speed: slow });
      assert.ok(slowSeconds >= speechSecondsUpperBound(value, { speed: fast }) - 1e-9);
      const silence = 1 / Math.min(slow, 1);
      assert.ok(Math.abs((slowSeconds - silence) * slow - spoken(value)) < 1e-6);
    }),
  );
});

test('a pathological text is measured in no time', () => {
  const before = process.cpuUsage();
  for (const unit of ['A', '<break time="', '你', '\u0301', 'bcd', '😂', '1', '<break time="1s"/>']) {
    assert.ok(speechSecondsUpperBound(unit.repeat(20_000), { speed: 1 }) >= 1);
  }
  // Time of the processor, of which a busy machine needs no more than an idle one.
  assert.ok(process.cpuUsage(before).user < 5_000_000);
});
