import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { redactJob } from '../../../../src/core/jobs/manage/redact-job.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { AttachmentRef, JobRequest } from '../../../../src/core/model/job/request.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../../src/core/model/service.ts';
import { readJobRecord, writeJobRecord } from '../../../../src/core/store/jobs/job-record.ts';
import { anyJob } from '../../store/jobs/job-arbitrary.ts';
import { sampleJob } from '../../store/sample-job.ts';

const SECRET = 'what-the-member-sent';
const FILE: AttachmentRef = { kind: 'attachment', ref: SECRET, name: SECRET, sizeBytes: 1 };
const URL_REF = { kind: 'url', url: `https://${SECRET}.test/` } as const;
const RESULT = { kind: 'result', jobId: SECRET, output: SECRET, name: SECRET } as const;

/** Requests of every service, with members' own words wherever they can be. */
const REQUESTS: readonly JobRequest[] = [
  {
    service: 'speech',
    text: { kind: 'inline', text: SECRET },
    voice: { id: '1', name: 'Aura' },
    speed: 1,
    as: 'file',
  },
  { service: 'speech', text: FILE, voice: { id: '1', name: 'Aura' }, speed: 1, as: 'file' },
  { service: 'stems', source: FILE, mode: 'two' },
  { service: 'stems', source: URL_REF, mode: 'two' },
  {
    service: 'music',
    task: 'songbloom',
    prompt: SECRET,
    lyrics: SECRET,
    genre: SECRET,
    durationSeconds: 10,
    source: FILE,
  },
  {
    service: 'transcription',
    source: { kind: 'urls', urls: [URL_REF.url] },
    format: 'txt',
    speakers: true,
    words: false,
  },
  { service: 'diarization', source: RESULT },
  { service: 'denoise', source: FILE },
  {
    service: 'clone',
    source: FILE,
    name: SECRET,
    description: SECRET,
    consent: { member: 'web:member', atMs: 1 },
  },
];
const FACTS = { code: 'job-failed', facts: { reason: SECRET } } as const;
const FILES = { name: SECRET, path: SECRET, sizeBytes: 1, durationMs: 1 };
const ENDS: readonly Job['work'][] = [
  {
    stage: 'encoded',
    files: [{ ...FILES, part: 1, parts: 1, fileName: SECRET, bitrateKbps: 1 }],
    documents: [{ path: SECRET, fileName: SECRET, mimeType: 'text/plain', sizeBytes: 1 }],
    picture: { path: SECRET, sizeBytes: 1 },
    excerpt: SECRET,
    speakers: 2,
  },
  { stage: 'failed', failure: FACTS },
];

describe('an erased job', () => {
  it('holds nothing that was sent or made, whatever it was', () => {
    assert.deepEqual(new Set(REQUESTS.map(({ service }) => service)), new Set(SERVICES));
    for (const request of REQUESTS) {
      for (const work of ENDS) {
        const job = sampleJob({
          request,
          work,
          title: SECRET,
          input: { kind: 'text', text: SECRET },
          delivery: { state: 'undeliverable', round: 0, failure: FACTS, atMs: 1 },
          submissions: [
            {
              service: request.service,
              providerId: '7',
              submittedAtMs: 1,
              state: 'completed',
              outputs: [{ name: SECRET, url: URL_REF.url }],
            },
          ],
        });
        assert.doesNotMatch(JSON.stringify(redactJob(job)), new RegExp(SECRET), request.service);
      }
    }
  });

  it('still says who asked for which service, when, and what happened to the money', () => {
    const money = { state: 'settled', reservation: 'r', amount: fromCents(3), basis: 'quote' } as const;
    const job = sampleJob({
      money,
      quote: { amount: fromCents(4) },
      history: [{ atMs: 1, event: 'received' }],
    });
    const blank = redactJob(job);
    for (const kept of ['id', 'origin', 'createdAtMs', 'money', 'quote', 'history'] as const) {
      assert.deepEqual(blank[kept], job[kept], kept);
    }
    assert.equal(blank.request.service, job.request.service);
    assert.equal(blank.erased, true);
  });

  it('can be stored and read back, and erasing it again changes nothing', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        const blank = redactJob(job);
        assert.deepEqual(readJobRecord(writeJobRecord(blank), job.version), blank);
        assert.deepEqual(redactJob(blank), blank);
      }),
      { numRuns: 200 },
    );
  });
});
