import { describe } from 'node:test';
import { TRANSCRIPT_FORMATS } from '../../../src/core/model/job/request.ts';
import type { UploadFile } from '../../../src/core/ports/provider.ts';
import { signal } from './client.ts';
import { type GuideRow, itSends, JSON_TYPE, MULTIPART, SENT_FILE } from './guide-request.ts';

const url = 'https://youtube.com/watch?v=ID';
const page = { skip: 0, limit: 50 };
const displayName = 'job-1';

/** The usage guide's calls for music, and the exact request each becomes. */
const music = (file: UploadFile): readonly GuideRow[] => [
  ...(['text2music', 'text2rap', 'lyric2vocals'] as const).map(
    (task): GuideRow => ({
      name: `sings with ${task}`,
      run: (client) =>
        client.music.create(
          { task, prompt: 'pop', lyrics: '[verse]\nLa', durationSeconds: 60, genre: 'Folk', displayName },
          signal,
        ),
      answer: { job: { id: 1 } },
      request: `POST /api/v1/music/${task}`,
      contentType: JSON_TYPE,
      fields: {
        prompt: 'pop',
        lyrics: '[verse]\nLa',
        audio_duration: 60,
        genre_preset: 'Folk',
        display_name: 'job-1',
      },
    }),
  ),
  ...(['prompt2instrumental', 'text2samples'] as const).map(
    (task): GuideRow => ({
      name: `plays with ${task}`,
      run: (client) =>
        client.music.create({ task, prompt: 'drum loop', durationSeconds: 15, displayName }, signal),
      answer: { job: { id: 1 } },
      request: `POST /api/v1/music/${task}`,
      contentType: JSON_TYPE,
      fields: { prompt: 'drum loop', audio_duration: 15, display_name: 'job-1' },
    }),
  ),
  {
    name: 'makes one recording into another',
    run: (client) =>
      client.music.create(
        { task: 'audio2audio', prompt: 'jazz', durationSeconds: 30, displayName, file },
        signal,
      ),
    answer: { job: { id: 1 } },
    request: 'POST /api/v1/music/audio2audio',
    contentType: MULTIPART,
    fields: { file: SENT_FILE, prompt: 'jazz', audio_duration: '30', display_name: 'job-1' },
  },
  {
    name: 'lets a song bloom from a recording',
    run: (client) =>
      client.music.create(
        { task: 'songbloom', lyrics: '[verse]\nLa', durationSeconds: 30, displayName, file },
        signal,
      ),
    answer: { job: { id: 1 } },
    request: 'POST /api/v1/music/songbloom',
    contentType: MULTIPART,
    fields: { file: SENT_FILE, lyrics: '[verse]\r\nLa', duration: '30', display_name: 'job-1' },
  },
  {
    name: 'reads a music job',
    run: (client) => client.music.job('123', signal),
    answer: { status: 'PENDING' },
    request: 'GET /api/v1/music/jobs/123',
  },
  {
    name: 'lists presets',
    run: (client) => client.music.presets(signal),
    answer: { genre_presets: {} },
    request: 'GET /api/v1/music/presets',
  },
  {
    name: 'lists music jobs',
    run: (client) => client.music.jobs(page, signal),
    answer: [],
    request: 'GET /api/v1/music/jobs?skip=0&limit=50',
  },
  {
    name: 'deletes a music job',
    run: (client) => client.music.remove('123', signal),
    answer: { message: 'deleted' },
    request: 'DELETE /api/v1/music/jobs/123',
  },
];

/** The same for transcription. */
const transcription = (file: UploadFile): readonly GuideRow[] => [
  {
    name: 'writes down what is behind a link',
    run: (client) =>
      client.transcription.transcribe(
        { source: { kind: 'urls', urls: [url] }, speakers: true, words: true },
        signal,
      ),
    answer: { job_id: 1 },
    request: 'POST /api/v1/transcribe/transcribe',
    contentType: JSON_TYPE,
    fields: { url, enable_speaker_diarization: true, word_timestamps: true },
  },
  {
    name: 'writes down what is behind several links',
    run: (client) =>
      client.transcription.transcribe(
        {
          source: { kind: 'urls', urls: ['https://a.test/1', 'https://a.test/2'] },
          language: 'en',
          speakers: true,
          minSpeakers: 2,
          maxSpeakers: 4,
          words: false,
        },
        signal,
      ),
    answer: { job_id: 1 },
    request: 'POST /api/v1/transcribe/transcribe',
    contentType: JSON_TYPE,
    fields: {
      urls: ['https://a.test/1', 'https://a.test/2'],
      language: 'en',
      enable_speaker_diarization: true,
      min_speakers: 2,
      max_speakers: 4,
      word_timestamps: false,
    },
  },
  {
    name: 'writes down a file',
    run: (client) =>
      client.transcription.transcribe({ source: file, language: 'en', speakers: true, words: true }, signal),
    answer: { job_id: 1 },
    request: 'POST /api/v1/transcribe/transcribe-upload',
    contentType: MULTIPART,
    fields: {
      files: SENT_FILE,
      language: 'en',
      enable_speaker_diarization: 'true',
      word_timestamps: 'true',
    },
  },
  {
    name: 'reads a transcription job',
    run: (client) => client.transcription.job('123', signal),
    answer: { status: 'PENDING' },
    request: 'GET /api/v1/transcribe/jobs/123',
  },
  ...TRANSCRIPT_FORMATS.map(
    (format): GuideRow => ({
      name: `reads a transcript as ${format}`,
      run: (client) => client.transcription.document('123', format, signal),
      answer: { segments: [], text: '' },
      request: `GET /api/v1/transcribe/jobs/123/transcript?format=${format}`,
    }),
  ),
  {
    name: 'lists transcription jobs',
    run: (client) => client.transcription.jobs(page, signal),
    answer: [],
    request: 'GET /api/v1/transcribe/jobs?offset=0&limit=50',
  },
  {
    name: 'deletes a transcription job',
    run: (client) => client.transcription.remove('123', signal),
    answer: {},
    request: 'DELETE /api/v1/transcribe/jobs/123',
  },
];

describe('the requests of the usage guide for music', () => itSends(music));
describe('the requests of the usage guide for transcription', () => itSends(transcription));
