import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Keyv } from 'keyv';
import type { Pricing } from '../../../../src/core/model/job/provider-job.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { createPriceCatalog } from '../../../../src/core/wallet/pricing/price-catalog.ts';
import { BUILT_IN } from '../../../../src/core/wallet/pricing/price-list.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;
const STEMS_DEARER: Pricing = { stem_extraction: { ratePerMinute: fromCents(30) } };
const STEMS_CHEAPER: Pricing = { stem_extraction: { ratePerMinute: fromCents(5) } };

function bookOf(answers: readonly (Pricing | Error)[]) {
  const clock = createVirtualClock();
  let asked = 0;
  const wallet = {
    async pricing() {
      const answer = answers[asked] ?? assert.fail('Asked too often');
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const kept = new Map();
  const cache = new Keyv<Pricing>({ store: kept });
  const book = createPriceCatalog({ wallet, cache, clock, log: silentLog });
  return { book, clock, asked: () => asked, forgetFresh: () => cache.delete('all') };
}

describe('the book of prices', () => {
  it('takes AudioPod’s prices, and its own for what AudioPod does not name or gives away', async () => {
    const { book } = bookOf([{ ...STEMS_DEARER, transcription: { ratePerMinute: fromCents(0) } }]);
    const { perMinute, source } = await book.current(signal);
    assert.equal(source, 'published');
    assert.deepEqual(perMinute, { ...BUILT_IN.perMinute, stems: fromCents(30) });
  });

  it('asks once for everybody who waits, and not again while the answer is fresh', async () => {
    const { book, asked } = bookOf([STEMS_DEARER]);
    await Promise.all([book.current(signal), book.current(signal)]);
    await book.current(signal);
    assert.equal(asked(), 1);
  });

  it('uses the compiled-in prices, and says so, while AudioPod’s cannot be had or are empty', async () => {
    const { book, clock, asked } = bookOf([new Error('down'), {}, STEMS_DEARER]);
    assert.equal(await book.current(signal), BUILT_IN);
    // Not every job waits for a service that does not answer.
    assert.equal(await book.current(signal), BUILT_IN);
    assert.equal(asked(), 1);
    await clock.advance(60_000);
    assert.equal(await book.current(signal), BUILT_IN);
    await clock.advance(60_000);
    assert.equal((await book.current(signal)).perMinute.stems, fromCents(30));
  });

  it('says once, for all who waited together, that the prices cannot be had', async () => {
    const warned: string[] = [];
    const book = createPriceCatalog({
      wallet: { pricing: () => Promise.reject(new Error('down')) },
      cache: new Keyv<Pricing>(),
      clock: createVirtualClock(),
      log: { ...silentLog, warn: (_fields, event) => warned.push(event) },
    });
    const all = await Promise.all([1, 2, 3].map(() => book.current(signal)));
    assert.deepEqual([all, warned], [[BUILT_IN, BUILT_IN, BUILT_IN], ['prices-unavailable']]);
  });

  it('prefers the last prices that could be had to those compiled in', async () => {
    const { book, clock, forgetFresh } = bookOf([STEMS_DEARER, new Error('down'), STEMS_CHEAPER]);
    await book.current(signal);
    await clock.advance(HOUR_MS);
    await forgetFresh();
    assert.equal((await book.current(signal)).perMinute.stems, fromCents(30));
    await clock.advance(60_000);
    assert.equal((await book.current(signal)).perMinute.stems, fromCents(5));
  });

  it('lets one who gives up go, and answers the others', async () => {
    const { promise, resolve } = Promise.withResolvers<Pricing>();
    const book = createPriceCatalog({
      wallet: { pricing: () => promise },
      cache: new Keyv<Pricing>(),
      clock: createVirtualClock(),
      log: silentLog,
    });
    const hasty = new AbortController();
    const [given, waited] = [book.current(hasty.signal), book.current(signal)];
    hasty.abort(new Error('enough'));
    await assert.rejects(given, /enough/);
    resolve(STEMS_DEARER);
    assert.equal((await waited).perMinute.stems, fromCents(30));
  });
});
