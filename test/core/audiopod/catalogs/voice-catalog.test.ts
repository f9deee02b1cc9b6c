import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Keyv } from 'keyv';
import {
  createVoiceCatalog,
  type VoiceCatalog,
} from '../../../../src/core/audiopod/catalogs/voice-catalog.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Voice } from '../../../../src/core/model/job/provider-job.ts';
import type { VoiceService } from '../../../../src/core/ports/provider.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const signal = new AbortController().signal;
/** No voices of one's own. */
const NONE: ReadonlySet<string> = new Set();

function voice(id: string, name: string, more: Partial<Voice> = {}): Voice {
  const displayName = name.charAt(0).toUpperCase() + name.slice(1);
  return { id, uuid: `${id}-ab-cd`, name, displayName, isCustom: false, ...more };
}

const VOICES: readonly Voice[] = [
  voice('7', 'jester', { description: 'playful, a little shrill', gender: 'male' }),
  voice('8', 'aura', { languageName: 'English', languageCode: 'en-GB', description: 'bright and clear' }),
  voice('9', 'sage', { languageName: 'Chinese', languageCode: 'zh-CN' }),
  voice('10', 'sagebrush'),
];

/** A list of voices that comes when the test says so, and counts how often it was asked for. */
function listOf(voices: readonly Voice[]): {
  readonly service: Pick<VoiceService, 'voices'>;
  readonly asked: () => number;
  /** Answers the oldest `count` that wait, or all. */
  answer(outcome?: Error, count?: number): void;
} {
  const waiting: PromiseWithResolvers<readonly Voice[]>[] = [];
  let asked = 0;
  return {
    asked: () => asked,
    answer(outcome, count = waiting.length) {
      for (const one of waiting.splice(0, count)) {
        if (outcome === undefined) one.resolve(voices);
        else one.reject(outcome);
      }
    },
    service: {
      voices() {
        asked += 1;
        const one = Promise.withResolvers<readonly Voice[]>();
        waiting.push(one);
        return one.promise;
      },
    },
  };
}

function bookOf(voices: readonly Voice[] = VOICES): VoiceCatalog {
  return createVoiceCatalog({ voices: async () => voices }, new Keyv(), createVirtualClock());
}

describe('finding the voice to speak with', () => {
  it('takes an id, a uuid or a name in any case', async () => {
    for (const query of ['8', '8-AB-CD', 'aura', 'Aura', ' AURA ']) {
      assert.equal((await bookOf().find(query, NONE, signal)).name, 'aura', query);
    }
  });

  it('takes the default voice when none is named, or else the first there is', async () => {
    for (const query of [undefined, '', '  '])
      assert.equal((await bookOf().find(query, NONE, signal)).name, 'aura');
    const others = VOICES.filter(({ name }) => name !== 'aura');
    assert.equal((await bookOf(others).find(undefined, NONE, signal)).name, 'jester');
  });

  it('lets no voice pass itself off as another by what it is shown as', async () => {
    const impostors = [voice('1', 'x', { displayName: 'Aura' }), voice('2', '8'), ...VOICES];
    assert.equal((await bookOf(impostors).find('aura', NONE, signal)).id, '8');
    assert.equal((await bookOf(impostors).find('8', NONE, signal)).id, '8');
    assert.equal((await bookOf(impostors).find('x', NONE, signal)).id, '1');
  });

  it('names the closest voices when there is no such one, and quotes what was asked for', async () => {
    await assert.rejects(bookOf().find('Saga', NONE, signal), (error) => {
      assert.ok(error instanceof BotError);
      assert.equal(error.code, 'voice-unknown');
      assert.deepEqual(error.facts, { query: 'Saga', near: 'Sage, Aura, Jester' });
      return true;
    });
    await assert.rejects(bookOf().find('\u{1F600}'.repeat(100), NONE, signal), (error) => {
      assert.ok(error instanceof BotError);
      assert.equal(error.facts['query'], '\u{1F600}'.repeat(60));
      return true;
    });
  });
});

describe('searching voices', () => {
  const names = async (query: string, limit = 10): Promise<readonly string[]> =>
    (await bookOf().search(query, limit, NONE, signal)).map(({ name }) => name);

  it('lists all in their order when nothing is typed, as many as asked for', async () => {
    assert.deepEqual(await names(''), ['jester', 'aura', 'sage', 'sagebrush']);
    assert.deepEqual(await names(' ', 2), ['jester', 'aura']);
  });

  it('puts the whole name first, then its beginning, then its middle, then what is said of the voice', async () => {
    assert.deepEqual(await names('SAGE'), ['sage', 'sagebrush']);
    assert.deepEqual(await names('sa'), ['sage', 'sagebrush']);
    assert.deepEqual(await names('rush'), ['sagebrush']);
    assert.deepEqual(await names('chin'), ['sage']);
    assert.deepEqual(await names('zh-cn'), ['sage']);
    assert.deepEqual(await names('shrill'), ['jester']);
    assert.deepEqual(await names('male'), ['jester']);
  });

  it('forgives a slip', async () => {
    assert.deepEqual(await names('aurra'), ['aura']);
    assert.deepEqual(await names('jetser'), ['jester']);
    assert.deepEqual(await names('completely different'), []);
  });

  it('takes ids only whole, so that pieces of them are not found by chance', async () => {
    assert.deepEqual(await names('9'), ['sage']);
    assert.deepEqual(await names('ab-cd'), []);
  });
});

describe('voices that members made', () => {
  const made = [
    voice('1', 'aurora', { isCustom: true }),
    ...VOICES,
    voice('2', 'auricle', { isCustom: true, languageName: 'Chinese' }),
  ];

  it('are found and searched by those alone whose they are, by id or uuid', async () => {
    const book = bookOf(made);
    for (const own of [new Set(['2']), new Set(['2-ab-cd'])]) {
      assert.equal((await book.find('auricle', own, signal)).id, '2');
      assert.equal((await book.find('2', own, signal)).id, '2');
      const found = await book.search('au', 10, own, signal);
      assert.deepEqual(
        found.map(({ name }) => name),
        ['aura', 'auricle'],
      );
      await assert.rejects(book.find('1', own, signal), { code: 'voice-unknown' });
    }
    await assert.rejects(book.find('auricle', NONE, signal), (error) => {
      assert.ok(error instanceof BotError);
      assert.equal(error.facts['near'], 'Aura, Sage, Jester');
      return true;
    });
  });

  it('never speak for those who named none', async () => {
    const others = made.filter(({ name }) => name !== 'aura');
    assert.equal((await bookOf(others).find(undefined, new Set(['1', '2']), signal)).name, 'jester');
  });
});

describe('the list of voices', () => {
  it('is asked for once by many at the same time, and then kept', async () => {
    const list = listOf(VOICES);
    const book = createVoiceCatalog(list.service, new Keyv(), createVirtualClock());
    const searches = Promise.all(['a', 'b', 'c'].map((query) => book.search(query, 5, NONE, signal)));
    await untilAsked(list);
    list.answer();
    await searches;
    await book.find('sage', NONE, signal);
    assert.equal(list.asked(), 1);
  });

  it('still comes for the others when the first who asked gives up', async () => {
    const list = listOf(VOICES);
    const book = createVoiceCatalog(list.service, new Keyv(), createVirtualClock());
    const impatient = new AbortController();
    const first = book.search('a', 5, NONE, impatient.signal);
    const second = book.search('sage', 1, NONE, signal);
    await untilAsked(list);
    const reason = new Error('gave up');
    impatient.abort(reason);
    await assert.rejects(first, reason);
    list.answer();
    assert.deepEqual(
      (await second).map(({ name }) => name),
      ['sage'],
    );
  });

  it('is not asked for by someone who has already given up', async () => {
    const list = listOf(VOICES);
    const book = createVoiceCatalog(list.service, new Keyv(), createVirtualClock());
    await assert.rejects(book.find('aura', NONE, AbortSignal.abort()));
    assert.equal(list.asked(), 0);
  });

  it('is asked for again after it could not be had', async () => {
    const list = listOf(VOICES);
    const book = createVoiceCatalog(list.service, new Keyv(), createVirtualClock());
    const failure = new BotError('audiopod-down', 'AudioPod is down');
    const first = book.find('aura', NONE, signal);
    await untilAsked(list);
    list.answer(failure);
    await assert.rejects(first, failure);
    const second = book.find('aura', NONE, signal);
    await untilAsked(list, 2);
    list.answer();
    assert.equal((await second).id, '8');
  });

  it('is read again once a voice was made, also where the older list is still on its way', async () => {
    const list = listOf(VOICES);
    const cache = new Keyv<readonly Voice[]>();
    const book = createVoiceCatalog(list.service, cache, createVirtualClock());
    const before = book.find('aura', NONE, signal);
    await untilAsked(list);
    await book.forget();
    const after = book.find('sage', NONE, signal);
    await untilAsked(list, 2);
    list.answer(undefined, 1);
    await before;
    const later = book.find('sage', NONE, signal);
    list.answer();
    await Promise.all([after, later]);
    await book.find('sage', NONE, signal);
    assert.equal(list.asked(), 2);
    await book.forget();
    assert.equal(await cache.get('all'), undefined);
  });

  it('does not keep a list that was begun before a voice was made', async () => {
    const list = listOf(VOICES);
    const cache = new Keyv<readonly Voice[]>();
    const book = createVoiceCatalog(list.service, cache, createVirtualClock());
    const found = book.find('aura', NONE, signal);
    await untilAsked(list);
    await book.forget();
    list.answer();
    await found;
    assert.equal(await cache.get('all'), undefined);
  });

  it('is not believed, nor kept, when it is empty', async () => {
    const list = listOf([]);
    const cache = new Keyv<readonly Voice[]>();
    const found = createVoiceCatalog(list.service, cache, createVirtualClock()).find(undefined, NONE, signal);
    await untilAsked(list);
    list.answer();
    await assert.rejects(found, { code: 'audiopod-garbled' });
    assert.equal(await cache.get('all'), undefined);
  });
});

/** Lets what is under way go on until the list was asked for that often. */
async function untilAsked(list: { readonly asked: () => number }, times = 1): Promise<void> {
  for (let turns = 0; turns < 50 && list.asked() < times; turns += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(list.asked(), times);
}
