import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answerer, inTurn, json, startServer } from '../../net/local-server.ts';
import { answer, noRoute, routes } from '../answers.ts';
import { clientOf, failureOf, signal, speech } from '../client.ts';

const AS_JSON = '/voice/tts/generate';
const voiceJob = async (body: unknown) => {
  await using server = await startServer(answer(200, body));
  return await clientOf(server.url).voice.job('7', signal);
};

describe('submitting speech', () => {
  const submits: Record<string, unknown> = {
    'job_id as a number': { job_id: 42, status: 'pending', credits_reserved: 25 },
    'id as a string': { id: '42', status: 'PENDING', credits_reserved: 25 },
    'the job wrapped': { job: { id: 42, status: 'Pending', credits_reserved: '25' }, message: 'queued' },
    'id before job_id': { id: 42, job_id: 43, status: 'queued', credits_reserved: 25, unknown: {} },
    'no status and nulls': { id: null, job_id: 42, status: null, credits_reserved: 25, progress: null },
  };
  for (const [what, body] of Object.entries(submits)) {
    it(`understands ${what}`, async () => {
      await using server = await startServer(answer(200, body));
      const submitted = await clientOf(server.url).voice.generate(speech.text, speech, signal);
      assert.deepEqual(submitted, { id: '42', state: 'pending', creditsReserved: 25 });
    });
  }

  for (const missing of [noRoute, answer(405, { detail: 'Method Not Allowed' }), answer(404, '')]) {
    it('falls back to JSON where the raw endpoint is gone, and remembers that', async () => {
      await using server = await startServer((seen, response, request) =>
        (seen.url.endsWith(AS_JSON) ? answer(200, { id: 1, job_id: 1, status: 'PENDING' }) : missing)(
          seen,
          response,
          request,
        ),
      );
      const { voice } = clientOf(server.url);
      await voice.generate(speech.text, { ...speech, voice: { id: '368' } }, signal);
      await voice.generate(speech.text, { ...speech, language: 'en' }, signal);
      assert.deepEqual(
        server.seen.map(({ url }) => url),
        ['/voice/voices/368/generate', AS_JSON, AS_JSON].map((path) => `/api/v1${path}`),
      );
      const bodies = server.seen.slice(1).map(({ body }) => JSON.parse(body));
      assert.deepEqual(bodies, [
        { text: speech.text, voice_id: 368, speed: 1 },
        { text: speech.text, voice_id: 'aura', speed: 1, language: 'en' },
      ]);
    });
  }

  for (const unknown of [{ detail: 'Voice not found' }, { error: 'voice_not_found', message: 'x' }]) {
    it('does not take an unknown voice for a missing endpoint', async () => {
      await using server = await startServer(answer(404, unknown));
      const error = await failureOf(clientOf(server.url).voice.generate(speech.text, speech, signal));
      assert.deepEqual([error.code, error.outcome], ['audiopod-not-found', 'refused']);
      assert.equal(server.seen.length, 1);
    });
  }

  it('never falls back after an answer that leaves the outcome open', async () => {
    await using server = await startServer(answer(500, {}));
    await failureOf(clientOf(server.url).voice.generate(speech.text, speech, signal));
    assert.equal(server.seen.length, 1);
  });

  it('keeps the outcome of the second way when that is the one left open', async () => {
    await using server = await startServer(routes({ [AS_JSON]: answer(502, {}) }));
    assert.equal(
      (await failureOf(clientOf(server.url).voice.generate(speech.text, speech, signal))).outcome,
      'unknown',
    );
  });

  it('says that speech is not offered when neither way exists', async () => {
    await using server = await startServer(inTurn(answer(405, {}), answer(405, {})));
    assert.equal(
      (await failureOf(clientOf(server.url).voice.generate(speech.text, speech, signal))).code,
      'audiopod-not-offered',
    );
  });
});

describe('reading a speech job', () => {
  it('reads every field of a finished job', async () => {
    const job = await voiceJob({
      id: 88231,
      status: 'completed',
      progress: 100,
      output_url: 'https://files.example.test/tts/88231.mp3?sig=x',
      credits_reserved: 25,
      total_duration: 3.1,
      error_message: null,
      created_at: '2026-03-30T10:00:00.120934',
      voice_info: { id: 368 },
    });
    assert.deepEqual(job, {
      id: '88231',
      state: 'completed',
      progressPercent: 100,
      outputs: [{ name: 'speech', url: 'https://files.example.test/tts/88231.mp3?sig=x' }],
      credits: 25,
      durationSeconds: 3.1,
      createdAtMs: Date.UTC(2026, 2, 30, 10, 0, 0, 120),
    });
  });

  it('makes do with a status and a link, which is all that the guide promises', async () => {
    const job = await voiceJob({ status: 'completed', output_url: 'https://r2.test/a.mp3' });
    assert.deepEqual(job, {
      id: '7',
      state: 'completed',
      outputs: [{ name: 'speech', url: 'https://r2.test/a.mp3' }],
    });
  });

  const states = {
    PENDING: 'pending',
    pending: 'pending',
    Processing: 'processing',
    COMPLETED: 'completed',
    failed: 'failed',
    ERROR: 'failed',
    cancelled: 'cancelled',
    canceled: 'cancelled',
    RENDERING_MAGIC: 'processing',
  };
  for (const [status, state] of Object.entries(states)) {
    it(`takes ${status} for ${state}`, async () => assert.equal((await voiceJob({ status })).state, state));
  }

  it('reads progress as an integer, a fraction, a string, or not at all', async () => {
    const progress = async (value: unknown) =>
      (await voiceJob({ status: 'processing', progress: value })).progressPercent;
    assert.deepEqual(
      await Promise.all([40, 40.5, '40', 140, -1, null, undefined, 'most', {}].map(progress)),
      [40, 40.5, 40, 100, 0, undefined, undefined, undefined, undefined],
    );
  });

  it('reads the reason of a failure from wherever it is', async () => {
    const reason = async (body: object) => (await voiceJob({ status: 'failed', ...body })).failureText;
    assert.equal(await reason({ error_message: 'A', error: 'B' }), 'A');
    assert.equal(await reason({ error_message: null, error: 'B' }), 'B');
    assert.equal(await reason({ error: { message: 'C' } }), 'C');
    assert.equal(await reason({ error_message: '', failure_reason: 'D' }), 'D');
    assert.equal(await reason({}), undefined);
  });

  it('offers only usable links', async () => {
    const outputs = async (body: object) =>
      (await voiceJob({ status: 'completed', ...body })).outputs.map(({ url }) => url);
    assert.deepEqual(await outputs({ output_url: '' }), []);
    assert.deepEqual(await outputs({ output_url: 'generated/7.mp3' }), []);
    assert.deepEqual(await outputs({ output_url: 7, audio_url: 'https://a.test/1' }), ['https://a.test/1']);
    assert.deepEqual(await outputs({ result: { output_url: 'https://a.test/2' } }), ['https://a.test/2']);
  });

  it('reads a job the way it was submitted, and finds it the other way too', async () => {
    await using server = await startServer(
      routes({
        [AS_JSON]: answer(200, { id: 7 }),
        '/voice/tts/status/7': answer(200, { status: 'PROCESSING' }),
        '/voice/tts-jobs/8/status': answer(200, { status: 'processing' }),
      }),
    );
    const { voice } = clientOf(server.url);
    await voice.generate(speech.text, speech, signal);
    await voice.job('7', signal);
    assert.equal(server.seen.at(-1)?.url, '/api/v1/voice/tts/status/7');
    assert.equal(server.seen.length, 3);
    await voice.job('8', signal);
    assert.equal((await failureOf(voice.job('9', signal))).code, 'audiopod-not-found');
  });

  it('calls an answer without a status garbled', async () => {
    await using server = await startServer(answer(200, { id: 7 }));
    assert.equal((await failureOf(clientOf(server.url).voice.job('7', signal))).code, 'audiopod-garbled');
  });

  it('prefers "not found" when one path lacks the job and the other one does not exist', async () => {
    for (const order of [
      [404, 405],
      [405, 404],
    ] as const) {
      await using server = await startServer(inTurn(answer(order[0], {}), answer(order[1], {})));
      assert.equal((await failureOf(clientOf(server.url).voice.job('7', signal))).code, 'audiopod-not-found');
    }
  });
});

describe('listing voices', () => {
  const voices = async (answerer: Answerer) => {
    await using server = await startServer(answerer);
    const found = await clientOf(server.url).voice.voices(signal);
    return { found, ids: found.map(({ id }) => id), requests: server.seen.map(({ url }) => url) };
  };
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: from + index }));
  /** Pages through `total` voices the way the service does, never giving more than `cap` at once. */
  const paged =
    (total: number, cap: number, wrap: (page: object[], skip: number) => unknown): Answerer =>
    (seen, response) => {
      const query = new URL(seen.url, 'http://x').searchParams;
      const skip = Number(query.get('skip'));
      const size = Math.min(cap, Number(query.get('limit')), Math.max(0, total - skip));
      json(response, 200, wrap(many(skip, size), skip));
    };

  it('reads a voice in both documented shapes', async () => {
    const { found } = await voices(
      answer(200, [
        {
          id: 368,
          uuid: '7d2b1a90',
          name: 'aura',
          display_name: 'Aura',
          description: 'bright',
          voice_type: 'standard',
          language_code: 'en',
          language_name: 'English',
          gender: 'female',
          accent: null,
        },
        { voice_id: '901', name: 'Night Desk', voice_type: 'CUSTOM', language: 'en', is_public: false },
        { voice_id: 902, name: 'Mine', is_custom: true, description: null },
        { id: 903, name: 'Contradictory', is_custom: false, voice_type: 'custom' },
        { id: 904, name: 'Private', is_public: false },
        { nothing: true },
        'odd',
      ]),
    );
    assert.deepEqual(found, [
      {
        id: '368',
        uuid: '7d2b1a90',
        name: 'aura',
        displayName: 'Aura',
        description: 'bright',
        languageCode: 'en',
        languageName: 'English',
        gender: 'female',
        isCustom: false,
      },
      { id: '901', name: 'Night Desk', displayName: 'Night Desk', languageCode: 'en', isCustom: true },
      { id: '902', name: 'Mine', displayName: 'Mine', isCustom: true },
      { id: '903', name: 'Contradictory', displayName: 'Contradictory', isCustom: true },
      { id: '904', name: 'Private', displayName: 'Private', isCustom: true },
    ]);
  });

  for (const key of ['voices', 'items', 'data']) {
    it(`finds the list under ${key}`, async () => {
      assert.deepEqual((await voices(answer(200, { [key]: many(1, 2), total: 2, hasMore: false }))).ids, [
        '1',
        '2',
      ]);
    });
  }

  it('reads page after page until the last one', async () => {
    const bare = await voices(paged(120, 100, (page) => page));
    assert.equal(bare.ids.length, 120);
    assert.equal(bare.requests.length, 3);
    const wrapped = await voices(
      paged(100, 100, (page, skip) => ({ voices: page, hasMore: skip + page.length < 100 })),
    );
    assert.equal(wrapped.ids.length, 100);
    assert.equal(wrapped.requests.length, 2);
    const counted = await voices(paged(45, 20, (page) => ({ items: page, total: 45 })));
    assert.equal(counted.ids.length, 45);
  });

  it('asks no more than fifty times, and not again where paging is ignored', async () => {
    const endless = await voices(paged(1_000_000, 100, (page) => ({ voices: page, hasMore: true })));
    assert.equal(endless.requests.length, 50);
    const stuck = await voices(answer(200, many(1, 60)));
    assert.equal(stuck.ids.length, 60);
    assert.equal(stuck.requests.length, 2);
  });

  it('falls back to the other list', async () => {
    const { ids } = await voices(routes({ '/voice/voices': answer(200, many(5, 1)) }));
    assert.deepEqual(ids, ['5']);
  });

  it('does not take an object without a list for an empty one', async () => {
    await using server = await startServer(answer(200, { message: 'ok' }));
    assert.equal((await failureOf(clientOf(server.url).voice.voices(signal))).code, 'audiopod-garbled');
  });
});
