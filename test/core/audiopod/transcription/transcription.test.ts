import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TranscriptionOrder } from '../../../../src/core/ports/provider-services.ts';
import { type Answerer, startServer } from '../../net/local-server.ts';
import { answer, noContent, routes } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';
import { fieldsOf } from '../guide-request.ts';

const transcriptionOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    transcription: clientOf(server.url).transcription,
    asked: () => server.seen.map(({ method, url }) => `${method} ${url.replace('/api/v1', '')}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
const url = 'https://example.com/MEMBER.mp3';
const order: TranscriptionOrder = {
  source: { kind: 'urls', urls: [url] },
  language: 'en',
  speakers: true,
  minSpeakers: 2,
  maxSpeakers: 4,
  words: true,
};
const submitted = answer(200, { job_id: 640, status: 'PENDING' });

describe('asking for a transcript', () => {
  it('understands the answer, and does not take an estimate for what it costs', async () => {
    const body = {
      job_id: 640,
      task_id: '77aa',
      status: 'PENDING',
      message: 'queued',
      estimated_credits: 150,
      estimated_duration: 92,
      source_urls: [url],
    };
    await using it = await transcriptionOf(answer(200, body));
    assert.deepEqual(await it.transcription.transcribe(order, signal), { id: '640', state: 'pending' });
  });

  for (const status of [404, 405]) {
    it(`speaks the other dialect where the guide's path answers ${status}, from then on everywhere`, async () => {
      await using it = await transcriptionOf(
        routes({
          '/transcribe/transcribe': answer(status, {}),
          '/transcription/transcribe': submitted,
          'GET /transcription/jobs/640': answer(200, { status: 'PENDING' }),
          'GET /transcription/jobs': answer(200, []),
          'GET /transcription/jobs/640/transcript': answer(200, { segments: [] }),
          'DELETE /transcription/jobs/640': noContent,
        }),
      );
      await it.transcription.transcribe(order, signal);
      await it.transcription.job('640', signal);
      await it.transcription.jobs({ skip: 50, limit: 50 }, signal);
      await it.transcription.document('640', 'json', signal);
      await it.transcription.remove('640', signal);
      assert.deepEqual(it.asked(), [
        'POST /transcribe/transcribe',
        'POST /transcription/transcribe',
        'GET /transcription/jobs/640',
        'GET /transcription/jobs?offset=50&limit=50',
        'GET /transcription/jobs/640/transcript?format=json',
        'DELETE /transcription/jobs/640',
      ]);
      assert.deepEqual(JSON.parse(it.server.seen[1]?.body ?? ''), {
        source_urls: [url],
        language: 'en',
        enable_speaker_diarization: true,
        min_speakers: 2,
        max_speakers: 4,
        enable_word_timestamps: true,
      });
    });
  }

  it('names the links as the official client does where the guide’s path asks for that, and remembers it', async () => {
    const lacking = { detail: [{ loc: ['body', 'source_urls'], msg: 'Field required', type: 'missing' }] };
    await using it = await transcriptionOf((seen, response, request) =>
      (seen.body.includes('"source_urls"') ? submitted : answer(422, lacking))(seen, response, request),
    );
    await it.transcription.transcribe({ source: order.source, speakers: false, words: false }, signal);
    await it.transcription.transcribe(order, signal);
    assert.deepEqual(it.asked(), Array(3).fill('POST /transcribe/transcribe'));
    assert.deepEqual(JSON.parse(it.server.seen[1]?.body ?? ''), {
      source_urls: [url],
      enable_speaker_diarization: false,
      enable_word_timestamps: false,
    });
  });

  it('uploads in the other dialect too', async () => {
    await using it = await transcriptionOf(routes({ '/transcription/transcribe-upload': submitted }));
    const source = {
      kind: 'file',
      path: import.meta.filename,
      uploadName: 'job-1.mp3',
      mimeType: 'audio/mpeg',
    } as const;
    await it.transcription.transcribe({ source, speakers: false, words: true }, signal);
    const { body = '', headers } = it.server.seen[1] ?? {};
    const fields = await fieldsOf(body, headers?.['content-type'] ?? '');
    assert.deepEqual(Object.keys(fields), ['files', 'enable_speaker_diarization', 'enable_word_timestamps']);
  });

  const refusals = [
    [413, { detail: 'Too many files' }, 'audiopod-too-large'],
    [422, { detail: 'No such language' }, 'audiopod-rejected'],
    [402, { detail: 'x' }, 'audiopod-balance'],
  ] as const;
  for (const [status, body, code] of refusals) {
    it(`passes a ${status} on`, async () => {
      await using it = await transcriptionOf(answer(status, body));
      const error = await failureOf(it.transcription.transcribe(order, signal));
      assert.deepEqual([error.code, error.outcome, it.server.seen.length], [code, 'refused', 1]);
    });
  }

  it('says so where AudioPod hears nobody speak, in whichever words', async () => {
    for (const body of [
      { detail: 'No speech detected in the audio' },
      { error_code: 'NO_SPEECH', message: 'x' },
    ]) {
      await using it = await transcriptionOf(answer(422, body));
      const error = await failureOf(it.transcription.transcribe(order, signal));
      assert.deepEqual([error.code, error.outcome], ['audiopod-no-speech', 'refused']);
    }
  });

  it('is never repeated, in no dialect, after an answer that leaves the outcome open', async () => {
    await using it = await transcriptionOf(answer(502, {}));
    assert.equal((await failureOf(it.transcription.transcribe(order, signal))).outcome, 'unknown');
    assert.equal(it.server.seen.length, 1);
  });

  it('reads a finished job, which has no sound', async () => {
    const body = {
      id: 640,
      status: 'COMPLETED',
      progress: 100,
      source_urls: [url],
      transcript_path: 'https://media.test/640.json',
      total_duration: 92.4,
      detected_language: 'en',
      estimated_credits: 150,
      display_name: 'job-abc.mp3',
      error_message: null,
      created_at: '2026-03-30T13:00:00Z',
      segments: [{ start: 0, end: 1, text: 'Good evening.' }],
    };
    await using it = await transcriptionOf(answer(200, body));
    assert.deepEqual(await it.transcription.job('640', signal), {
      id: '640',
      state: 'completed',
      progressPercent: 100,
      outputs: [],
      estimatedCredits: 150,
      durationSeconds: 92.4,
      inputName: 'job-abc.mp3',
      createdAtMs: Date.UTC(2026, 2, 30, 13),
    });
  });
});
