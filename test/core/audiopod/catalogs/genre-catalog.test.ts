import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Keyv } from 'keyv';
import {
  createGenreCatalog,
  type GenreCatalog,
} from '../../../../src/core/audiopod/catalogs/genre-catalog.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { GenrePreset } from '../../../../src/core/model/job/provider-job.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const { signal } = new AbortController();
const GENRES: readonly GenrePreset[] = ['Modern Pop', 'Jazz', 'Lofi', 'Rock', 'Folk'].map((name) => ({
  name,
}));

/** A book over a service that answers when told to. */
function waitingBook() {
  const waiting: PromiseWithResolvers<readonly GenrePreset[]>[] = [];
  const signals: AbortSignal[] = [];
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const book = createGenreCatalog(
    {
      presets(given) {
        const one = Promise.withResolvers<readonly GenrePreset[]>();
        waiting.push(one);
        signals.push(given);
        resolve();
        return one.promise;
      },
    },
    new Keyv(),
    createVirtualClock(),
  );
  return { book, waiting, signals, asked };
}

function bookOf(genres: readonly GenrePreset[] = GENRES): GenreCatalog {
  return createGenreCatalog({ presets: async () => genres }, new Keyv(), createVirtualClock());
}

describe('the list of genres', () => {
  it('is asked for once by many at the same time, and then kept', async () => {
    const { book, waiting, asked } = waitingBook();
    const all = Promise.all([book.all(signal), book.all(signal), book.find('jazz', signal)]);
    await asked;
    for (const one of waiting) one.resolve(GENRES);
    const [first, second, found] = await all;
    assert.deepEqual([first, second, found.name], [GENRES, GENRES, 'Jazz']);
    assert.deepEqual(await book.all(signal), GENRES);
    assert.equal(waiting.length, 1);
  });

  it('still comes to the others when one gives up, and has a time limit of its own', async () => {
    const { book, waiting, signals, asked } = waitingBook();
    const impatient = new AbortController();
    const first = book.all(impatient.signal);
    const second = book.all(signal);
    await asked;
    const reason = new Error('gave up');
    impatient.abort(reason);
    await assert.rejects(first, reason);
    assert.equal(signals[0]?.aborted, false, 'the request goes on for the other');
    waiting[0]?.resolve(GENRES);
    assert.deepEqual(await second, GENRES);
    await assert.rejects(book.all(AbortSignal.abort(reason)), reason);
  });

  it('is asked for again after a failure', async () => {
    const { book, waiting, asked } = waitingBook();
    const failure = new BotError('audiopod-down', 'AudioPod is down');
    const first = book.all(signal);
    await asked;
    waiting[0]?.reject(failure);
    await assert.rejects(first, failure);
    const second = book.all(signal);
    while (waiting.length < 2) await new Promise(setImmediate);
    waiting[1]?.resolve(GENRES);
    assert.deepEqual(await second, GENRES);
  });

  it('is not believed when it is empty', async () => {
    await assert.rejects(bookOf([]).all(signal), { code: 'audiopod-garbled' });
  });
});

describe('finding a genre', () => {
  it('takes its name in any case', async () => {
    for (const name of ['Modern Pop', 'modern pop', ' MODERN POP ']) {
      assert.equal((await bookOf().find(name, signal)).name, 'Modern Pop');
    }
  });

  it('names the closest ones when there is no such genre, and quotes what was asked for', async () => {
    await assert.rejects(bookOf().find('Jaz', signal), (error) => {
      assert.ok(error instanceof BotError);
      assert.equal(error.code, 'genre-unknown');
      assert.equal(error.facts['query'], 'Jaz');
      assert.match(String(error.facts['near']), /^Jazz, /);
      return true;
    });
    await assert.rejects(bookOf().find('😀'.repeat(100), signal), {
      facts: { query: '😀'.repeat(60), near: 'Modern Pop, Jazz, Lofi' },
    });
  });
});
