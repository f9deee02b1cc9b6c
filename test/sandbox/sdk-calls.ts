import { ANY_LIST, ANY_NUMBER, ANY_TEXT } from './guide-examples.ts';

/** One call of an official Python client: what it sends, and the fields it or its documentation then reads. */
export interface SdkCall {
  /** As a program calls it. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{id}` stands for what the service’s latest `keeps` named. */
  readonly path: string;
  /** A JSON body. Version 2.1 sends `null` for what is left out. */
  readonly json?: object;
  /** A form, urlencoded; multipart when there is an upload. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The name of the part that holds the file. */
  readonly upload?: string;
  /** Fields of the answer, `''` for the whole. */
  readonly shows: Readonly<Record<string, unknown>>;
  /** The field that later calls of the service use as `{id}`. */
  readonly keeps?: string;
  /** Called when the job is done. */
  readonly afterwards?: true;
}

/** The calls of each service, in order. */
export type SdkCalls = Readonly<Record<string, readonly SdkCall[]>>;

const URL = 'https://example.com/talk.mp3';
const GONE = { shows: {} } as const;
const WALLET = '/api/v1/api-wallet';
const LIST = { '': ANY_LIST } as const;
const PRICED = { service_type: 'stem_extraction', duration_seconds: 180 } as const;

function composed(name: string, task: string, given: object): SdkCall {
  const json = { lyrics: null, audio_duration: 2, display_name: null, genre_preset: null, ...given };
  return {
    name,
    method: 'POST',
    path: `/api/v1/music/${task}`,
    json,
    keeps: 'id',
    shows: { id: ANY_NUMBER },
  };
}

function separated(mode: string, stem?: string): SdkCall {
  const named: Readonly<Record<string, string>> = stem === undefined ? {} : { stem };
  return {
    name: `stems.extract(url, ${mode})`,
    method: 'POST',
    path: '/api/v1/stem-extraction/api/extract',
    fields: { mode, ...named, url: URL },
    keeps: 'id',
    shows: { id: ANY_NUMBER, status: 'PENDING', task_id: ANY_TEXT },
  };
}

const SUBMITTED = { id: ANY_NUMBER, status: ANY_TEXT } as const;

/** Python SDK 2.1. */
export const SDK_2_1: SdkCalls = {
  transcription: [
    {
      name: 'transcription.create',
      method: 'POST',
      path: '/api/v1/transcribe/transcribe',
      json: {
        source_urls: [URL],
        language: null,
        enable_speaker_diarization: true,
        min_speakers: null,
        max_speakers: null,
        enable_word_timestamps: true,
      },
      shows: SUBMITTED,
    },
    {
      name: 'transcription.upload',
      method: 'POST',
      path: '/api/v1/transcribe/transcribe-upload',
      upload: 'files',
      fields: { enable_speaker_diarization: 'False' },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'transcription.get',
      method: 'GET',
      path: '/api/v1/transcribe/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', detected_language: 'en', segments: ANY_LIST },
    },
    {
      name: 'transcription.get_transcript',
      method: 'GET',
      path: '/api/v1/transcribe/jobs/{id}/transcript?format=json',
      shows: { segments: ANY_LIST },
    },
    ...['txt', 'srt', 'vtt'].map(
      (format): SdkCall => ({
        name: `transcription.get_transcript(${format})`,
        method: 'GET',
        path: `/api/v1/transcribe/jobs/{id}/transcript?format=${format}`,
        shows: { '': ANY_TEXT },
      }),
    ),
    {
      name: 'transcription.list',
      method: 'GET',
      path: '/api/v1/transcribe/jobs?offset=0&limit=50',
      shows: LIST,
    },
    { name: 'transcription.delete', method: 'DELETE', path: '/api/v1/transcribe/jobs/{id}', ...GONE },
  ],
  voice: [
    { name: 'voice.list', method: 'GET', path: '/api/v1/voice/voices', shows: LIST },
    {
      name: 'voice.get',
      method: 'GET',
      path: '/api/v1/voice/voices/368',
      shows: { id: 368, name: ANY_TEXT },
    },
    {
      name: 'voice.speak',
      method: 'POST',
      path: '/api/v1/voice/tts/generate',
      json: { text: 'Hello, world!', voice_id: 368, speed: 1.0 },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'voice.get_job',
      method: 'GET',
      path: '/api/v1/voice/tts/status/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    {
      name: 'voice.create',
      method: 'POST',
      path: '/api/v1/voice/voices',
      upload: 'audio_file',
      fields: { name: 'My Voice' },
      keeps: 'id',
      shows: { id: ANY_NUMBER, name: 'My Voice' },
    },
    { name: 'voice.delete', method: 'DELETE', path: '/api/v1/voice/voices/{id}', ...GONE },
  ],
  music: [
    composed('music.create', 'prompt2instrumental', { prompt: 'slow waltz', genre_preset: 'Folk' }),
    composed('music.instrumental', 'prompt2instrumental', { prompt: 'slow waltz' }),
    composed('music.rap', 'text2rap', { prompt: 'fast', lyrics: 'one two' }),
    composed('music.create(lyric2vocals)', 'lyric2vocals', { prompt: 'low', lyrics: 'one two' }),
    composed('music.create(text2samples)', 'text2samples', { prompt: 'snare' }),
    composed('music.song', 'text2music', { prompt: 'slow waltz', lyrics: '[verse]\nLamps' }),
    {
      name: 'music.get',
      method: 'GET',
      path: '/api/v1/music/jobs/{id}/status',
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    { name: 'music.list', method: 'GET', path: '/api/v1/music/jobs?skip=0&limit=50', shows: LIST },
    { name: 'music.delete', method: 'DELETE', path: '/api/v1/music/jobs/{id}', ...GONE },
    {
      name: 'music.get_presets',
      method: 'GET',
      path: '/api/v1/music/presets',
      shows: { 'genre_presets.Folk': {} },
    },
  ],
  stems: [
    { name: 'stems.modes', method: 'GET', path: '/api/v1/stem-extraction/modes', shows: { modes: ANY_LIST } },
    separated('two'),
    {
      name: 'stems.extract(file)',
      method: 'POST',
      path: '/api/v1/stem-extraction/api/extract',
      upload: 'file',
      fields: { mode: 'four' },
      shows: SUBMITTED,
    },
    separated('single', 'vocals'),
    {
      name: 'stems.status',
      method: 'GET',
      path: '/api/v1/stem-extraction/status/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', 'download_urls.vocals': ANY_TEXT, 'download_urls.no_vocals': ANY_TEXT },
    },
    {
      name: 'stems.get',
      method: 'GET',
      path: '/api/v1/stem-extraction/jobs/{id}',
      shows: { status: 'COMPLETED' },
    },
    { name: 'stems.list', method: 'GET', path: '/api/v1/stem-extraction/jobs?skip=0&limit=50', shows: LIST },
    { name: 'stems.delete', method: 'DELETE', path: '/api/v1/stem-extraction/jobs/{id}', ...GONE },
  ],
  denoiser: [
    {
      name: 'denoiser.create(url)',
      method: 'POST',
      path: '/api/v1/denoiser/denoise',
      json: { url: URL },
      shows: SUBMITTED,
    },
    {
      name: 'denoiser.create',
      method: 'POST',
      path: '/api/v1/denoiser/denoise',
      upload: 'file',
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'denoiser.get',
      method: 'GET',
      path: '/api/v1/denoiser/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    { name: 'denoiser.list', method: 'GET', path: '/api/v1/denoiser/jobs?skip=0&limit=50', shows: LIST },
    { name: 'denoiser.delete', method: 'DELETE', path: '/api/v1/denoiser/jobs/{id}', ...GONE },
  ],
  speaker: [
    {
      name: 'speaker.diarize(url)',
      method: 'POST',
      path: '/api/v1/speaker/diarize',
      json: { url: URL, num_speakers: null },
      shows: SUBMITTED,
    },
    {
      name: 'speaker.diarize',
      method: 'POST',
      path: '/api/v1/speaker/diarize',
      upload: 'file',
      fields: { num_speakers: '3' },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'speaker.get',
      method: 'GET',
      path: '/api/v1/speaker/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', segments: ANY_LIST },
    },
    {
      name: 'speaker.list',
      method: 'GET',
      path: '/api/v1/speaker/jobs?skip=0&limit=50',
      shows: { items: ANY_LIST },
    },
    { name: 'speaker.delete', method: 'DELETE', path: '/api/v1/speaker/jobs/{id}', ...GONE },
  ],
  wallet: [
    {
      name: 'wallet.get_balance',
      method: 'GET',
      path: `${WALLET}/balance`,
      shows: { balance_cents: ANY_NUMBER, balance_usd: ANY_TEXT },
    },
    {
      name: 'wallet.get_usage',
      method: 'GET',
      path: `${WALLET}/usage?page=1&limit=50`,
      shows: { logs: ANY_LIST },
    },
    {
      name: 'wallet.get_pricing',
      method: 'GET',
      path: `${WALLET}/pricing`,
      shows: { 'services.transcription.rate_per_minute': ANY_TEXT },
    },
    {
      name: 'wallet.estimate_cost',
      method: 'POST',
      path: `${WALLET}/estimate`,
      json: PRICED,
      shows: { cost_cents: 30, cost_usd: '$0.30' },
    },
    {
      name: 'wallet.check_balance',
      method: 'POST',
      path: `${WALLET}/check-balance`,
      json: PRICED,
      shows: { sufficient: true },
    },
  ],
};

const EXTRACT = '/api/v1/stem-extraction/extract';

/** Python SDK 2.2. */
export const SDK_2_2: SdkCalls = {
  transcription: [
    {
      name: 'transcription.transcribe(url)',
      method: 'POST',
      path: '/api/v1/transcription/transcribe',
      json: { source_urls: [URL], enable_speaker_diarization: false },
      shows: SUBMITTED,
    },
    {
      name: 'transcription.transcribe(audio_file)',
      method: 'POST',
      path: '/api/v1/transcription/transcribe-upload',
      upload: 'files',
      fields: { enable_speaker_diarization: 'True', language: 'en' },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'transcription.get_job',
      method: 'GET',
      path: '/api/v1/transcription/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED' },
    },
    {
      name: 'transcription.get_transcript',
      method: 'GET',
      path: '/api/v1/transcription/jobs/{id}/transcript?format=json',
      shows: { segments: ANY_LIST },
    },
    {
      name: 'transcription.list_jobs',
      method: 'GET',
      path: '/api/v1/transcription/jobs?skip=0&limit=50',
      shows: LIST,
    },
    { name: 'transcription.delete_job', method: 'DELETE', path: '/api/v1/transcription/jobs/{id}', ...GONE },
  ],
  voice: [
    {
      name: 'voice.list_voices',
      method: 'GET',
      path: '/api/v1/voice/voice-profiles?skip=0&limit=100&include_public=true',
      shows: LIST,
    },
    { name: 'voice.get_voice', method: 'GET', path: '/api/v1/voice/voices/368/status', shows: { id: 368 } },
    {
      name: 'voice.generate_speech',
      method: 'POST',
      path: '/api/v1/voice/voices/368/generate',
      fields: { input_text: 'Hello, world!', speed: '1.0', language: 'en', audio_format: 'mp3' },
      keeps: 'job_id',
      shows: { job_id: ANY_NUMBER, status: 'pending' },
    },
    {
      name: 'voice.get_job_status',
      method: 'GET',
      path: '/api/v1/voice/tts-jobs/{id}/status',
      afterwards: true,
      shows: { status: 'completed', progress: 100, output_url: ANY_TEXT },
    },
    {
      name: 'voice.create_voice',
      method: 'POST',
      path: '/api/v1/voice/voice-profiles',
      upload: 'file',
      fields: { name: 'My Voice', description: 'low' },
      keeps: 'id',
      shows: { id: ANY_NUMBER },
    },
    { name: 'voice.delete_voice', method: 'DELETE', path: '/api/v1/voice/voices/{id}', ...GONE },
  ],
  music: [
    {
      name: 'music.generate',
      method: 'POST',
      path: '/api/v1/music/prompt2instrumental',
      json: { prompt: 'slow waltz', audio_duration: 2, genre_preset: 'Folk', display_name: 'Waltz' },
      keeps: 'id',
      shows: { id: ANY_NUMBER },
    },
    {
      name: 'music.get_job',
      method: 'GET',
      path: '/api/v1/music/jobs/{id}/status',
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    {
      name: 'music.list_jobs',
      method: 'GET',
      path: '/api/v1/music/jobs?skip=0&limit=50&task=text2rap',
      shows: LIST,
    },
    { name: 'music.delete_job', method: 'DELETE', path: '/api/v1/music/jobs/{id}', ...GONE },
    {
      name: 'music.get_presets',
      method: 'GET',
      path: '/api/v1/music/presets',
      shows: { 'genre_presets.Folk': {} },
    },
  ],
  stem_extraction: [
    {
      name: 'stem_extraction.extract_stems(url)',
      method: 'POST',
      path: EXTRACT,
      fields: {
        stem_types: "['vocals', 'drums', 'bass', 'other', 'piano', 'guitar']",
        model_name: 'htdemucs_6s',
        url: URL,
      },
      shows: SUBMITTED,
    },
    {
      name: 'stem_extraction.extract_stems(two_stems_mode)',
      method: 'POST',
      path: EXTRACT,
      fields: { stem_types: "['vocals']", model_name: 'htdemucs', url: URL, two_stems_mode: 'bass' },
      shows: SUBMITTED,
    },
    {
      name: 'stem_extraction.extract_stems(audio_file)',
      method: 'POST',
      path: EXTRACT,
      upload: 'file',
      fields: { stem_types: "['vocals', 'bass']", model_name: 'htdemucs' },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'stem_extraction.get_job',
      method: 'GET',
      path: '/api/v1/stem-extraction/status/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', 'download_urls.vocals': ANY_TEXT, 'download_urls.bass': ANY_TEXT },
    },
    {
      name: 'stem_extraction.list_jobs',
      method: 'GET',
      path: '/api/v1/stem-extraction/jobs?skip=0&limit=50',
      shows: LIST,
    },
    {
      name: 'stem_extraction.delete_job',
      method: 'DELETE',
      path: '/api/v1/stem-extraction/jobs/{id}',
      ...GONE,
    },
  ],
  denoiser: [
    {
      name: 'denoiser.denoise(url)',
      method: 'POST',
      path: '/api/v1/denoiser/denoise',
      fields: { mode: 'balanced', url: URL },
      shows: SUBMITTED,
    },
    {
      name: 'denoiser.denoise(audio_file)',
      method: 'POST',
      path: '/api/v1/denoiser/denoise',
      upload: 'file',
      fields: { mode: 'ultra' },
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'denoiser.get_job',
      method: 'GET',
      path: '/api/v1/denoiser/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    { name: 'denoiser.list_jobs', method: 'GET', path: '/api/v1/denoiser/jobs?skip=0&limit=50', shows: LIST },
    { name: 'denoiser.delete_job', method: 'DELETE', path: '/api/v1/denoiser/jobs/{id}', ...GONE },
  ],
  speaker: [
    {
      name: 'speaker.diarize(url)',
      method: 'POST',
      path: '/api/v1/speaker/diarize',
      fields: { num_speakers: '2', url: URL },
      shows: SUBMITTED,
    },
    {
      name: 'speaker.diarize(audio_file)',
      method: 'POST',
      path: '/api/v1/speaker/diarize',
      upload: 'file',
      keeps: 'id',
      shows: SUBMITTED,
    },
    {
      name: 'speaker.get_job',
      method: 'GET',
      path: '/api/v1/speaker/jobs/{id}',
      afterwards: true,
      shows: { status: 'COMPLETED', segments: ANY_LIST },
    },
    {
      name: 'speaker.list_jobs',
      method: 'GET',
      path: '/api/v1/speaker/jobs?skip=0&limit=50',
      shows: { items: ANY_LIST },
    },
    { name: 'speaker.delete_job', method: 'DELETE', path: '/api/v1/speaker/jobs/{id}', ...GONE },
  ],
  wallet: [
    {
      name: 'wallet.get_balance',
      method: 'GET',
      path: `${WALLET}/balance`,
      shows: {
        balance_cents: ANY_NUMBER,
        balance_usd: ANY_TEXT,
        total_topup_cents: 5000,
        total_spent_cents: ANY_NUMBER,
      },
    },
    {
      name: 'wallet.get_pricing',
      method: 'GET',
      path: `${WALLET}/pricing`,
      shows: { 'wallet.currency': 'USD' },
    },
    {
      name: 'wallet.estimate_cost',
      method: 'POST',
      path: `${WALLET}/estimate`,
      json: PRICED,
      shows: { cost_cents: 30, cost_usd: '$0.30', duration_minutes: 3 },
    },
    {
      name: 'wallet.check_balance',
      method: 'POST',
      path: `${WALLET}/check-balance`,
      json: PRICED,
      shows: { can_proceed: true, cost_cents: 30, current_balance_cents: ANY_NUMBER },
    },
    {
      name: 'wallet.create_topup_checkout',
      method: 'POST',
      path: `${WALLET}/topup/checkout`,
      json: { amount_cents: 2500 },
      shows: { session_id: ANY_TEXT, url: ANY_TEXT, amount_cents: 2500, amount_usd: '$25.00' },
    },
    {
      name: 'wallet.create_topup_payment_intent',
      method: 'POST',
      path: `${WALLET}/topup/payment-intent`,
      json: { amount_cents: 2500 },
      shows: { client_secret: ANY_TEXT, payment_intent_id: ANY_TEXT, amount_cents: 2500 },
    },
    {
      name: 'wallet.get_usage_history',
      method: 'GET',
      path: `${WALLET}/usage?page=1&limit=50`,
      shows: { page: 1, limit: 50, logs: ANY_LIST },
    },
    {
      name: 'wallet.get_topup_history',
      method: 'GET',
      path: `${WALLET}/topups?page=1&limit=20`,
      shows: { page: 1, limit: 20, topups: ANY_LIST, 'topups.0.amount_cents': 5000 },
    },
    {
      name: 'wallet.get_service_types',
      method: 'GET',
      path: `${WALLET}/service-types`,
      shows: { '': ANY_LIST, '0': ANY_TEXT },
    },
  ],
  client: [
    {
      name: 'get_user_info',
      method: 'GET',
      path: '/api/v1/auth/me',
      shows: { id: ANY_TEXT, email: ANY_TEXT },
    },
  ],
};
