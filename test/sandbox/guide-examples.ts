/** One example of the usage guide, word for word, and what the guide says of its answer. */
export interface GuideExample {
  readonly curl: string;
  /** Fields the guide reads from the answer, with a sample value where it shows one. */
  readonly shows?: Readonly<Record<string, unknown>>;
  /** Where the answer names the job or voice that later examples call by this placeholder. */
  readonly names?: { readonly placeholder: string; readonly field: string };
  /** Time passes before this example, so that jobs are done. */
  readonly afterwards?: true;
}

/** What the guide says of a field without showing its value. */
export const ANY_TEXT = Symbol('any text');
export const ANY_NUMBER = Symbol('any number');
export const ANY_LIST = Symbol('any list');

/** Every cURL example of the usage guide, service by service, in its order. */
export const GUIDE: Readonly<Record<string, readonly GuideExample[]>> = {
  music: [
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/music/text2music" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"prompt":"upbeat pop, synth, 120bpm, female vocals", "lyrics":"Walking down the street...", "audio_duration":60}'`,
      shows: { 'job.id': ANY_NUMBER, 'job.task': 'text2music' },
      names: { placeholder: 'JOB_ID', field: 'job.id' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/music/text2rap" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"prompt":"Lo-Fi Hip Hop, male rap, 100 BPM", "lyrics":"Started from the bottom...", "audio_duration":60}'`,
      shows: { 'job.id': ANY_NUMBER, 'job.task': 'text2rap' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/music/prompt2instrumental" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"prompt":"ambient soundscape, uplifting", "audio_duration":30}'`,
      shows: { 'job.id': ANY_NUMBER, 'job.audio_duration': 30 },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/music/text2samples" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"prompt":"drum loop, sad mood", "audio_duration":15}'`,
      shows: { 'job.id': ANY_NUMBER, 'job.audio_duration': 15 },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/music/lyric2vocals" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"prompt":"clean vocals, happy", "lyrics":"Eternal chorus of unity...", "audio_duration":30}'`,
      shows: { 'job.id': ANY_NUMBER, 'job.task': 'lyric2vocals' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/music/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/music/presets" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { 'genre_presets.Rock.prompt': ANY_TEXT },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/music/jobs?skip=0&limit=50" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { length: 5, '0.id': ANY_NUMBER },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/music/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  stems: [
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/stem-extraction/api/extract" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "url=https://youtube.com/watch?v=VIDEO_ID" \
-F "mode=six"`,
      shows: { id: ANY_NUMBER, status: 'PENDING' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/stem-extraction/api/extract" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "file=@/path/to/song.mp3" \
-F "mode=four"`,
      shows: { id: ANY_NUMBER, status: 'PENDING' },
      names: { placeholder: 'JOB_ID', field: 'id' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/stem-extraction/api/extract" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "url=URL" \
-F "mode=single" \
-F "stem=vocals"`,
      shows: { id: ANY_NUMBER, status: 'PENDING' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/stem-extraction/status/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: {
        id: ANY_NUMBER,
        status: 'COMPLETED',
        'download_urls.vocals': ANY_TEXT,
        'download_urls.drums': ANY_TEXT,
        'download_urls.bass': ANY_TEXT,
        'download_urls.other': ANY_TEXT,
        'quality_scores.vocals': 0.95,
        'quality_scores.drums': 0.88,
      },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/stem-extraction/modes" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { modes: ANY_LIST },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/stem-extraction/jobs?skip=0&limit=50&status=COMPLETED" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { length: 3, '0.status': 'COMPLETED' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/stem-extraction/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { status: 'COMPLETED' },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/stem-extraction/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  voice: [
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/voice/voice-profiles" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { '0.id': ANY_NUMBER, '0.name': ANY_TEXT },
      names: { placeholder: '{VOICE_UUID}', field: '0.uuid' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/voice/voices/{VOICE_UUID}/generate" \
-H "Authorization: Bearer $AUDIOPOD_API_KEY" \
-d "input_text=Hello world, this is a test" \
-d "audio_format=mp3" \
-d "speed=1.0"`,
      shows: { job_id: ANY_NUMBER, status: 'pending', credits_reserved: ANY_NUMBER },
      names: { placeholder: '{JOB_ID}', field: 'job_id' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/voice/tts-jobs/{JOB_ID}/status" \
-H "Authorization: Bearer $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: { status: 'completed', output_url: ANY_TEXT },
    },
    {
      // The guide's voice 123 is an example; the sandbox has no voice of that number.
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/voice/tts/generate" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"text":"Hello world","voice_id":123,"speed":1.0}'`,
      shows: { id: ANY_NUMBER, status: 'PENDING' },
      names: { placeholder: 'JOB_ID', field: 'id' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/voice/tts/status/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/voice/voices" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { '0.id': ANY_NUMBER, '0.name': ANY_TEXT },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/voice/voices" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "name=My Voice" \
-F "file=@sample.mp3" \
-F "description=Cloned voice"`,
      shows: { id: ANY_NUMBER, name: 'My Voice', description: 'Cloned voice' },
      names: { placeholder: 'VOICE_ID', field: 'id' },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/voice/voices/VOICE_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  speaker: [
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/speaker/diarize" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "file=@meeting.mp3" \
-F "num_speakers=3"`,
      shows: { id: ANY_NUMBER, status: 'PROCESSING', filename: 'meeting.mp3' },
      names: { placeholder: 'JOB_ID', field: 'id' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/speaker/diarize" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "url=https://youtube.com/watch?v=VIDEO_ID" \
-F "num_speakers=2"`,
      shows: { id: ANY_NUMBER },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/speaker/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: {
        'segments.0.speaker': ANY_TEXT,
        'segments.0.text': ANY_TEXT,
        'segments.0.start': ANY_NUMBER,
        'segments.0.end': ANY_NUMBER,
        'result.num_speakers': 3,
      },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/speaker/jobs?skip=0&limit=50" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { items: ANY_LIST, total: 2 },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/speaker/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  transcription: [
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/transcribe/transcribe" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"url":"https://youtube.com/watch?v=ID","enable_speaker_diarization":true,"word_timestamps":true}'`,
      shows: { job_id: ANY_NUMBER },
      names: { placeholder: 'JOB_ID', field: 'job_id' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/transcribe/transcribe" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"urls":["URL1","URL2"],"enable_speaker_diarization":true}'`,
      shows: { job_id: ANY_NUMBER, 'source_urls.1': ANY_TEXT },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/transcribe/transcribe-upload" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "files=@recording.mp3" \
-F "language=en" \
-F "enable_speaker_diarization=true"`,
      shows: { job_id: ANY_NUMBER },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/transcribe/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: {
        status: 'COMPLETED',
        detected_language: ANY_TEXT,
        'segments.0.start': ANY_NUMBER,
        'segments.0.speaker': ANY_TEXT,
        'segments.0.text': ANY_TEXT,
      },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/transcribe/jobs/JOB_ID/transcript?format=srt" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { '': ANY_TEXT },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/transcribe/jobs?offset=0&limit=50" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { length: 3, '0.display_name': 'recording.mp3' },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/transcribe/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  denoiser: [
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/denoiser/denoise" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "file=@noisy-audio.mp3"`,
      shows: { id: ANY_NUMBER, original_filename: 'noisy-audio.mp3' },
      names: { placeholder: 'JOB_ID', field: 'id' },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/denoiser/denoise" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-F "url=https://example.com/noisy.mp3"`,
      shows: { id: ANY_NUMBER },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/denoiser/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      afterwards: true,
      shows: { status: 'COMPLETED', output_url: ANY_TEXT },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/denoiser/jobs?skip=0&limit=50" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { length: 2, '1.original_filename': 'noisy-audio.mp3' },
    },
    {
      curl: String.raw`curl -X DELETE "https://api.audiopod.ai/api/v1/denoiser/jobs/JOB_ID" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
    },
  ],
  wallet: [
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/api-wallet/balance" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { balance_usd: ANY_TEXT },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/api-wallet/check-balance" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"service_type":"stem_extraction","duration_seconds":180}'`,
      shows: { sufficient: true },
    },
    {
      curl: String.raw`curl -X POST "https://api.audiopod.ai/api/v1/api-wallet/estimate-cost" \
-H "X-API-Key: $AUDIOPOD_API_KEY" \
-H "Content-Type: application/json" \
-d '{"service_type":"transcription","duration_seconds":300}'`,
      shows: { cost_usd: '$0.05' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/api-wallet/pricing" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { 'services.transcription.rate_per_minute': '$0.01/min' },
    },
    {
      curl: String.raw`curl "https://api.audiopod.ai/api/v1/api-wallet/usage?page=1&limit=50" \
-H "X-API-Key: $AUDIOPOD_API_KEY"`,
      shows: { logs: ANY_LIST },
    },
  ],
};
