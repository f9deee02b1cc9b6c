import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Keyv } from 'keyv';
import { durationOnLine, fitDurations } from '../../../src/core/watcher/fit-durations.ts';
import { type DurationSamples, openLearnedDurations } from '../../../src/core/watcher/learned-durations.ts';

const PRIOR = { constantMs: 10_000, msPerAudioMinute: 10_000 };

/** A service that takes 20 s and another 30 s per audio minute. */
function honest(audioSeconds: number): { audioSeconds: number; tookMs: number } {
  return { audioSeconds, tookMs: 20_000 + audioSeconds * 500 };
}

test('the line through jobs of different lengths is found', () => {
  const { line } = fitDurations([30, 60, 120, 180, 240, 300].map(honest), PRIOR);
  assert.equal(Math.round(line.constantMs), 20_000);
  assert.equal(Math.round(line.msPerAudioMinute), 30_000);
});

test('a few nonsensical jobs hardly move the line', () => {
  const sane = Array.from({ length: 20 }, (_, index) => honest(30 + index * 15));
  const nonsense = [
    { audioSeconds: 60, tookMs: 3_600_000 },
    { audioSeconds: 200, tookMs: 1 },
    { audioSeconds: 300, tookMs: 7_200_000 },
  ];
  const { line } = fitDurations([...sane, ...nonsense], PRIOR);
  const expectedMs = honest(180).tookMs;
  assert.ok(Math.abs(durationOnLine(line, 180) - expectedMs) < expectedMs * 0.1);
});

test('while all jobs have the same length, the first guess is scaled', () => {
  const { line } = fitDurations(
    [38_000, 40_000, 42_000].map((tookMs) => ({ audioSeconds: 60, tookMs })),
    PRIOR,
  );
  assert.deepEqual(line, { constantMs: 20_000, msPerAudioMinute: 20_000 });
});

test('a fit always answers positive durations and an ordered window', () => {
  const sample = fc.record({
    audioSeconds: fc.double({ min: 0, max: 20_000, noNaN: true }),
    tookMs: fc.double({ min: 1, max: 1e8, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), sample, (samples, { audioSeconds }) => {
      const fit = fitDurations(samples, PRIOR);
      assert.ok(durationOnLine(fit.line, audioSeconds) >= 1);
      assert.ok(fit.lowRatio > 0 && fit.lowRatio <= fit.highRatio);
    }),
  );
});

test('expectations follow what was learned, and survive a restart', async () => {
  const cache = new Keyv<DurationSamples>();
  const durations = await openLearnedDurations(cache);
  const guessed = durations.expect('stems', 180);
  assert.equal(guessed.opensMs, guessed.closesMs);

  for (const seconds of [60, 120, 180, 240, 300, 360]) durations.learn('stems', honest(seconds));
  const learned = durations.expect('stems', 180);
  const expectedMs = honest(180).tookMs;
  assert.ok(learned.opensMs < expectedMs && learned.closesMs > expectedMs);
  assert.ok(learned.closesMs - learned.opensMs < expectedMs * 0.4);
  assert.deepEqual((await openLearnedDurations(cache)).expect('stems', 180), learned);
  assert.notDeepEqual(durations.expect('speech', 180), learned);
});

test('an unknown length is looked at earlier than a known one', async () => {
  const durations = await openLearnedDurations(new Keyv());
  for (const seconds of [60, 120, 180, 240, 300, 360]) durations.learn('stems', honest(seconds));
  assert.ok(durations.expect('stems', undefined).opensMs < durations.expect('stems', 210).opensMs);
});

test('a service that became faster is believed after some jobs', async () => {
  const durations = await openLearnedDurations(new Keyv());
  for (let job = 0; job < 40; job += 1) durations.learn('speech', { audioSeconds: 60, tookMs: 60_000 });
  for (let job = 0; job < 30; job += 1) durations.learn('speech', { audioSeconds: 60, tookMs: 6_000 });
  assert.ok(durations.expect('speech', 60).opensMs < 6_000);
});

test('a cache that is broken or holds nonsense costs nothing but the memory of it', async () => {
  const nonsense = new Keyv<DurationSamples>();
  await nonsense.set<unknown>('stems', { fast: true });
  const broken = new Keyv<DurationSamples>();
  broken.get = () => Promise.reject(new Error('no database'));
  broken.set = () => Promise.reject(new Error('no database'));
  const fresh = await openLearnedDurations(new Keyv());
  for (const cache of [nonsense, broken]) {
    const durations = await openLearnedDurations(cache);
    assert.deepEqual(durations.expect('stems', 180), fresh.expect('stems', 180));
    durations.learn('stems', honest(60));
  }
});
