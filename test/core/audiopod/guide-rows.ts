import { FORM, JSON_TYPE, MULTIPART_TYPE } from './guide-request.ts';

/** What has to arrive at AudioPod. */
interface Seen {
  /** Method and path; `{…}` stands for one segment. */
  readonly request: string;
  readonly type?: RegExp;
  /** Names of the fields and parts that are sent, or of the query. */
  readonly fields?: readonly string[];
}

/** One line of the usage guide's summary of endpoints. */
interface Row {
  /** As the guide writes it. */
  readonly endpoint: string;
  /** The client's method for it. */
  readonly client: string;
  /** What a member types; `{stems}` stands for the job of that service. `undefined` where `why` says why not. */
  readonly line?: string;
  /** How members get there where no command stands for exactly this endpoint. */
  readonly why?: string;
  readonly a: Seen;
  /** What arrives where the paths of the current documentation are the only ones (AudioPod API notes 13, 13a). */
  readonly b: Seen | 'guide only';
}

const same = (seen: Seen): Pick<Row, 'a' | 'b'> => ({ a: seen, b: seen });
const SONG = '/music song duration:10 A slow piano';
const STEMS = '/stems two';
/** The line that speaks. */
export const SPEECH = '/tts Hello';
const SPEAKERS = '/diarize speakers:2';
const LINK = '/transcribe https://media.example.org/talk.mp3';
const UPLOAD = '/transcribe language:en';
const DENOISE = '/denoise';

/** Every endpoint of the usage guide's summary, in its order. */
export const ROWS: readonly Row[] = [
  {
    endpoint: '/api/v1/music/{task} POST',
    client: 'music.create',
    line: SONG,
    ...same({
      request: 'POST /api/v1/music/text2music',
      type: JSON_TYPE,
      fields: ['audio_duration', 'display_name', 'prompt'],
    }),
  },
  {
    endpoint: '/api/v1/music/jobs/{id} GET',
    client: 'music.job',
    line: SONG,
    a: { request: 'GET /api/v1/music/jobs/{id}' },
    b: { request: 'GET /api/v1/music/jobs/{id}/status' },
  },
  {
    endpoint: '/api/v1/music/jobs/{id} DELETE',
    client: 'music.remove',
    line: '/jobs delete {music}',
    ...same({ request: 'DELETE /api/v1/music/jobs/{id}' }),
  },
  {
    endpoint: '/api/v1/music/presets GET',
    client: 'music.presets',
    line: '/music presets',
    ...same({ request: 'GET /api/v1/music/presets' }),
  },
  {
    endpoint: '/api/v1/stem-extraction/api/extract POST (multipart)',
    client: 'stems.extract',
    line: STEMS,
    ...same({
      request: 'POST /api/v1/stem-extraction/api/extract',
      type: MULTIPART_TYPE,
      fields: ['file', 'mode'],
    }),
  },
  {
    endpoint: '/api/v1/stem-extraction/status/{id} GET',
    client: 'stems.job',
    line: STEMS,
    ...same({ request: 'GET /api/v1/stem-extraction/status/{id}' }),
  },
  {
    endpoint: '/api/v1/stem-extraction/modes GET',
    client: 'stems.modes',
    why: 'the modes are the choices of `/stems mode:`, with what each of them is',
    ...same({ request: 'GET /api/v1/stem-extraction/modes' }),
  },
  {
    endpoint: '/api/v1/stem-extraction/jobs GET',
    client: 'stems.jobs',
    line: STEMS,
    why: 'members list their own jobs with `/jobs list`; the bot lists those at AudioPod when an answer was lost',
    ...same({ request: 'GET /api/v1/stem-extraction/jobs', fields: ['limit', 'skip'] }),
  },
  {
    endpoint: '/api/v1/voice/voices/{uuid}/generate POST (form data)',
    client: 'voice.generate',
    line: SPEECH,
    ...same({
      request: 'POST /api/v1/voice/voices/{uuid}/generate',
      type: FORM,
      fields: ['audio_format', 'input_text', 'speed'],
    }),
  },
  {
    endpoint: '/api/v1/voice/tts/generate POST (JSON)',
    client: 'voice.generate',
    line: SPEECH,
    why: 'taken where AudioPod no longer has the one before',
    a: {
      request: 'POST /api/v1/voice/tts/generate',
      type: JSON_TYPE,
      fields: ['speed', 'text', 'voice_id'],
    },
    b: 'guide only',
  },
  {
    endpoint: '/api/v1/voice/tts-jobs/{id}/status GET',
    client: 'voice.job',
    line: SPEECH,
    ...same({ request: 'GET /api/v1/voice/tts-jobs/{id}/status' }),
  },
  {
    endpoint: '/api/v1/voice/tts/status/{id} GET',
    client: 'voice.job',
    line: SPEECH,
    why: 'taken where AudioPod no longer has the one before',
    a: { request: 'GET /api/v1/voice/tts/status/{id}' },
    b: 'guide only',
  },
  {
    endpoint: '/api/v1/voice/voice-profiles GET',
    client: 'voice.voices',
    line: '/voice list',
    ...same({
      request: 'GET /api/v1/voice/voice-profiles',
      fields: ['include_public', 'limit', 'skip'],
    }),
  },
  {
    endpoint: '/api/v1/voice/voices GET',
    client: 'voice.voices',
    line: '/voice list',
    why: 'taken where AudioPod no longer has the one before',
    a: { request: 'GET /api/v1/voice/voices', fields: ['include_public', 'limit', 'skip'] },
    b: 'guide only',
  },
  {
    endpoint: '/api/v1/speaker/diarize POST (multipart)',
    client: 'speaker.diarize',
    line: SPEAKERS,
    ...same({
      request: 'POST /api/v1/speaker/diarize',
      type: MULTIPART_TYPE,
      fields: ['file', 'num_speakers'],
    }),
  },
  {
    endpoint: '/api/v1/speaker/jobs/{id} GET',
    client: 'speaker.job',
    line: SPEAKERS,
    ...same({ request: 'GET /api/v1/speaker/jobs/{id}' }),
  },
  {
    endpoint: '/api/v1/speaker/jobs/{id} DELETE',
    client: 'speaker.remove',
    line: '/jobs delete {diarization}',
    ...same({ request: 'DELETE /api/v1/speaker/jobs/{id}' }),
  },
  {
    endpoint: '/api/v1/transcribe/transcribe POST (JSON)',
    client: 'transcription.transcribe',
    line: LINK,
    a: {
      request: 'POST /api/v1/transcribe/transcribe',
      type: JSON_TYPE,
      fields: ['enable_speaker_diarization', 'url', 'word_timestamps'],
    },
    b: {
      request: 'POST /api/v1/transcription/transcribe',
      type: JSON_TYPE,
      fields: ['enable_speaker_diarization', 'enable_word_timestamps', 'source_urls'],
    },
  },
  {
    endpoint: '/api/v1/transcribe/transcribe-upload POST (multipart)',
    client: 'transcription.transcribe',
    line: UPLOAD,
    a: {
      request: 'POST /api/v1/transcribe/transcribe-upload',
      type: MULTIPART_TYPE,
      fields: ['enable_speaker_diarization', 'files', 'language', 'word_timestamps'],
    },
    b: {
      request: 'POST /api/v1/transcription/transcribe-upload',
      type: MULTIPART_TYPE,
      fields: ['enable_speaker_diarization', 'enable_word_timestamps', 'files', 'language'],
    },
  },
  {
    endpoint: '/api/v1/transcribe/jobs/{id}/transcript?format= GET',
    client: 'transcription.document',
    line: LINK,
    a: { request: 'GET /api/v1/transcribe/jobs/{id}/transcript', fields: ['format'] },
    b: { request: 'GET /api/v1/transcription/jobs/{id}/transcript', fields: ['format'] },
  },
  {
    endpoint: '/api/v1/transcribe/jobs GET',
    client: 'transcription.jobs',
    line: UPLOAD,
    why: 'members list their own jobs with `/jobs list`; the bot lists those at AudioPod when an answer was lost',
    a: { request: 'GET /api/v1/transcribe/jobs', fields: ['limit', 'offset'] },
    b: { request: 'GET /api/v1/transcription/jobs', fields: ['limit', 'offset'] },
  },
  {
    endpoint: '/api/v1/denoiser/denoise POST (multipart)',
    client: 'denoiser.denoise',
    line: DENOISE,
    ...same({ request: 'POST /api/v1/denoiser/denoise', type: MULTIPART_TYPE, fields: ['file'] }),
  },
  {
    endpoint: '/api/v1/denoiser/jobs/{id} GET',
    client: 'denoiser.job',
    line: DENOISE,
    ...same({ request: 'GET /api/v1/denoiser/jobs/{id}' }),
  },
  {
    endpoint: '/api/v1/denoiser/jobs/{id} DELETE',
    client: 'denoiser.remove',
    line: '/jobs delete {denoise}',
    ...same({ request: 'DELETE /api/v1/denoiser/jobs/{id}' }),
  },
  {
    endpoint: '/api/v1/api-wallet/balance GET',
    client: 'wallet.balance',
    line: '/wallet balance',
    ...same({ request: 'GET /api/v1/api-wallet/balance' }),
  },
  {
    endpoint: '/api/v1/api-wallet/pricing GET',
    client: 'wallet.pricing',
    line: '/wallet pricing',
    ...same({ request: 'GET /api/v1/api-wallet/pricing' }),
  },
  {
    endpoint: '/api/v1/api-wallet/usage GET',
    client: 'wallet.usage',
    why: 'it covers every tenant of the key, so it is compared with the account book and not shown to members',
    ...same({ request: 'GET /api/v1/api-wallet/usage', fields: ['limit', 'page'] }),
  },
];

/** Lines that work on an attached file. */
export const WITH_FILE: ReadonlySet<string> = new Set([STEMS, SPEAKERS, UPLOAD, DENOISE]);
