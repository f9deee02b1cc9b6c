import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answerer, startServer } from '../net/local-server.ts';
import { answer } from './answers.ts';
import { clientOf, failureOf, signal } from './client.ts';

const source = { kind: 'url', url: 'https://example.com/MEMBER.wav' } as const;
const denoiserOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    denoiser: clientOf(server.url).denoiser,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
const jobOf = async (body: object) => {
  await using it = await denoiserOf(answer(200, { status: 'COMPLETED', ...body }));
  return await it.denoiser.job('77', signal);
};

describe('noise removal', () => {
  it('submits a recording', async () => {
    const body = { id: 77, status: 'PENDING', progress: 0, is_video: false, input_path: 'up/77.wav' };
    await using it = await denoiserOf(answer(200, body));
    assert.deepEqual(await it.denoiser.denoise(source, signal), { id: '77', state: 'pending' });
  });

  it('reads every field of a finished job', async () => {
    const job = await jobOf({
      id: 77,
      progress: 100,
      is_video: false,
      output_url: 'https://media.test/d/77.wav?sig=x',
      output_path: 'processed/77.wav',
      video_output_url: null,
      stats: { noise_reduction_db: 12.4, processing_time: 31, audio_duration: 64 },
      original_filename: 'job-abc.wav',
      display_name: 'hall.wav',
      created_at: '2026-03-30T14:00:00Z',
    });
    assert.deepEqual(job, {
      id: '77',
      state: 'completed',
      progressPercent: 100,
      outputs: [{ name: 'denoised', url: 'https://media.test/d/77.wav?sig=x' }],
      durationSeconds: 64,
      inputName: 'job-abc.wav',
      createdAtMs: Date.UTC(2026, 2, 30, 14),
    });
  });

  const places: Record<string, object> = {
    denoised_audio_url: { output_url: null, denoised_audio_url: 'https://media.test/1' },
    'output_path when it is a link': { output_path: 'https://media.test/1' },
    'the picture too, where there is nothing else': {
      output_path: 'processed/77.mp4',
      video_output_url: 'https://media.test/1',
    },
    'the sound rather than the picture': {
      output_url: 'https://media.test/1',
      video_output_url: 'https://media.test/2',
    },
  };
  for (const [what, body] of Object.entries(places)) {
    it(`takes ${what}`, async () => {
      assert.deepEqual((await jobOf(body)).outputs, [{ name: 'denoised', url: 'https://media.test/1' }]);
    });
  }

  it('makes do without figures', async () => {
    assert.deepEqual(await jobOf({ status: 'PROCESSING', progress: null, stats: null }), {
      id: '77',
      state: 'processing',
      outputs: [],
    });
    assert.equal((await jobOf({ stats: { audio_duration: 'long' } })).durationSeconds, undefined);
  });

  it('is never asked for again after an answer that leaves the outcome open', async () => {
    await using it = await denoiserOf(answer(502, {}));
    const error = await failureOf(it.denoiser.denoise(source, signal));
    assert.deepEqual([error.outcome, it.server.seen.length], ['unknown', 1]);
  });

  const refusals = [
    [402, { error: 'insufficient_credits', message: 'x' }, 'audiopod-balance', 'insufficient_credits'],
    [402, { detail: { code: 'PREMIUM_TIER_REQUIRED' } }, 'audiopod-forbidden', 'PREMIUM_TIER_REQUIRED'],
    [403, { error_code: 'service_not_enabled', message: 'x' }, 'audiopod-forbidden', 'service_not_enabled'],
    [403, { detail: 'Not for API keys' }, 'audiopod-forbidden', undefined],
  ] as const;
  for (const [status, body, code, providerCode] of refusals) {
    it(`says that a key may not have it: ${status} ${providerCode ?? 'without a code'}`, async () => {
      await using it = await denoiserOf(answer(status, body));
      const error = await failureOf(it.denoiser.denoise(source, signal));
      assert.deepEqual(
        [error.code, error.outcome, error.facts['providerCode']],
        [code, 'refused', providerCode],
      );
      assert.equal(it.server.seen.length, 1);
    });
  }
});
