import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import PQueue from 'p-queue';
import { speak } from '../../../sandbox/audio/speak.ts';
import { VOICES } from '../../../sandbox/voice/voices.ts';
import { createAudioPod } from '../../../src/core/audiopod/create-audiopod.ts';
import { pricedOf } from '../../../src/core/jobs/quote/quote.ts';
import type { SpeechRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { AudioPod } from '../../../src/core/ports/provider.ts';
import { BUILT_IN } from '../../../src/core/wallet/pricing/price-list.ts';
import { actualCost, quoteFor } from '../../../src/core/wallet/pricing/prices.ts';
import { speechSecondsUpperBound } from '../../../src/core/wallet/pricing/speech-duration.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { startWorld, type World } from '../../fakes/world.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { SPEECH_CORPUS } from '../../sandbox/speech-corpus.ts';

const repeated = (word: string): string => `${word} `.repeat(10).trim();

/** Texts meant to last longer than they look: much here is spelled out, letter by letter, or read in full. */
const SLY = [
  ...['feb', 'etc', 'usa', 'se', 'iww', 'jwa', 'wxehq', 'hefbs', 'ioioioio', 'xaxaxaxa', 'ozoei'].map(
    repeated,
  ),
  ...['ﷺ', '㎏', '½', 'ﬃ', '㏂'].map(repeated),
  'One <break time=2s> two <break time="2s> three',
  'w',
  'w w w w w w w w w w',
  'ww ww ww ww ww ww',
  'WWWWWWWWWW',
  'wwwwwwwwwwwwwwwwwwww',
  'xkcd bcdfg zxqw hmm',
];

/** `npm run prove` asks all there is, and at other speeds, which ask the same of the same texts and take as long. */
const PROVE = process.env['PROVE'] !== undefined;
const SPEEDS = PROVE ? ([1, 0.5, 2] as const) : ([1] as const);

/** Otherwise the last of each kind stands for it: among them is the one that comes nearest to its bound. */
const CORPUS: readonly string[] = PROVE
  ? SPEECH_CORPUS.map(({ text }) => text)
  : [...new Map(SPEECH_CORPUS.map(({ kind, text }) => [kind, text])).values()];

/** The slowest of the sandbox's voices. */
const SLOWEST_VOICE = 'sage';

describe('the longest that speech can last', () => {
  it('is no shorter than what the sandbox’s slowest voice takes for any word, however it is spelled', async () => {
    await using folder = await createSoundFolder();
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const syllable = fc.tuple(fc.constantFrom(...'bcdfghjklmnpqrstvwxz', ''), fc.constantFrom(...'aeiouy'));
    const word = fc.oneof(
      fc.array(letter, { minLength: 1, maxLength: 9 }).map((letters) => letters.join('')),
      fc.array(syllable, { minLength: 1, maxLength: 5 }).map((syllables) => syllables.flat().join('')),
    );
    const voice = VOICES.find(({ name }) => name === SLOWEST_VOICE)?.flite;
    assert.ok(voice !== undefined);
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(word, async (one) => {
        const text = repeated(one);
        const order = { text, voice, speed: 1, wavPath: join(folder.path, `${checked}.wav`) };
        const seconds = (await speak(order, new AbortController().signal)) / 1_000;
        checked += 1;
        assert.ok(seconds <= speechSecondsUpperBound(text, { speed: 1 }), `${one}: ${seconds} s`);
      }),
      { numRuns: PROVE ? 400 : 12, endOnFailure: true },
    );
  });
});

describe('the price of speech against speech that was really made', () => {
  let world: World;
  let audiopod: AudioPod;
  before(async () => {
    world = await startWorld({ speedUp: 1 });
    audiopod = createAudioPod({
      baseUrl: new URL(world.sandbox.url),
      apiKey: new Secret(world.sandbox.apiKey),
      clock: patientClock,
      random: Math.random,
    });
  });
  after(() => world[Symbol.asyncDispose]());

  async function speak(text: string, speed: number) {
    const signal = new AbortController().signal;
    const { id } = await audiopod.voice.generate(text, { voice: { id: SLOWEST_VOICE }, speed }, signal);
    await world.sandbox.control.time.advance(600_000);
    await world.sandbox.control.jobs.settled('voice', Number(id));
    return audiopod.voice.job(id, signal);
  }

  for (const speed of SPEEDS) {
    it(`covers every text of the corpus at speed ${speed}`, async () => {
      const texts = [...CORPUS, ...SLY];
      const queue = new PQueue({ concurrency: 2 });
      const short = await Promise.all(
        (speed === 1 ? texts : texts.filter((text) => text.length < 120)).map((text) =>
          queue.add(async () => {
            const job = await speak(text, speed);
            const bound = speechSecondsUpperBound(text, { speed });
            const request: SpeechRequest = {
              service: 'speech',
              text: { kind: 'inline', text },
              voice: { id: SLOWEST_VOICE, name: 'Sage' },
              speed,
              as: 'file',
            };
            const quote = quoteFor(pricedOf({ request }), fromDollars(2), BUILT_IN);
            const cost = actualCost(request, job, quote) ?? assert.fail('speech is no link');
            const seconds = job.durationSeconds ?? Number.NaN;
            return seconds <= bound && cost.amount <= quote.amount
              ? []
              : [
                  `${text.slice(0, 30)}: ${seconds} s of at most ${bound} s, ${cost.amount} of ${quote.amount}`,
                ];
          }),
        ),
      );
      assert.deepEqual(short.flat(), []);
    });
  }
});
