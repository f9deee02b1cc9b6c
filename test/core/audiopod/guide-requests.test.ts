import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AudioPod } from '../../../src/core/audiopod/services.ts';
import { STEM_MODES } from '../../../src/core/jobs/request.ts';
import { type Answerer, json, startServer } from '../net/local-server.ts';
import { clientOf, signal } from './client.ts';

interface Row {
  readonly name: string;
  readonly run: (client: AudioPod) => Promise<unknown>;
  readonly answer: unknown;
  readonly request: string;
  readonly contentType?: RegExp;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const FORM = /^application\/x-www-form-urlencoded$/;
const JSON_TYPE = /^application\/json$/;
const MULTIPART = /^multipart\/form-data; boundary=/;

/** The usage guide's calls for speech, stems and wallet, and the exact request each becomes. */
const rows = (file: string): readonly Row[] => [
  {
    name: 'lists voices',
    run: ({ voice }) => voice.voices(signal),
    answer: [],
    request: 'GET /api/v1/voice/voice-profiles?skip=0&limit=50&include_public=true',
  },
  {
    name: 'generates speech',
    run: ({ voice }) =>
      voice.generate(
        { voice: '7d2b1a90-3f6e', text: 'Hi & <break time="1s"/> 你好 =\n+', speed: 1.25, language: 'en' },
        signal,
      ),
    answer: { job_id: 12345, status: 'pending', credits_reserved: 25 },
    request: 'POST /api/v1/voice/voices/7d2b1a90-3f6e/generate',
    contentType: FORM,
    fields: {
      input_text: 'Hi & <break time="1s"/> 你好 =\n+',
      audio_format: 'mp3',
      speed: '1.25',
      language: 'en',
    },
  },
  {
    name: 'leaves the language out where it is to be detected',
    run: ({ voice }) => voice.generate({ voice: 'Aura Two/3', text: 'Hi', speed: 1 }, signal),
    answer: { job_id: 1 },
    request: 'POST /api/v1/voice/voices/Aura%20Two%2F3/generate',
    contentType: FORM,
    fields: { input_text: 'Hi', audio_format: 'mp3', speed: '1' },
  },
  {
    name: 'reads a speech job',
    run: ({ voice }) => voice.job('12345', signal),
    answer: { status: 'completed' },
    request: 'GET /api/v1/voice/tts-jobs/12345/status',
  },
  ...STEM_MODES.filter((mode) => mode !== 'single').map((mode) => ({
    name: `takes a song behind a link apart by ${mode}`,
    run: ({ stems }: AudioPod) =>
      stems.extract({ source: { kind: 'url', url: 'https://youtube.com/watch?v=ID' }, mode }, signal),
    answer: { id: 1234, status: 'PENDING' },
    request: 'POST /api/v1/stem-extraction/api/extract',
    contentType: MULTIPART,
    fields: { url: 'https://youtube.com/watch?v=ID', mode },
  })),
  {
    name: 'takes one stem out of a file',
    run: ({ stems }) =>
      stems.extract(
        {
          source: { kind: 'file', path: file, uploadName: 'job-1.mp3', mimeType: 'audio/mpeg' },
          mode: 'single',
          stem: 'vocals',
        },
        signal,
      ),
    answer: { id: 1234, status: 'PENDING' },
    request: 'POST /api/v1/stem-extraction/api/extract',
    contentType: MULTIPART,
    fields: {
      file: { name: 'job-1.mp3', type: 'audio/mpeg', content: 'ID3 sound' },
      mode: 'single',
      stem: 'vocals',
    },
  },
  {
    name: 'reads a stems job',
    run: ({ stems }) => stems.job('1234', signal),
    answer: { status: 'PENDING' },
    request: 'GET /api/v1/stem-extraction/status/1234',
  },
  {
    name: 'lists stems jobs',
    run: ({ stems }) => stems.jobs({ skip: 100, limit: 50 }, signal),
    answer: [],
    request: 'GET /api/v1/stem-extraction/jobs?skip=100&limit=50',
  },
  {
    name: 'lists stem modes',
    run: ({ stems }) => stems.modes(signal),
    answer: { modes: [] },
    request: 'GET /api/v1/stem-extraction/modes',
  },
  {
    name: 'deletes a stems job',
    run: ({ stems }) => stems.remove('1234', signal),
    answer: { message: 'deleted' },
    request: 'DELETE /api/v1/stem-extraction/jobs/1234',
  },
  {
    name: 'reads the balance',
    run: ({ wallet }) => wallet.balance(signal),
    answer: { balance_cents: 1 },
    request: 'GET /api/v1/api-wallet/balance',
  },
  {
    name: 'checks the balance',
    run: ({ wallet }) => wallet.checkBalance('stem_extraction', 180, signal),
    answer: { sufficient: true },
    request: 'POST /api/v1/api-wallet/check-balance',
    contentType: JSON_TYPE,
    fields: { service_type: 'stem_extraction', duration_seconds: 180 },
  },
  {
    name: 'estimates a cost',
    run: ({ wallet }) => wallet.estimate('transcription', 300, signal),
    answer: { cost_cents: 5 },
    request: 'POST /api/v1/api-wallet/estimate-cost',
    contentType: JSON_TYPE,
    fields: { service_type: 'transcription', duration_seconds: 300 },
  },
  {
    name: 'reads the prices',
    run: ({ wallet }) => wallet.pricing(signal),
    answer: { services: {} },
    request: 'GET /api/v1/api-wallet/pricing',
  },
  {
    name: 'reads the usage',
    run: ({ wallet }) => wallet.usage(1, 50, signal),
    answer: { logs: [] },
    request: 'GET /api/v1/api-wallet/usage?page=1&limit=50',
  },
];

describe('the requests of the usage guide', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guide-'));
    await writeFile(join(folder, 'song.mp3'), 'ID3 sound');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [index, { name }] of rows('').entries()) {
    it(name, async () => {
      const row = rows(join(folder, 'song.mp3'))[index];
      assert.ok(row);
      const answerer: Answerer = (_, response) => json(response, 200, row.answer);
      await using server = await startServer(answerer);
      await row.run(clientOf(server.url));
      const [seen] = server.seen;
      assert.ok(seen);
      assert.equal(server.seen.length, 1);
      assert.equal(`${seen.method} ${seen.url}`, row.request);
      const contentType = seen.headers['content-type'] ?? '';
      assert.match(contentType, row.contentType ?? /^$/);
      if (row.fields !== undefined) assert.deepEqual(await fieldsOf(seen.body, contentType), row.fields);
      // Multipart has a length too: some gateways refuse chunked uploads.
      if (seen.method === 'POST') assert.equal(Number(seen.headers['content-length']), seen.body.length);
    });
  }
});

async function fieldsOf(body: string, contentType: string): Promise<Record<string, unknown>> {
  const bytes = Buffer.from(body, 'latin1');
  if (JSON_TYPE.test(contentType)) return JSON.parse(bytes.toString());
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  const fields = await Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? [name, value]
        : [name, { name: value.name, type: value.type, content: await value.text() }],
    ),
  );
  return Object.fromEntries(fields);
}
