import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../conformance.ts';

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
