import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answerer, startServer } from '../../net/local-server.ts';
import { answer } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';

const speakerOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    speaker: clientOf(server.url).speaker,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
const diarizationOf = async (body: object) => {
  await using it = await speakerOf(answer(200, { id: 311, status: 'COMPLETED', ...body }));
  return await it.speaker.diarization('311', signal);
};
const turnsOf = async (body: object) => (await diarizationOf(body)).turns;
const source = { kind: 'url', url: 'https://example.com/MEMBER.mp3' } as const;

const first = { speaker: 'SPEAKER_00', start: 0, end: 1.9 };
const second = { speaker: 'SPEAKER_01', start: 1.9, end: 4 };
const read = [
  { speaker: 'SPEAKER_00', startSeconds: 0, endSeconds: 1.9 },
  { speaker: 'SPEAKER_01', startSeconds: 1.9, endSeconds: 4 },
];

describe('who spoke when', () => {
  const timeline = { num_speakers: 2, speakers: [{ label: 'SPEAKER_00' }], timeline: [first, second] };
  const shapes: Record<string, object> = {
    'segments of the job': { segments: [first, second] },
    'the timeline of the result': { result: timeline },
    'the timeline where segments are null': { segments: null, result: timeline },
    'the timeline where segments are empty': { segments: [], result: timeline },
    'speaker_segments of the job': { num_speakers: 2, speaker_segments: [first, second], output_paths: {} },
    'speaker_segments of the result': { result: { speaker_segments: [first, second] } },
    'segments out of order': { segments: [second, first] },
    'a wrapped job': { job: { segments: [first, second] } },
  };
  for (const [what, body] of Object.entries(shapes)) {
    it(`is read from ${what}`, async () => assert.deepEqual(await turnsOf(body), read));
  }

  it('comes with the words where one of the shapes has them', async () => {
    const segments = [{ ...first, text: ' Shall we start? ' }];
    assert.deepEqual(await turnsOf({ result: timeline, segments }), [
      { ...read[0], text: 'Shall we start?' },
    ]);
  });

  it('is a sample only where the answer says so', async () => {
    const segments = [{ ...first, text: 'Hello' }];
    assert.equal((await diarizationOf({ segments, is_sample: true })).isSample, true);
    assert.equal((await diarizationOf({ segments, is_sample: false })).isSample, undefined);
    assert.equal((await diarizationOf({ segments })).isSample, undefined);
  });

  it('stays as it is where one person speaks twice in a row', async () => {
    const again = { ...second, speaker: 'SPEAKER_00' };
    assert.deepEqual(await turnsOf({ segments: [first, again] }), [
      read[0],
      { ...read[1], speaker: 'SPEAKER_00' },
    ]);
  });

  it('names speakers in one way, whichever way the service does', async () => {
    const at = { start: 0, end: 1 };
    const named = await turnsOf({
      segments: [
        { ...at, speaker_label: 'SPEAKER_01' },
        { ...at, speaker_id: 2 },
        { ...at, speaker: 3 },
        { ...at, speaker: 'SPEAKER_0' },
        { ...at, speaker: null, text: 'Who was that?' },
      ],
    });
    assert.deepEqual(
      named.map(({ speaker }) => speaker),
      ['SPEAKER_01', 'SPEAKER_02', 'SPEAKER_03', 'SPEAKER_0', '?'],
    );
  });

  it('leaves out what has no time or says nothing, and lets no turn end before it begins', async () => {
    const odd = [null, 7, { speaker: 'A' }, { start: 1, end: 2 }, { speaker: 'A', start: '3', end: 2 }];
    assert.deepEqual(await turnsOf({ segments: odd }), [{ speaker: 'A', startSeconds: 3, endSeconds: 3 }]);
  });

  it('is an empty list where nobody spoke, and garbled where nothing is said of it', async () => {
    assert.deepEqual(await turnsOf({ result: { timeline: [] } }), []);
    await using it = await speakerOf(answer(200, { id: 1, status: 'COMPLETED', result: { rttm_path: 'x' } }));
    assert.equal((await failureOf(it.speaker.diarization('1', signal))).code, 'audiopod-garbled');
  });

  it('may be longer than other answers', async () => {
    const text = 'People who speak for long without a pause. '.repeat(25);
    const segments = Array.from({ length: 9000 }, (_, index) => ({ ...first, start: index, text }));
    assert.ok(JSON.stringify(segments).length > 8 * 1024 * 1024);
    assert.equal((await turnsOf({ segments })).length, 9000);
  });
});

describe('telling speakers apart', () => {
  const submits: Record<string, unknown> = {
    'a job that runs at once': { id: 311, job_type: 'diarization', status: 'PROCESSING', progress: 0 },
    job_id: { job_id: '311', status: 'PROCESSING' },
  };
  for (const [what, body] of Object.entries(submits)) {
    it(`understands ${what}`, async () => {
      await using it = await speakerOf(answer(200, body));
      assert.deepEqual(await it.speaker.diarize({ source }, signal), { id: '311', state: 'processing' });
    });
  }

  it('reads a job, which has no sound', async () => {
    const body = {
      id: 311,
      job_type: 'diarize',
      status: 'COMPLETED',
      progress: 100,
      filename: 'job-abc.mp3',
      output_paths: { rttm: 'https://media.test/311.rttm' },
      segments: [first],
      created_at: '2026-03-30T12:00:00',
    };
    await using it = await speakerOf(answer(200, body));
    assert.deepEqual(await it.speaker.job('311', signal), {
      id: '311',
      state: 'completed',
      progressPercent: 100,
      outputs: [],
      inputName: 'job-abc.mp3',
      createdAtMs: Date.UTC(2026, 2, 30, 12),
    });
  });

  it('lists jobs out of the wrapping that this service has', async () => {
    const items = [{ id: 311, status: 'PENDING', filename: 'job-abc.mp3' }];
    await using it = await speakerOf(answer(200, { items, hasMore: false, total: 1 }));
    assert.deepEqual(await it.speaker.jobs({ skip: 0, limit: 50 }, signal), [
      { id: '311', state: 'pending', outputs: [], inputName: 'job-abc.mp3' },
    ]);
  });

  it('is never asked for again after an answer that leaves the outcome open', async () => {
    await using it = await speakerOf(answer(502, {}));
    const error = await failureOf(it.speaker.diarize({ source }, signal));
    assert.deepEqual([error.outcome, it.server.seen.length], ['unknown', 1]);
  });

  const refusals = [
    [400, { error_code: 'INVALID_AUDIO_FORMAT', message: 'no', details: {} }, 'audiopod-rejected'],
    [402, { detail: 'Top up' }, 'audiopod-balance'],
    [422, { error_code: 'PROCESSING_FAILED', message: 'no' }, 'audiopod-rejected'],
    [400, { error_code: 'PROCESSING_FAILED', message: 'No speech found' }, 'audiopod-no-speech'],
  ] as const;
  for (const [status, body, code] of refusals) {
    it(`passes a ${status} on as ${code}`, async () => {
      await using it = await speakerOf(answer(status, body));
      const error = await failureOf(it.speaker.diarize({ source }, signal));
      assert.deepEqual([error.code, error.outcome, it.server.seen.length], [code, 'refused', 1]);
    });
  }
});
