import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editableLine, fileOfRequest } from '../../../../src/bots/web/views/editable-line.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { parseLine } from '../../../../src/commands/dispatch/parse-line.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';

const file = { kind: 'attachment', ref: 'f', name: 'Song.wav' } as const;
const voice = { id: 'aura', name: 'Night "Desk" 7' };

/** Requests with what a line must say to ask for the same again. */
const REQUESTS: readonly (readonly [JobRequest, Readonly<Record<string, string>>])[] = [
  [
    {
      service: 'speech',
      text: { kind: 'inline', text: 'speed: is not an option\nhere' },
      voice,
      speed: 1.5,
      language: 'en',
      as: 'voice-message',
    },
    {
      voice: 'Night "Desk" 7',
      speed: '1.5',
      language: 'en',
      as: 'voice-message',
      text: 'speed: is not an option\nhere',
    },
  ],
  [
    { service: 'stems', source: file, mode: 'single', stem: 'bass' },
    { mode: 'single', stem: 'bass' },
  ],
  [
    {
      service: 'music',
      task: 'text2music',
      prompt: '“Night” train',
      lyrics: '[verse]\nHe said "go"',
      durationSeconds: 20,
      genre: 'Hip hop',
    },
    { prompt: '“Night” train', lyrics: '[verse]\nHe said "go"', duration: '20', genre: 'Hip hop' },
  ],
  [
    { service: 'music', task: 'songbloom', lyrics: 'La la', durationSeconds: 30, source: file },
    { lyrics: 'La la', duration: '30' },
  ],
  [
    {
      service: 'transcription',
      source: { kind: 'urls', urls: ['https://a.example/1.mp3?key=x', 'https://a.example/2.mp3'] },
      format: 'srt',
      language: 'de',
      speakers: true,
      minSpeakers: 2,
      maxSpeakers: 4,
      words: false,
    },
    {
      url: 'https://a.example/1.mp3?key=x https://a.example/2.mp3',
      format: 'srt',
      language: 'de',
      speakers: 'on',
      min_speakers: '2',
      max_speakers: '4',
    },
  ],
  [
    { service: 'diarization', source: { kind: 'url', url: 'https://a.example/b' }, speakers: 3 },
    { speakers: '3', url: 'https://a.example/b' },
  ],
  [{ service: 'denoise', source: file }, {}],
  [
    { service: 'clone', source: file, name: 'Me', description: 'Warm, calm' },
    { name: 'Me', description: 'Warm, calm' },
  ],
];

test('The line of every request, typed again, asks for the same with every option', () => {
  for (const [request, values] of REQUESTS) {
    const line = editableLine(request, true);
    assert.deepEqual({ ...parseLine(line, COMMANDS).raw }, values, line);
  }
});

test('The query of a link, which may be a signature, is for its owner alone', () => {
  const request = {
    service: 'denoise',
    source: { kind: 'url', url: 'https://a.example/b.mp3?sig=1' },
  } as const;
  assert.equal(editableLine(request, false), '/denoise url:https://a.example/b.mp3');
});

test('A file is no part of the line, and can be attached again', () => {
  assert.equal(fileOfRequest({ service: 'denoise', source: file }), file);
  assert.equal(
    fileOfRequest({ service: 'denoise', source: { kind: 'url', url: 'https://a.example' } }),
    undefined,
  );
});
