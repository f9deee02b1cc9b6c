import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { genrePresets } from '../../../../src/core/audiopod/catalogs/genre-presets.ts';
import { listedJob, readJob, submittedJob } from '../../../../src/core/audiopod/jobs/job-response.ts';
import {
  jobTranscript,
  transcript,
} from '../../../../src/core/audiopod/transcription/transcript-response.ts';
import { dollars, list, parseDollars, timestamp } from '../../../../src/core/audiopod/transport/wire.ts';
import { oneVoice, readClone, submittedClone } from '../../../../src/core/audiopod/voice/voice-response.ts';
import { balance, pricing, usageEntry } from '../../../../src/core/audiopod/wallet/wallet-response.ts';

describe('parseDollars', () => {
  it('reads every way of writing an amount exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }),
        fc.constantFrom('', '$'),
        fc.constantFrom('', '/min', ' USD'),
        (millionths, before, after) => {
          const size = Math.abs(millionths);
          const digits = `${Math.floor(size / 1e6)}.${String(size % 1e6).padStart(6, '0')}`;
          const sign = millionths < 0 ? '-' : '';
          for (const words of [`${sign}${before}${digits}${after}`, `${before}${sign}${digits}${after}`]) {
            assert.equal(parseDollars(words), millionths);
          }
          assert.equal(dollars.parse(millionths / 1e6), millionths);
        },
      ),
    );
  });

  it('rounds beyond a millionth, and reads what numbers that small look like', () => {
    assert.equal(parseDollars('0.0000005'), 1);
    assert.equal(parseDollars('0.00000049'), 0);
    assert.equal(parseDollars(String(5e-7)), 1);
    assert.equal(parseDollars('-0'), 0);
  });

  it('is not talked into an amount by other words', () => {
    for (const words of [
      '',
      '$',
      '.',
      '-',
      'free',
      '1.2.3',
      '0x10',
      '1e400',
      '99999999999999999999',
      'Infinity',
      'NaN',
    ]) {
      assert.equal(parseDollars(words), undefined, words);
    }
  });
});

describe('timestamp', () => {
  it('takes a time without a zone for UTC', () => {
    const expected = Date.UTC(2026, 2, 30, 9, 2, 11, 120);
    for (const text of [
      '2026-03-30T09:02:11.120934',
      '2026-03-30 09:02:11.120934',
      '2026-03-30T09:02:11.120Z',
      '2026-03-30T11:02:11.120+02:00',
    ]) {
      assert.equal(timestamp.parse(text), expected, text);
    }
    for (const text of ['yesterday', '', null, 12]) assert.equal(timestamp.parse(text), undefined);
  });
});

describe('the shapes of answers', () => {
  it('judge any JSON without throwing, and never make up a number that is none', () => {
    const names = [
      'id',
      'job_id',
      'job',
      'status',
      'progress',
      'download_urls',
      'output_urls',
      'output_paths',
      'segments',
      'transcript',
      'words',
      'speaker',
      'start',
      'genre_presets',
      'quality_scores',
      'items',
      'services',
      'balance_usd',
      'balance_cents',
      'service_type',
      'amount_usd',
      'created_at',
      '__proto__',
    ];
    const body = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
      ),
    })).value;
    const shapes = [
      submittedJob,
      readJob('7', 'music'),
      listedJob('music'),
      list,
      balance,
      pricing,
      usageEntry,
      genrePresets,
      jobTranscript,
      transcript,
      submittedClone,
      readClone('7'),
      oneVoice,
    ];
    fc.assert(
      fc.property(body, (value) => {
        for (const shape of shapes) {
          const parsed = shape.safeParse(JSON.parse(JSON.stringify(value)));
          if (parsed.success)
            assert.doesNotMatch(JSON.stringify(parsed.data) ?? '', /"(balance|amount|ratePerMinute)":null/);
        }
      }),
    );
  });
});
