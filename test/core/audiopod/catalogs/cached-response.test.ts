import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Keyv } from 'keyv';
import { createCachedResponse } from '../../../../src/core/audiopod/catalogs/cached-response.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

type Answer = readonly string[];

const { signal } = new AbortController();
const MINUTE_MS = 60_000;
const FRESH_MS = 15 * MINUTE_MS;

describe('an answer that many look things up in', () => {
  const clock = createVirtualClock();
  let store: Store;
  before(async () => {
    store = await openStore({ url: 'sqlite://:memory:', clock });
  });
  after(() => store.close());

  /** Processes over one cache of one database, and a service whose answer says how often it was asked. */
  function processesOver(namespace: string) {
    let asked = 0;
    const read = async (): Promise<Answer> => {
      asked += 1;
      return [`answer ${asked}`];
    };
    const startProcess = (cache = store.cache<Answer>(namespace)) => {
      const looked: string[] = [];
      const counted = seenThrough(cache, (name) => looked.push(name));
      const kept = createCachedResponse(read, { name: 'answers', cache: counted, freshMs: FRESH_MS, clock });
      return { kept, looked };
    };
    return { startProcess, asked: () => asked };
  }

  it('is looked for in the cache once a minute and not by each who asks', async () => {
    const { kept, looked } = processesOver('once').startProcess();
    await kept.current(signal);
    looked.length = 0;
    for (let asker = 0; asker < 100; asker += 1) await kept.current(signal);
    assert.deepEqual(looked, []);
    await clock.advance(MINUTE_MS);
    await Promise.all(Array.from({ length: 100 }, () => kept.current(signal)));
    assert.deepEqual(looked, ['get']);
  });

  it('is never older than it may be, also where a process took it from the cache at the last moment', async () => {
    const { startProcess } = processesOver('fresh');
    const [first, second] = [startProcess().kept, startProcess().kept];
    const readAtMs = clock.now();
    assert.deepEqual(await first.current(signal), ['answer 1']);
    await clock.advance(FRESH_MS - MINUTE_MS - 1);
    let ofSecond = await second.current(signal);
    while (ofSecond[0] === 'answer 1') {
      assert.ok(clock.now() - readAtMs < FRESH_MS, 'used after its time');
      await clock.advance(MINUTE_MS / 4);
      ofSecond = await second.current(signal);
    }
    assert.deepEqual([ofSecond, await first.current(signal)], [['answer 2'], ['answer 2']]);
  });

  it('is read again at once where it was forgotten, and within a minute in every other process', async () => {
    const { startProcess, asked } = processesOver('forgotten');
    const [first, second] = [startProcess().kept, startProcess().kept];
    await first.current(signal);
    await second.current(signal);
    assert.equal(asked(), 1, 'the second took it from the cache');
    await first.forget();
    assert.deepEqual(await first.current(signal), ['answer 2']);
    await clock.advance(MINUTE_MS);
    assert.deepEqual(await second.current(signal), ['answer 2']);
  });

  it('is taken from the cache at once by a caller that knows that the copy in memory will not do', async () => {
    const { startProcess } = processesOver('unsuitable');
    const [first, second] = [startProcess().kept, startProcess().kept];
    await second.current(signal);
    await first.forget();
    await first.current(signal);
    assert.deepEqual(await second.current(signal), ['answer 1']);
    const isSecond = ([only]: Answer): boolean => only === 'answer 2';
    assert.deepEqual(await second.current(signal, isSecond), ['answer 2']);
    assert.deepEqual(await second.current(signal), ['answer 2'], 'and is then there for everybody');
    // What the cache holds is believed: asking AudioPod for each who hoped for something else would have no end.
    assert.deepEqual(await second.current(signal, () => false), ['answer 2']);
  });

  it('does not come back to memory from a cache that is just being told to forget it', async () => {
    const deleting = Promise.withResolvers<void>();
    const cache = store.cache<Answer>('slow');
    const slow = seenThrough(cache, (name) => (name === 'delete' ? deleting.promise : undefined));
    const { kept } = processesOver('slow').startProcess(slow);
    await kept.current(signal);
    const forgetting = kept.forget();
    assert.deepEqual(await kept.current(signal), ['answer 1'], 'the cache has it still');
    deleting.resolve();
    await forgetting;
    assert.deepEqual(await kept.current(signal), ['answer 2']);
  });
});

/** The same cache, told of before it is. What is done before then may take its time. */
function seenThrough<T>(cache: Keyv<T>, on: (name: string) => unknown): Keyv<T> {
  return new Proxy(cache, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]): Promise<unknown> => {
        await on(String(name));
        return value.apply(target, given);
      };
    },
  });
}
