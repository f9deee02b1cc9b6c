import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { toFetch } from '../../../../src/core/jobs/context/create-job-context.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { isCostOpen, type Job } from '../../../../src/core/model/job/job.ts';
import { partsToSpeak } from '../../../../src/core/model/job/speech-text.ts';
import {
  formatOf,
  readJobRecord,
  readRecord,
  writeJobRecord,
} from '../../../../src/core/store/jobs/job-record.ts';
import type { jobRecordSchema } from '../../../../src/core/store/jobs/job-record-schema.ts';
import { sampleJob } from '../sample-job.ts';
import { anyJob } from './job-arbitrary.ts';

test('every field of every job reads back as it was written', () => {
  fc.assert(
    fc.property(anyJob, (job) => {
      assert.deepEqual(readJobRecord(writeJobRecord(job), job.version), job);
    }),
    { numRuns: 500 },
  );
});

test('the schema knows every field of a job, the optional ones included', () => {
  // Optional fields that the schema forgot would be dropped without any error, so the types are compared.
  type Plain = string | number | boolean | undefined;
  type Full<T> = T extends Plain ? T : { -readonly [Key in keyof T]-?: Full<T[Key]> };
  type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
  const same: Same<Full<Omit<Job, 'version' | 'isParked'>>, Full<z.output<typeof jobRecordSchema>>> = true;
  assert.equal(same, true);
});

test('a record written by format 1 still reads', () => {
  const fixture = readFileSync(new URL('./fixture/job-record-format-1.json', import.meta.url), 'utf8');
  const job = readJobRecord(fixture, 7);
  assert.equal(job.version, 7);
  assert.equal(job.request.service, 'stems');
  assert.deepEqual(job.money, {
    state: 'settled',
    reservation: 'reservation-1',
    amount: 240_000,
    basis: 'credits',
  });
  assert.ok(job.work.stage === 'encoded');
  assert.equal(job.work.files[0]?.fileName, 'Song-vocals.m4a');
  assert.deepEqual(job.work.picture, { path: 'undelivered/waveform.png', sizeBytes: 512 });
  assert.deepEqual(job.work.documents, [], 'there were no text files then');
  assert.ok(!('waveform' in job.work));
  assert.equal(job.delivery.state === 'partial' && job.delivery.posted[0]?.receipt, 'message-1');
  assert.equal(job.submissions[0]?.outputs?.[0]?.name, 'vocals');
});

test('a record written by format 2 still reads, and holds a typed text once', () => {
  const fixture = readFileSync(new URL('./fixture/job-record-format-2.json', import.meta.url), 'utf8');
  const job = readJobRecord(fixture, 3);
  assert.ok(job.request.service === 'speech');
  assert.deepEqual(job.request.text, { kind: 'inline', text: 'Hello there.' });
  assert.ok(!('input' in job));
  assert.deepEqual(partsToSpeak(job), ['Hello there.'], 'it is spoken as before');
  assert.equal(writeJobRecord(job).split('Hello there.').length, 3, 'in the request and as the title');
});

test('what else format 2 repeated from the request is gone, and the job is worked on as before', () => {
  const { version: _column, ...record } = sampleJob({ work: { stage: 'quoted' } });
  const urls = { kind: 'urls', urls: ['https://a.example/1', 'https://a.example/2'] };
  const request = { service: 'transcription', source: urls, format: 'txt', speakers: false, words: false };
  const read = (change: object): Job => readJobRecord(JSON.stringify({ ...record, format: 2, ...change }), 1);
  const job = read({ request, input: urls });
  assert.ok(!('input' in job));
  assert.deepEqual(job.request, request);
  const composing = { service: 'music', task: 'text2music', durationSeconds: 30 };
  assert.ok(!('input' in read({ request: composing, input: { kind: 'nothing' } })));
  assert.equal(toFetch(job), undefined);
});

test('what format 2 read from a text file stays', () => {
  const { version: _column, ...record } = sampleJob({ input: { kind: 'text', text: 'From a file.' } });
  const text = { kind: 'attachment', ref: 'r', name: 'words.txt' };
  const stored = JSON.stringify({ ...record, format: 2, request: { ...record.request, text } });
  assert.deepEqual(readJobRecord(stored, 1).input, record.input);
  assert.deepEqual(partsToSpeak(readJobRecord(stored, 1)), ['From a file.']);
});

test('a record written by format 3 still reads, its cost settled when the result was not yet collected', () => {
  const fixture = readFileSync(new URL('./fixture/job-record-format-3.json', import.meta.url), 'utf8');
  const job = readJobRecord(fixture, 5);
  assert.deepEqual(job.work, { stage: 'completed' });
  assert.deepEqual(job.money, { state: 'settled', reservation: 'r3', amount: 2_000_000, basis: 'quote' });
  assert.equal(isCostOpen(job), false, 'it is not settled again');
});

test('what format 4 had downloaded is not downloaded again, and words are read again', () => {
  const read = (work: object): Job['work'] => {
    const { version: _column, ...record } = sampleJob();
    return readJobRecord(JSON.stringify({ ...record, format: 4, work: { stage: 'collected', ...work } }), 1)
      .work;
  };
  const file = { name: 'vocals', path: 'temp/a', sizeBytes: 1, durationMs: 2_000, demuxer: 'wav' };
  assert.deepEqual(read({ files: [file] }), {
    stage: 'completed',
    tracks: [{ ...file, state: 'fetched' }],
  });
  const words = { kind: 'turns', path: 'temp/words.json' };
  assert.deepEqual(read({ files: [], words }), { stage: 'completed' });
});

test('an older format goes through every later upgrade, in order', () => {
  const schema = z.object({ name: z.string(), size: z.number() });
  const upgrades = [
    ({ title }: Readonly<Record<string, unknown>>) => ({ name: title }),
    ({ name }: Readonly<Record<string, unknown>>) => ({ name, size: String(name).length }),
  ];
  const read = (record: object) => readRecord(JSON.stringify(record), schema, upgrades);
  assert.deepEqual(read({ format: 1, title: 'abc' }), { name: 'abc', size: 3 });
  assert.deepEqual(read({ format: 2, name: 'abcd' }), { name: 'abcd', size: 4 });
  assert.deepEqual(read({ format: 3, name: 'abcd', size: 9 }), { name: 'abcd', size: 9 });
});

test('every stage that format 1 knew reads as today’s, with or without a picture', () => {
  const old = (work: object): Job => {
    const { version: _column, ...record } = sampleJob();
    return readJobRecord(JSON.stringify({ ...record, format: 1, work }), 1);
  };
  assert.deepEqual(old({ stage: 'encoded', files: [] }).work, { stage: 'encoded', files: [], documents: [] });
  for (const work of [{ stage: 'received' }, { stage: 'completed' }, { stage: 'cancelled' }]) {
    assert.deepEqual(old(work).work, work);
  }
});

test('a damaged record of format 1 is refused like any other', () => {
  const { version: _column, work: _work, ...record } = sampleJob();
  for (const work of [undefined, null, 'encoded', {}]) {
    const stored = JSON.stringify({ ...record, format: 1, work });
    assert.throws(() => readJobRecord(stored, 1), { name: 'BotError', code: 'internal' });
  }
});

test('a record of a newer release is refused instead of misread', () => {
  const record = writeJobRecord(sampleJob()).replace('"format":4', '"format":99');
  assert.throws(() => readJobRecord(record, 1), /newer release/);
});

test('a damaged record is refused with the names of its fields and none of their values', () => {
  const record = writeJobRecord(sampleJob({ title: 'private words' })).replace(
    '"attempt":0',
    '"attempt":"?"',
  );
  assert.throws(
    () => readJobRecord(record, 1),
    (error) =>
      error instanceof BotError &&
      error.code === 'internal' &&
      error.message.includes('attempt') &&
      !error.message.includes('private words'),
  );
  assert.throws(() => readJobRecord('{', 1), BotError);
  assert.throws(() => readJobRecord('null', 1), BotError);
});

test('a clone that lacks consent is of a format that older releases leave alone', () => {
  const source = { kind: 'attachment', ref: 'web:1', name: 'sample.wav' } as const;
  const request = { service: 'clone', source, name: 'Night Desk' } as const;
  const consent = { member: 'web:member', atMs: 1 };
  assert.equal(formatOf(sampleJob({ request })), 6);
  assert.equal(formatOf(sampleJob({ request: { ...request, consent } })), 4);
});

test('a failure whose code this release does not know reads as internal', () => {
  const job = sampleJob({ work: { stage: 'failed', failure: { code: 'job-failed', facts: {} } } });
  const read = readJobRecord(writeJobRecord(job).replace('job-failed', 'code-of-the-future'), 1);
  assert.deepEqual(read.work, { stage: 'failed', failure: { code: 'internal', facts: {} } });
});
