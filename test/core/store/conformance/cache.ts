import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from './conformance.ts';

/** The caches, by the cases of Keyv's own suite for storage adapters. */
export const describeCache: Part = {
  title: 'cache',
  tests(subject) {
    const cacheOf = <T>(namespace: string) => subject.pair.one.cache<T>(namespace);

    test('values of every kind come back as they were', async () => {
      const cache = cacheOf<unknown>('kinds');
      const values = [
        false,
        true,
        null,
        0,
        -1.5,
        '',
        'text',
        '"',
        "'",
        "''",
        ':colon',
        'line\nbreak\0nul',
        '中文 🎵',
        '\ud83c',
        [1, [2, { three: 3 }]],
        { fizz: 'buzz', nested: { list: [null] } },
        9_223_372_036_854_775_807n,
        Buffer.from('bytes'),
        { buffer: Buffer.from('bytes') },
      ];
      for (const [index, value] of values.entries()) {
        assert.equal(await cache.set(`key ${index}`, value), true);
        assert.deepEqual(await cache.get(`key ${index}`), value);
      }
      await cache.set('undefined', undefined);
      assert.equal(await cache.get('undefined'), undefined);
    });

    test('a symbol is refused and stores nothing', async () => {
      const cache = cacheOf<unknown>('symbol');
      assert.equal(await cache.set('key', Symbol('value')), false);
      assert.equal(await cache.get('key'), undefined);
    });

    test('keys may be any text, and different texts are different keys', async () => {
      const cache = cacheOf<string>('keys');
      const keys = [
        "'",
        '"',
        '\\',
        '\\u0000',
        '\0',
        '\ud83c',
        '\ud83d',
        'ä',
        'a\u0308',
        'A',
        'a',
        ' ',
        '%',
        '_',
        ';--',
        '中文',
        '🎵',
        'a::b',
        `long ${'x'.repeat(1_000)}`,
      ];
      for (const key of keys) await cache.set(key, `value of ${key}`);
      for (const key of keys) assert.equal(await cache.get(key), `value of ${key}`);
      const iterated = new Map<string, string>();
      for await (const [key, value] of cache.iterator()) iterated.set(key, value);
      assert.deepEqual([...iterated.keys()].toSorted(), keys.toSorted());
      for (const [key, value] of iterated) assert.equal(value, `value of ${key}`);
    });

    test('a value of several megabytes comes back whole', async () => {
      const cache = cacheOf<string>('big');
      const value = 'wörd '.repeat(1_000_000);
      await cache.set('key', value);
      assert.equal(await cache.get('key'), value);
    });

    test('setting again replaces the value and its expiry', async () => {
      const cache = cacheOf<string>('replace');
      await cache.set('key', 'first', 10);
      await cache.set('key', 'second');
      subject.clock.nowMs += 1_000;
      assert.equal(await cache.get('key'), 'second');
    });

    test('what is missing is absent for get, has and delete, alone and in batches', async () => {
      const cache = cacheOf<string>('missing');
      assert.equal(await cache.get('no'), undefined);
      assert.equal(await cache.has('no'), false);
      assert.equal(await cache.delete('no'), false);
      assert.deepEqual(await cache.getMany(['no', 'none']), [undefined, undefined]);
      assert.deepEqual(await cache.hasMany(['no', 'none']), [false, false]);
      assert.deepEqual(await cache.deleteMany(['no', 'none']), [false, false]);
    });

    test('what is deleted is gone', async () => {
      const cache = cacheOf<string>('delete');
      await cache.set('key', 'value');
      assert.equal(await cache.has('key'), true);
      assert.equal(await cache.delete('key'), true);
      assert.equal(await cache.has('key'), false);
      assert.equal(await cache.get('key'), undefined);
    });

    test('batches answer in the order of the keys, and empty ones do nothing', async () => {
      const cache = cacheOf<number>('batch');
      assert.deepEqual(
        await cache.setMany([
          { key: 'b', value: 2 },
          { key: 'a', value: 1 },
          { key: 'b', value: 3 },
        ]),
        [true, true, true],
      );
      assert.deepEqual(await cache.getMany(['a', 'no', 'b', 'a']), [1, undefined, 3, 1]);
      assert.deepEqual(await cache.hasMany(['b', 'no']), [true, false]);
      assert.deepEqual(await cache.deleteMany(['no', 'b']), [false, true]);
      assert.deepEqual(await cache.getMany([]), []);
      assert.deepEqual(await cache.setMany([]), []);
      assert.deepEqual(await cache.deleteMany([]), []);
      assert.deepEqual(await cache.hasMany([]), []);
    });

    test('a batch may be larger than one statement', async () => {
      const cache = cacheOf<number>('large batch');
      const entries = Array.from({ length: 1_201 }, (_, value) => ({ key: `key ${value}`, value }));
      await cache.setMany(entries);
      const keys = entries.map((entry) => entry.key);
      assert.deepEqual(
        await cache.getMany(keys),
        entries.map((entry) => entry.value),
      );
      let iterated = 0;
      for await (const _ of cache.iterator()) iterated += 1;
      assert.equal(iterated, entries.length);
      assert.ok((await cache.deleteMany(keys)).every(Boolean));
    });

    test('an entry lives as long as was said by the clock of the store, wherever that clock stands', async () => {
      const cache = cacheOf<string>('own clock');
      subject.clock.nowMs += 365 * 24 * 3_600_000;
      await cache.set('key', 'value', 60_000);
      subject.clock.nowMs += 50_000;
      assert.equal(await cache.get('key'), 'value');
      subject.clock.nowMs += 20_000;
      assert.equal(await cache.get('key'), undefined);
    });

    test('an entry expires at its moment, for every way of reading', async () => {
      const cache = cacheOf<string>('expiry');
      await cache.setMany([
        { key: 'short', value: 'value', ttl: 60_000 },
        { key: 'endless', value: 'value' },
      ]);
      assert.deepEqual(await cache.getMany(['short', 'endless']), ['value', 'value']);
      subject.clock.nowMs += 120_000;
      assert.deepEqual(await cache.getMany(['short', 'endless']), [undefined, 'value']);
      assert.equal(await cache.get('short'), undefined);
      assert.equal(await cache.has('short'), false);
      const keys: string[] = [];
      for await (const [key] of cache.iterator()) keys.push(key);
      assert.deepEqual(keys, ['endless']);
    });

    test('an entry whose moment has passed already is accepted and absent', async () => {
      const cache = cacheOf<string>('past');
      assert.equal(await cache.setRaw('key', { value: 'value', expires: Date.now() - 1_000 }), true);
      assert.equal(await cache.get('key'), undefined);
    });

    test('namespaces do not see each other, and clearing one leaves the others', async () => {
      const [a, b] = [cacheOf<string>('space a'), cacheOf<string>('space b')];
      await a.set('key', 'of a');
      await b.set('key', 'of b');
      assert.equal(await a.get('key'), 'of a');
      await a.clear();
      assert.equal(await a.get('key'), undefined);
      assert.equal(await b.get('key'), 'of b');
      assert.equal(await a.delete('key'), false);
      const left: unknown[] = [];
      for await (const entry of b.iterator()) left.push(entry);
      assert.deepEqual(left, [['key', 'of b']]);
    });

    test('an empty namespace iterates over nothing', async () => {
      for await (const entry of cacheOf<string>('nothing').iterator()) assert.fail(String(entry));
    });

    test('many sets of overlapping keys at once all succeed, and one of them stands', async () => {
      const { one, other } = subject.pair;
      const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
      const writes = Array.from({ length: 10 }, (_, writer) => {
        const cache = (writer % 2 === 0 ? one : other).cache<number>('rush');
        const order = writer % 3 === 0 ? keys.toReversed() : keys;
        return cache.setMany(order.map((key) => ({ key, value: writer })));
      });
      for (const results of await Promise.all(writes)) assert.ok(results.every(Boolean));
      const values = await one.cache<number>('rush').getMany(keys);
      assert.ok(values.every((value) => value !== undefined));
    });

    test('another process sees the same cache, and disconnecting a cache leaves the store open', async () => {
      const { one, other } = subject.pair;
      await one.cache<string>('shared').set('key', 'value');
      await one.cache<string>('shared').disconnect();
      assert.equal(await other.cache<string>('shared').get('key'), 'value');
      await one.ping();
    });
  },
};
