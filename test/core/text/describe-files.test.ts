import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedFile } from '../../../src/core/model/job/job-files.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { describeDocument, describeTrack } from '../../../src/core/text/describe-files.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, stemsOf } from '../../fakes/world.ts';

const LINK = { kind: 'url', url: 'https://a.example/1' } as const;
const SPEECH: JobRequest = {
  service: 'speech',
  text: { kind: 'inline', text: 'Good  morning\nto everybody' },
  voice: { id: 'v', name: 'Sage' },
  speed: 1,
  as: 'file',
};

const jobIn = (locale: Locale, request: JobRequest, title: string) =>
  jobOf(request, title, { ...ORIGIN, locale }, 0);
const track = (name: string, change: Partial<EncodedFile> = {}): EncodedFile => ({
  ...{ name, part: 1, parts: 1, path: '/a', fileName: `${name} - song.m4a`, sizeBytes: 1 },
  ...{ durationMs: 192_000, bitrateKbps: 128, ...change },
});

test('a file’s description says what is heard, of what and how long, in the member’s language', () => {
  const denoise: JobRequest = { service: 'denoise', source: LINK };
  const said = (locale: Locale) => [
    describeTrack(jobIn(locale, stemsOf(LINK), 'song'), track('vocals')),
    describeTrack(jobIn(locale, stemsOf(LINK), 'song'), track('no_vocals', { part: 2, parts: 3 })),
    describeTrack(jobIn(locale, denoise, 'talk'), track('denoised', { durationMs: 7_000 })),
    describeTrack(jobIn(locale, SPEECH, 'Good morning…'), track('speech', { durationMs: 12_000 })),
  ];
  assert.deepEqual(said('en'), [
    'Vocals of song, 3:12',
    'Accompaniment of song, 3:12, part 2 of 3',
    'talk without noise, 0:07',
    'Sage reads (0:12): Good morning to everybody',
  ]);
  assert.deepEqual(said('zh-CN'), [
    'song 的人声，时长 3:12',
    'song 的伴奏，时长 3:12，第 2 段，共 3 段',
    'talk 降噪后的音频，时长 0:07',
    'Sage 朗读（0:12）：Good morning to everybody',
  ]);
});

test('a description of long speech is its beginning, and splits no sign of it', () => {
  const text = '👩‍👩‍👧 '.repeat(2_000);
  const request: JobRequest = { ...SPEECH, text: { kind: 'inline', text } };
  const said = describeTrack(jobIn('en', request, 'family'), track('speech'));
  assert.ok(said.length <= 340, `${said.length} characters`);
  assert.match(said, /👩‍👩‍👧…$/u);
});

test('a transcript’s file is described by what is in it, never by its name', () => {
  const request: JobRequest = {
    service: 'transcription',
    source: LINK,
    format: 'srt',
    speakers: false,
    words: false,
  };
  const file = { path: '/a', fileName: 'talk.srt', mimeType: 'application/x-subrip', sizeBytes: 1 };
  assert.equal(describeDocument(jobIn('en', request, 'talk'), file), 'Transcript of talk, SRT');
});
