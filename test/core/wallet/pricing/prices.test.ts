import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pricedOf } from '../../../../src/core/jobs/quote/quote.ts';
import type { Input } from '../../../../src/core/model/job/job.ts';
import type { ProviderJob } from '../../../../src/core/model/job/provider-job.ts';
import {
  type JobRequest,
  type MusicRequest,
  type SpeechRequest,
  STEM_MODES,
  type StemMode,
  type StemsRequest,
} from '../../../../src/core/model/job/request.ts';
import type { ActualCost, Quote } from '../../../../src/core/model/money/job-money.ts';
import { formatUsd, fromCents, fromDollars, ZERO } from '../../../../src/core/model/money/money.ts';
import { BUILT_IN } from '../../../../src/core/wallet/pricing/price-list.ts';
import { actualCost, costOfLength, quoteFor } from '../../../../src/core/wallet/pricing/prices.ts';

const PER_JOB = fromDollars(2);
const MICRO_PER_CENT = 10_000;

function quoteOf(request: JobRequest, input: Input | undefined, perJob = PER_JOB): Quote {
  return quoteFor(pricedOf(input === undefined ? { request } : { request, input }), perJob, BUILT_IN);
}

function speech(speed = 1): SpeechRequest {
  return {
    service: 'speech',
    text: { kind: 'inline', text: '' },
    voice: { id: 'aura', name: 'Aura' },
    speed,
    as: 'file',
  };
}

function stems(mode: StemMode = 'four'): StemsRequest {
  return { service: 'stems', source: { kind: 'url', url: 'https://music.example/a' }, mode };
}

function file(durationMs: number): Input {
  return {
    kind: 'file',
    path: '/tmp/a.wav',
    durationMs,
    sizeBytes: 1,
    extension: 'wav',
    mimeType: 'audio/wav',
  };
}

function completed(figures: Partial<ProviderJob>): ProviderJob {
  return { id: '1', state: 'completed', outputs: [], ...figures };
}

/** The cost of a submission that can be told without measuring its result. */
function costOf(...figures: Parameters<typeof actualCost>): ActualCost {
  return actualCost(...figures) ?? assert.fail('still to be measured');
}

/** A quote of one dollar, far from what anything in these tests costs. */
const QUOTE: Quote = { amount: fromDollars(1) };

test('stems cost ten cents a minute in every mode, rounded up to the cent', () => {
  const cases: readonly [StemMode, number, string][] = [
    ['single', 60_000, '$0.10'],
    ['four', 180_000, '$0.30'],
    ['six', 180_001, '$0.31'],
    ['two', 328_200, '$0.55'],
    ['producer', 180_000, '$0.30'],
    ['studio', 180_000, '$0.30'],
    ['mastering', 180_000, '$0.30'],
    ['four', 1, '$0.01'],
    ['four', 0, '$0.01'],
  ];
  for (const [mode, durationMs, price] of cases) {
    assert.equal(formatUsd(quoteOf(stems(mode), file(durationMs)).amount), price, `${mode} ${durationMs}`);
  }
});

test('a quote names the seconds its price assumes', () => {
  assert.equal(quoteOf(stems(), file(90_500)).seconds, 90.5);
  const { seconds } = quoteOf(speech(), { kind: 'text', text: 'Hello there.' });
  assert.ok(seconds !== undefined && seconds > 1 && seconds < 5);
});

test('a url of unknown length is quoted at the limit of one job, and never at nothing', () => {
  assert.equal(quoteOf(stems(), undefined).amount, PER_JOB);
  assert.equal(quoteOf(stems(), undefined, ZERO).amount, fromCents(1));
});

test('short speech costs a cent, a long text what its length can come to', () => {
  assert.equal(formatUsd(quoteOf(speech(), { kind: 'text', text: 'Hi' }).amount), '$0.01');
  const long = 'the quick brown fox jumps over the lazy dog '.repeat(113);
  const { amount } = quoteOf(speech(), { kind: 'text', text: long });
  assert.ok(amount >= fromCents(34) && amount <= fromCents(50), formatUsd(amount));
});

test('where the price by characters is the higher one, it counts', () => {
  // Spaces take no time to say, and half a credit each.
  const text = `a${' '.repeat(3_000)}b`;
  assert.equal(formatUsd(quoteOf(speech(4), { kind: 'text', text }).amount), '$0.21');
});

test('every quote is a whole number of cents, at least one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.record({
          request: fc.double({ min: 0.25, max: 4, noNaN: true }).map(speech),
          input: fc
            .string({ unit: 'grapheme', maxLength: 300 })
            .map((text): Input => ({ kind: 'text', text })),
        }),
        fc.record({
          request: fc.constantFrom(...STEM_MODES).map(stems),
          input: fc.integer({ min: 0, max: 36_000_000 }).map(file),
        }),
      ),
      ({ request, input }) => {
        const { amount } = quoteOf(request, input);
        assert.ok(amount >= MICRO_PER_CENT && amount % MICRO_PER_CENT === 0);
      },
    ),
  );
});

test('what AudioPod charges for the quoted length is never above the quote', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STEM_MODES),
      fc.integer({ min: 1, max: 36_000_000 }),
      (mode, durationMs) => {
        const quote = quoteOf(stems(mode), file(durationMs));
        const actual = costOf(stems(mode), completed({ durationSeconds: durationMs / 1_000 }), quote);
        assert.ok(actual.amount <= quote.amount);
      },
    ),
  );
});

test('an input the service does not work on is a fault of the bot', () => {
  const wrong = { code: 'internal' };
  assert.throws(() => quoteOf(stems(), { kind: 'text', text: 'a' }), wrong);
  assert.throws(() => quoteOf(speech(), file(1)), wrong);
});

test('speech is settled by the credits AudioPod reports, rounded up to the cent', () => {
  for (const [credits, price] of [
    [25, '$0.01'],
    [75, '$0.01'],
    [76, '$0.02'],
    [2_500, '$0.34'],
  ] as const) {
    const cost = costOf(speech(), completed({ credits, durationSeconds: 600 }), QUOTE);
    assert.deepEqual([formatUsd(cost.amount), cost.basis], [price, 'credits']);
  }
});

test('without credits the reported length settles, at the published price', () => {
  const spoken = costOf(speech(), completed({ durationSeconds: 45.1 }), QUOTE);
  assert.deepEqual([formatUsd(spoken.amount), spoken.basis], ['$0.04', 'measured-duration']);
  const taken = costOf(stems('studio'), completed({ durationSeconds: 61 }), QUOTE);
  assert.deepEqual([formatUsd(taken.amount), taken.basis], ['$0.11', 'measured-duration']);
});

test('credits reported for stems are no bill: the wallet names no credit price for them', () => {
  const cost = costOf(stems(), completed({ credits: 2_970, durationSeconds: 180 }), QUOTE);
  assert.deepEqual([formatUsd(cost.amount), cost.basis], ['$0.30', 'measured-duration']);
});

test('where AudioPod reports nothing, or nothing but zeros, the estimate stands: of speech a guess, of a file measured', () => {
  const attached = { kind: 'attachment', ref: '', name: 'song.mp3' } as const;
  for (const figures of [{}, { credits: 0, durationSeconds: 0 }]) {
    const { amount } = QUOTE;
    assert.deepEqual(actualCost(speech(), completed(figures), QUOTE), { amount, basis: 'quote' });
    const ofFile = actualCost({ ...stems(), source: attached }, completed(figures), QUOTE);
    assert.deepEqual(ofFile, { amount, basis: 'measured-by-bot' });
  }
});

test('where AudioPod reports nothing about a link, its result is still to be measured', () => {
  assert.equal(actualCost(stems(), completed({}), QUOTE), undefined);
  for (const request of OF_RECORDINGS) assert.equal(actualCost(request, completed({}), QUOTE), undefined);
  const cost = costOfLength(stems(), 20.4, 'measured-by-bot', fromCents(10));
  assert.deepEqual([formatUsd(cost.amount), cost.basis], ['$0.04', 'measured-by-bot']);
});

/** Services that work on a recording, as someone asks for them. */
const OF_RECORDINGS: readonly JobRequest[] = [
  {
    service: 'transcription',
    source: { kind: 'url', url: 'https://talk.example/a' },
    format: 'txt',
    speakers: true,
    words: false,
  },
  { service: 'diarization', source: { kind: 'url', url: 'https://talk.example/a' } },
  { service: 'denoise', source: { kind: 'url', url: 'https://talk.example/a' } },
];

function composing(durationSeconds: number): MusicRequest {
  return { service: 'music', task: 'text2music', prompt: 'A waltz', durationSeconds };
}

test('a minute of music, transcription, speakers and noise removal has the price of the wallet', () => {
  const prices = OF_RECORDINGS.map((request) => formatUsd(quoteOf(request, file(60_000)).amount));
  assert.deepEqual(prices, ['$0.01', '$0.20', '$0.09']);
  assert.equal(formatUsd(quoteOf(composing(60), undefined).amount), '$0.05');
  const composed = costOf(composing(60), completed({ durationSeconds: 60 }), QUOTE);
  assert.deepEqual([formatUsd(composed.amount), composed.basis], ['$0.04', 'measured-duration']);
});

test('several addresses are quoted at the limit of one job together', () => {
  const urls = ['https://talk.example/a', 'https://talk.example/b'];
  const [request] = OF_RECORDINGS;
  assert.ok(request?.service === 'transcription');
  const together = { ...request, source: { kind: 'urls', urls } } as const;
  assert.equal(quoteOf(together, undefined).amount, PER_JOB);
});

test('music that comes out a little longer than asked for costs no more than its quote', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 600, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom<Input | undefined>(undefined, file(1_000)),
      (asked, share, input) => {
        const quote = quoteOf(composing(asked), input);
        const durationSeconds = asked * (1 + 0.05 * share) + share;
        const cost = costOf(composing(asked), completed({ durationSeconds }), quote);
        assert.ok(cost.amount <= quote.amount);
        assert.ok(quote.seconds !== undefined && quote.seconds > asked);
      },
    ),
  );
});

test('a recording costs no more than the quote for its length, and credits are no bill for it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OF_RECORDINGS),
      fc.integer({ min: 1, max: 36_000_000 }),
      (request, durationMs) => {
        const quote = quoteOf(request, file(durationMs));
        const figures = { durationSeconds: durationMs / 1_000, credits: 999_999 };
        const cost = costOf(request, completed(figures), quote);
        assert.ok(cost.amount <= quote.amount && cost.amount >= MICRO_PER_CENT);
        assert.equal(cost.basis, 'measured-duration');
      },
    ),
  );
});

test('music is made of nothing or of a file, never of a text', () => {
  const text: Input = { kind: 'text', text: 'La la la' };
  assert.throws(() => quoteOf(composing(30), text), { code: 'internal' });
});
