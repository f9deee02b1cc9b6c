import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MUSIC_TASKS } from '../../../src/core/model/job/request.ts';
import type { MusicOrder } from '../../../src/core/ports/provider-services.ts';
import { type Answerer, inTurn, startServer } from '../net/local-server.ts';
import { answer, routes } from './answers.ts';
import { clientOf, failureOf, signal } from './client.ts';

const song: MusicOrder = {
  task: 'text2music',
  prompt: 'MEMBER likes folk',
  durationSeconds: 45,
  displayName: 'job-abc',
};
const musicOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    music: clientOf(server.url).music,
    asked: () => server.seen.map(({ method, url }) => `${method} ${url.replace('/api/v1/music', '')}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
const jobOf = async (body: unknown) => {
  await using it = await musicOf(answer(200, body));
  return await it.music.job('7', signal);
};

describe('asking for music', () => {
  const submits: Record<string, unknown> = {
    'the job wrapped, in capitals': {
      job: { id: 4711, status: 'PENDING', progress: null, output_url: null, output_urls: null },
      message: 'queued',
    },
    'the job wrapped, in small letters': { job: { id: '4711', status: 'pending' }, message: 'queued' },
    'job_id alone': { job_id: 4711, status: 'PENDING' },
    'id before job_id': { id: 4711, job_id: 1, status: 'PENDING' },
    'the id beside the job': { job: { status: 'PENDING' }, job_id: 4711 },
    'a job that is only a word': { job: 'queued', job_id: 4711, status: 'PENDING' },
    'no job at all beside the id': { job: null, id: 4711 },
  };
  for (const [what, body] of Object.entries(submits)) {
    it(`understands ${what}`, async () => {
      await using it = await musicOf(answer(200, body));
      assert.deepEqual(await it.music.create(song, signal), { id: '4711', state: 'pending' });
    });
  }

  for (const task of MUSIC_TASKS) {
    for (const status of [404, 405]) {
      it(`says that ${task} is not offered where the answer is ${status}`, async () => {
        await using it = await musicOf(answer(status, { detail: 'MEMBER asked for what is not there' }));
        const error = await failureOf(it.music.create({ ...song, task }, signal));
        assert.deepEqual(
          [error.code, error.outcome, error.status],
          ['audiopod-not-offered', 'refused', status],
        );
        assert.equal(error.providerMessage, 'MEMBER asked for what is not there');
        assert.equal(it.server.seen.length, 1);
      });
    }
  }

  it('keeps an empty wallet apart from a plan that lacks the feature', async () => {
    await using it = await musicOf(
      inTurn(
        answer(402, { detail: { code: 'PREMIUM_TIER_REQUIRED', action: 'upgrade' } }),
        answer(402, { error: 'premium_tier_required', message: 'Upgrade' }),
        answer(402, {
          error: 'insufficient_api_balance',
          message: 'x',
          required_cents: 30,
          available_cents: 5,
        }),
      ),
    );
    const lacking = await failureOf(it.music.create(song, signal));
    assert.deepEqual(
      [lacking.code, lacking.facts['providerCode']],
      ['audiopod-forbidden', 'PREMIUM_TIER_REQUIRED'],
    );
    assert.equal((await failureOf(it.music.create(song, signal))).code, 'audiopod-forbidden');
    const empty = await failureOf(it.music.create(song, signal));
    assert.deepEqual([empty.code, empty.requiredCents, empty.availableCents], ['audiopod-balance', 30, 5]);
  });

  const refusals = [
    [400, { detail: { code: 'invalid_caption' } }, 'audiopod-rejected'],
    [413, { error: 'file_too_large', max_size_mb: 100 }, 'audiopod-too-large'],
    [422, { error_code: 'PROCESSING_FAILED', message: 'no' }, 'audiopod-rejected'],
  ] as const;
  for (const [status, body, code] of refusals) {
    it(`passes a ${status} on`, async () => {
      await using it = await musicOf(answer(status, body));
      const error = await failureOf(it.music.create(song, signal));
      assert.deepEqual([error.code, error.outcome], [code, 'refused']);
    });
  }

  it('is never repeated after an answer that leaves the outcome open', async () => {
    await using it = await musicOf(answer(503, {}));
    const error = await failureOf(it.music.create(song, signal));
    assert.deepEqual([error.code, error.outcome, it.server.seen.length], ['audiopod-down', 'unknown', 1]);
  });
});

describe('reading music', () => {
  const base = 'https://media.audiopod.test/music/4711';

  it('reads every field of a finished job', async () => {
    const job = await jobOf({
      id: 4711,
      task: 'text2music',
      status: 'COMPLETED',
      progress: 100,
      output_url: `${base}.flac?sig=x`,
      output_urls: { flac: `${base}.flac?sig=x`, mp3: `${base}.mp3?sig=x`, wav: `${base}.wav?sig=x` },
      audio_duration: 45.2,
      actual_seeds: [90210],
      quality_score: 0.81,
      display_name: 'Harbour / Lamps · job-abc',
      created_at: '2026-03-30T08:00:00Z',
      completed_at: '2026-03-30T08:01:40Z',
    });
    assert.deepEqual(job, {
      id: '4711',
      state: 'completed',
      progressPercent: 100,
      outputs: [{ name: 'music', url: `${base}.flac?sig=x` }],
      durationSeconds: 45.2,
      inputName: 'Harbour / Lamps · job-abc',
      createdAtMs: Date.UTC(2026, 2, 30, 8),
    });
  });

  it('makes do with a status and a link', async () => {
    const job = await jobOf({ status: 'completed', output_url: `${base}.wav` });
    assert.deepEqual(job, { id: '7', state: 'completed', outputs: [{ name: 'music', url: `${base}.wav` }] });
  });

  const places: Record<string, readonly [object, string | undefined]> = {
    'wav before the other formats': [
      { output_urls: { mp3: `${base}.mp3`, FLAC: `${base}.flac`, WAV: `${base}.wav` } },
      `${base}.wav`,
    ],
    'flac before mp3': [{ output_urls: { mp3: `${base}.mp3`, flac: `${base}.flac` } }, `${base}.flac`],
    'mp3 before what else there is': [
      { output_urls: { ogg: `${base}.ogg`, mp3: `${base}.mp3` } },
      `${base}.mp3`,
    ],
    'any format rather than none': [
      { output_urls: { wav: null, mp3: '', ogg: `${base}.ogg` } },
      `${base}.ogg`,
    ],
    'a list of links': [{ output_urls: [null, `${base}.mp3`] }, `${base}.mp3`],
    audio_url: [{ output_url: null, audio_url: `${base}.mp3` }, `${base}.mp3`],
    'output_path when it is a link': [{ output_path: `${base}.mp3` }, `${base}.mp3`],
    'the first link of output_paths': [{ output_paths: ['music/1.mp3', `${base}.mp3`] }, `${base}.mp3`],
    'output_paths by format': [{ output_paths: { mp3: `${base}.mp3`, wav: `${base}.wav` } }, `${base}.wav`],
    'nothing where there are only storage keys': [
      { output_path: 'music/1.mp3', output_paths: ['music/1.mp3'], output_urls: 'x' },
      undefined,
    ],
  };
  for (const [what, [body, url]] of Object.entries(places)) {
    it(`takes ${what}`, async () => {
      const { outputs } = await jobOf({ status: 'COMPLETED', ...body });
      assert.deepEqual(outputs, url === undefined ? [] : [{ name: 'music', url }]);
    });
  }

  it('reads the reason of a failure and a wrapped job', async () => {
    const job = await jobOf({ job: { id: 7, status: 'FAILED', error: 'Too loud', progress: 12.5 } });
    assert.deepEqual(job, {
      id: '7',
      state: 'failed',
      outputs: [],
      progressPercent: 12.5,
      failureText: 'Too loud',
    });
  });

  for (const status of [404, 405]) {
    it(`reads a job at its status path where the guide's path answers ${status}, and remembers that`, async () => {
      await using it = await musicOf(
        routes({
          'GET /music/jobs/7': answer(status, { detail: 'no' }),
          'GET /music/jobs/7/status': answer(200, { status: 'PROCESSING' }),
        }),
      );
      await it.music.job('7', signal);
      await it.music.job('7', signal);
      assert.deepEqual(it.asked(), ['GET /jobs/7', 'GET /jobs/7/status', 'GET /jobs/7/status']);
    });
  }

  it('lists jobs by the name they were given', async () => {
    await using it = await musicOf(
      answer(200, [
        { id: 1, status: 'COMPLETED', display_name: 'A/B job-abc', audio_url: `${base}.mp3` },
        {},
      ]),
    );
    assert.deepEqual(await it.music.jobs({ skip: 50, limit: 100 }, signal), [
      {
        id: '1',
        state: 'completed',
        outputs: [{ name: 'music', url: `${base}.mp3` }],
        inputName: 'A/B job-abc',
      },
    ]);
    assert.deepEqual(it.asked(), ['GET /jobs?skip=50&limit=100']);
  });
});

describe('having music made again', () => {
  it('asks once, and takes any good answer', async () => {
    await using it = await musicOf(answer(200, { job: { id: 7, status: 'PENDING' } }));
    await it.music.retry('7', signal);
    assert.deepEqual(it.asked(), ['POST /jobs/7/retry']);
  });

  it('is not repeated when nobody knows whether it was heard', async () => {
    await using it = await musicOf((_, response) => response.socket?.destroy());
    const error = await failureOf(it.music.retry('7', signal));
    assert.deepEqual(
      [error.code, error.outcome, it.server.seen.length],
      ['audiopod-unreachable', 'unknown', 1],
    );
  });

  it('says that a job which did not fail cannot be', async () => {
    await using it = await musicOf(answer(400, { detail: 'Only failed jobs' }));
    assert.equal((await failureOf(it.music.retry('7', signal))).code, 'audiopod-rejected');
  });
});
