import { describe } from 'node:test';
import type { UploadFile } from '../../../src/core/ports/provider.ts';
import { signal } from './client.ts';
import { type GuideRow, itSends, MULTIPART, SENT_FILE } from './guide-request.ts';

const url = 'https://example.com/noisy.mp3';
const page = { skip: 0, limit: 50 };

/** The usage guide's calls for cloning, and the exact request each becomes. */
const voices = (sample: UploadFile): readonly GuideRow[] => [
  {
    name: 'clones a voice',
    run: ({ voice }) => voice.clone({ name: 'My Voice', description: 'Cloned voice', sample }, signal),
    answer: { id: 901, status: 'PROCESSING' },
    request: 'POST /api/v1/voice/voices',
    contentType: MULTIPART,
    fields: { name: 'My Voice', file: SENT_FILE, description: 'Cloned voice' },
  },
  {
    name: 'clones a voice without a description',
    run: ({ voice }) => voice.clone({ name: 'My Voice', sample }, signal),
    answer: { id: 901, status: 'PROCESSING' },
    request: 'POST /api/v1/voice/voices',
    contentType: MULTIPART,
    fields: { name: 'My Voice', file: SENT_FILE },
  },
  {
    name: 'shows a voice',
    run: ({ voice }) => voice.voice('123', signal),
    answer: { id: 123, name: 'aura' },
    request: 'GET /api/v1/voice/voices/123',
  },
  {
    name: 'deletes a voice',
    run: ({ voice }) => voice.remove('123', signal),
    answer: {},
    request: 'DELETE /api/v1/voice/voices/123',
  },
];

/** The same for telling speakers apart. */
const speaker = (file: UploadFile): readonly GuideRow[] => [
  {
    name: 'tells the speakers of a file apart',
    run: (client) => client.speaker.diarize({ source: file, speakers: 3 }, signal),
    answer: { id: 1 },
    request: 'POST /api/v1/speaker/diarize',
    contentType: MULTIPART,
    fields: { file: SENT_FILE, num_speakers: '3' },
  },
  {
    name: 'tells the speakers behind a link apart, however many they are',
    run: (client) => client.speaker.diarize({ source: { kind: 'url', url } }, signal),
    answer: { id: 1 },
    request: 'POST /api/v1/speaker/diarize',
    contentType: MULTIPART,
    fields: { url },
  },
  {
    name: 'reads a speaker job',
    run: (client) => client.speaker.job('123', signal),
    answer: { status: 'PENDING' },
    request: 'GET /api/v1/speaker/jobs/123',
  },
  {
    name: 'lists speaker jobs',
    run: (client) => client.speaker.jobs(page, signal),
    answer: [],
    request: 'GET /api/v1/speaker/jobs?skip=0&limit=50',
  },
  {
    name: 'deletes a speaker job',
    run: (client) => client.speaker.remove('123', signal),
    answer: {},
    request: 'DELETE /api/v1/speaker/jobs/123',
  },
];

/** The same for removing noise. */
const denoiser = (file: UploadFile): readonly GuideRow[] => [
  {
    name: 'takes the noise out of a file',
    run: (client) => client.denoiser.denoise(file, signal),
    answer: { id: 1 },
    request: 'POST /api/v1/denoiser/denoise',
    contentType: MULTIPART,
    fields: { file: SENT_FILE },
  },
  {
    name: 'takes the noise out of what is behind a link',
    run: (client) => client.denoiser.denoise({ kind: 'url', url }, signal),
    answer: { id: 1 },
    request: 'POST /api/v1/denoiser/denoise',
    contentType: MULTIPART,
    fields: { url },
  },
  {
    name: 'reads a denoiser job',
    run: (client) => client.denoiser.job('123', signal),
    answer: { status: 'PENDING' },
    request: 'GET /api/v1/denoiser/jobs/123',
  },
  {
    name: 'lists denoiser jobs',
    run: (client) => client.denoiser.jobs(page, signal),
    answer: [],
    request: 'GET /api/v1/denoiser/jobs?skip=0&limit=50',
  },
  {
    name: 'deletes a denoiser job',
    run: (client) => client.denoiser.remove('123', signal),
    answer: {},
    request: 'DELETE /api/v1/denoiser/jobs/123',
  },
];

describe('the requests of the usage guide for cloned voices', () => itSends(voices));
describe('the requests of the usage guide for speakers', () => itSends(speaker));
describe('the requests of the usage guide for noise removal', () => itSends(denoiser));
