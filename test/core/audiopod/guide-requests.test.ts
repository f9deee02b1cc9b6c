import { describe } from 'node:test';
import { STEM_MODES } from '../../../src/core/model/job/request.ts';
import type { AudioPod, UploadFile } from '../../../src/core/ports/provider.ts';
import { signal } from './client.ts';
import { FORM, type GuideRow, itSends, JSON_TYPE, MULTIPART, SENT_FILE } from './guide-request.ts';

/** The usage guide's calls for speech, stems and wallet, and the exact request each becomes. */
const rows = (file: UploadFile): readonly GuideRow[] => [
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
        'Hi & <break time="1s"/> 你好 =\n+',
        { voice: { id: '7d2b1a90-3f6e' }, speed: 1.25, language: 'en' },
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
    run: ({ voice }) => voice.generate('Hi', { voice: { id: 'Aura Two/3' }, speed: 1 }, signal),
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
    run: ({ stems }) => stems.extract({ source: file, mode: 'single', stem: 'vocals' }, signal),
    answer: { id: 1234, status: 'PENDING' },
    request: 'POST /api/v1/stem-extraction/api/extract',
    contentType: MULTIPART,
    fields: {
      file: SENT_FILE,
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

describe('the requests of the usage guide', () => itSends(rows));
