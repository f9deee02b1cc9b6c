import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from './conformance.ts';

/** Dedupe. */
export const describeSeen: Part = {
  title: 'seen',
  tests(subject) {
    test('a key is new once, until it expires', async () => {
      const { one, other } = subject.pair;
      assert.equal(await one.seen.first('event', 1_000), true);
      assert.equal(await other.seen.first('event', 1_000), false);
      assert.equal(await one.seen.first('another event', 1_000), true);
      subject.clock.nowMs += 999;
      assert.equal(await one.seen.first('event', 1_000), false);
      subject.clock.nowMs += 1;
      assert.equal(await other.seen.first('event', 1_000), true);
      assert.equal(await one.seen.first('event', 1_000), false);
    });

    test('of many callers at once exactly one is first, for new keys and for expired ones', async () => {
      const { one, other } = subject.pair;
      for (let round = 0; round < 3; round += 1) {
        const firsts = await Promise.all(
          Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : other).seen.first('race', 10)),
        );
        assert.equal(firsts.filter(Boolean).length, 1);
        subject.clock.nowMs += 10;
      }
    });

    test('a key that is kept expires later, never sooner, and a missing one is not made', async () => {
      const { one, other } = subject.pair;
      await one.seen.first('kept', 1_000);
      await other.seen.keep('kept', 5_000);
      await other.seen.keep('kept', 10);
      subject.clock.nowMs += 4_999;
      assert.equal(await one.seen.first('kept', 10), false);
      subject.clock.nowMs += 1;
      assert.equal(await one.seen.first('kept', 10), true);
      await one.seen.keep('never there', 1_000);
      assert.equal(await one.seen.first('never there', 10), true);
    });

    test('a sweep removes what has expired, here and in the caches, and keeps the rest', async () => {
      const { one, rows } = subject.pair;
      const cache = one.cache<string>('sweep');
      await one.seen.first('sweep: short', 10);
      await one.seen.first('sweep: long', 3_600_000);
      await cache.set('short', 'value', 10);
      await cache.set('endless', 'value');
      subject.clock.nowMs = Math.max(subject.clock.nowMs, Date.now()) + 500;
      await one.seen.sweep();
      assert.deepEqual(await rows(`select key from seen where key like 'sweep%'`), [{ key: 'sweep: long' }]);
      assert.deepEqual(await rows(`select key from kv where namespace = 'sweep'`), [{ key: 'endless' }]);
    });
  },
};
