import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  BITRATES_KBPS,
  cut,
  type EncodePlan,
  expectedBytes,
  planAfterTooLarge,
  planEncode,
} from '../../../../src/core/audio/encode/encode-plan.ts';

const MIB = 2 ** 20;
const facts = fc.record({
  durationMs: fc.integer({ min: 1, max: 3 * 3_600_000 }),
  maxFileBytes: fc.integer({ min: 100_000, max: 100 * MIB }),
  channels: fc.constantFrom(1, 2, undefined),
});

describe('planning what sound is encoded to', () => {
  it('gives a song of three minutes the best bitrate under the smallest limit of Discord', () => {
    assert.deepEqual(planEncode({ durationMs: 180_000, maxFileBytes: 10 * MIB, channels: 2 }), {
      bitrateKbps: 160,
      parts: 1,
    });
  });

  it('steps down the ladder as sound gets longer, and splits behind its end', () => {
    const plan = (minutes: number): EncodePlan | undefined =>
      planEncode({ durationMs: minutes * 60_000, maxFileBytes: 10 * MIB, channels: 2 });
    assert.deepEqual([8, 10, 13, 20, 22, 60].map(plan), [
      { bitrateKbps: 160, parts: 1 },
      { bitrateKbps: 128, parts: 1 },
      { bitrateKbps: 96, parts: 1 },
      { bitrateKbps: 64, parts: 1 },
      { bitrateKbps: 96, parts: 2 },
      { bitrateKbps: 64, parts: 3 },
    ]);
  });

  it('spends no more than 96 kb/s on one channel', () => {
    assert.equal(planEncode({ durationMs: 1000, maxFileBytes: MIB, channels: 1 })?.bitrateKbps, 96);
  });

  it('never plans a file above 97 % of the limit, nor below the ladder', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planEncode(given);
        if (plan === undefined) {
          assert.ok(expectedBytes(given.durationMs / 99, 64) > given.maxFileBytes * 0.97);
          return;
        }
        assert.ok(BITRATES_KBPS.includes(plan.bitrateKbps));
        assert.ok(
          expectedBytes(given.durationMs / plan.parts, plan.bitrateKbps) <= given.maxFileBytes * 0.97,
        );
      }),
    );
  });

  it('only splits what does not fit at the lowest bitrate, into no more parts than needed', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planEncode(given);
        if (plan === undefined || plan.parts === 1) return;
        const fewer = expectedBytes(given.durationMs / (plan.parts - 1), 64);
        assert.ok(fewer > given.maxFileBytes * 0.97);
      }),
    );
  });

  it('after a file came out too large goes down one step, then splits, and ends', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const tried: EncodePlan[] = [];
        for (let plan = planEncode(given); plan !== undefined; plan = planAfterTooLarge(given, tried)) {
          const last = tried.at(-1);
          if (last !== undefined) {
            const lower = plan.parts === last.parts && plan.bitrateKbps < last.bitrateKbps;
            assert.ok(lower || plan.parts > last.parts);
          }
          tried.push(plan);
        }
        for (const parts of new Set(tried.map((plan) => plan.parts))) {
          assert.ok(tried.filter((plan) => plan.parts === parts).length <= 2);
        }
      }),
    );
  });
});

describe('cutting sound into parts', () => {
  it('leaves no gap and no overlap, and meets the frames of the encoder', () => {
    const rates = fc.constantFrom(8_000, 22_050, 24_000, 44_100, 48_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 60_000, max: 7_200_000 }),
        fc.integer({ min: 1, max: 99 }),
        rates,
        (durationMs, parts, rateHz) => {
          const stretches = cut(durationMs, parts, rateHz);
          assert.equal(stretches.length, parts);
          assert.equal(stretches[0]?.startMs, 0);
          assert.equal(stretches.at(-1)?.endMs, undefined);
          for (const [index, stretch] of stretches.entries()) {
            assert.ok(stretch.durationMs > 0);
            if (stretch.endMs === undefined) continue;
            assert.equal(stretches[index + 1]?.startMs, stretch.endMs);
            const frames = (stretch.endMs * rateHz) / 1000 / 1024;
            assert.ok(Math.abs(frames - Math.round(frames)) < 1e-6);
          }
          const total = stretches.reduce((sum, stretch) => sum + stretch.durationMs, 0);
          assert.ok(Math.abs(total - durationMs) < 1e-3);
        },
      ),
    );
  });
});
