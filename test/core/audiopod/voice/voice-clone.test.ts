import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CloneOrder } from '../../../../src/core/ports/provider-services.ts';
import { type Answerer, inTurn, startServer } from '../../net/local-server.ts';
import { answer, routes } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';
import { fieldsOf } from '../guide-request.ts';

const NEW_VOICE = {
  id: 901,
  uuid: 'c0ffee00-1111',
  name: 'Night Desk',
  description: 'low, calm',
  voice_type: 'CUSTOM',
  status: 'PROCESSING',
  is_public: false,
  created_at: '2026-03-30T11:00:00Z',
  processed_at: null,
  file_path: 'voices/custom/901.wav',
};
const made = answer(200, NEW_VOICE);
const lacking = (field: string, status = 422): Answerer =>
  answer(status, { detail: [{ loc: ['body', field], msg: 'Field required', type: 'missing' }] });

const voiceOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    voice: clientOf(server.url).voice,
    asked: () => server.seen.map(({ method, url }) => `${method} ${url.replace('/api/v1/voice', '')}`),
    /** The parts of each upload. */
    parts: () =>
      Promise.all(
        server.seen.map(async ({ body, headers }) =>
          Object.keys(await fieldsOf(body, headers['content-type'] ?? '')),
        ),
      ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

describe('cloning a voice', () => {
  let folder = '';
  const order = (): CloneOrder => ({
    name: 'MEMBER',
    sample: { kind: 'file', path: join(folder, 'a.mp3'), uploadName: 'job-1.mp3', mimeType: 'audio/mpeg' },
  });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clone-'));
    await writeFile(join(folder, 'a.mp3'), 'ID3 hello');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const answers: Record<string, readonly [unknown, object]> = {
    'the new voice': [NEW_VOICE, { id: '901', state: 'processing' }],
    'a voice that is ready': [
      { id: 901, status: 'completed' },
      { id: '901', state: 'completed' },
    ],
    'a voice without a status': [{ id: '901' }, { id: '901', state: 'pending' }],
    'the other shape of a voice': [
      { voice_id: 901, training_status: 'pending', is_custom: true },
      { id: '901', state: 'pending' },
    ],
    'a uuid alone': [{ uuid: 'c0ffee00-1111' }, { id: 'c0ffee00-1111', state: 'pending' }],
    'a job': [
      { job_id: 901, status: 'PENDING', credits_reserved: 3 },
      { id: '901', state: 'pending', creditsReserved: 3 },
    ],
  };
  for (const [what, [body, submitted]] of Object.entries(answers)) {
    it(`understands ${what}`, async () => {
      await using it = await voiceOf(answer(200, body));
      assert.deepEqual(await it.voice.clone(order(), signal), submitted);
    });
  }

  for (const refusal of [lacking('audio_file'), answer(400, { detail: 'audio_file is required' })]) {
    it('sends the sample under its other name where that is missing, and remembers that', async () => {
      await using it = await voiceOf(inTurn(refusal, made));
      await it.voice.clone(order(), signal);
      await it.voice.clone(order(), signal);
      assert.deepEqual(await it.parts(), [
        ['name', 'file'],
        ['name', 'audio_file'],
        ['name', 'audio_file'],
      ]);
    });
  }

  it('tries the other name once, and passes on what is said then', async () => {
    await using it = await voiceOf(inTurn(lacking('audio_file'), answer(402, {})));
    assert.equal((await failureOf(it.voice.clone(order(), signal))).code, 'audiopod-balance');
    assert.equal(it.server.seen.length, 2);
  });

  it('does not send again what is refused for what it holds', async () => {
    for (const detail of [
      'The file is too short',
      'voice limit reached',
      { code: 'consent_admission_required' },
    ]) {
      await using it = await voiceOf(answer(400, { detail }));
      const error = await failureOf(it.voice.clone(order(), signal));
      assert.deepEqual(
        [error.code, error.outcome, it.server.seen.length],
        ['audiopod-rejected', 'refused', 1],
      );
    }
  });

  for (const status of [404, 405]) {
    it(`goes to the voice profiles where the guide's path answers ${status}, and remembers that`, async () => {
      await using it = await voiceOf(
        routes({ '/voice/voices': answer(status, {}), '/voice/voice-profiles': made }),
      );
      await it.voice.clone(order(), signal);
      await it.voice.clone(order(), signal);
      assert.deepEqual(it.asked(), ['POST /voices', 'POST /voice-profiles', 'POST /voice-profiles']);
      assert.deepEqual((await it.parts())[1], ['name', 'file']);
    });
  }

  it('is never repeated after an answer that leaves the outcome open', async () => {
    await using it = await voiceOf(answer(500, {}));
    assert.equal((await failureOf(it.voice.clone(order(), signal))).outcome, 'unknown');
    assert.equal(it.server.seen.length, 1);
  });
});

describe('how far a clone is', () => {
  const states: Record<string, readonly [object, string]> = {
    'pending in small letters': [{ id: 901, status: 'pending' }, 'pending'],
    'processing in capitals': [NEW_VOICE, 'processing'],
    completed: [{ id: 901, status: 'COMPLETED' }, 'completed'],
    failed: [{ id: 901, status: 'failed' }, 'failed'],
    'the other name of the status': [{ voice_id: 901, training_status: 'processing' }, 'processing'],
    'no status at all, as of a voice that can be used': [{ id: 901, name: 'Night Desk' }, 'completed'],
    'a status alone': [{ status: 'processing' }, 'processing'],
  };
  for (const [what, [body, state]] of Object.entries(states)) {
    it(`is read from ${what}`, async () => {
      await using it = await voiceOf(answer(200, body));
      const job = await it.voice.cloned('901', signal);
      assert.deepEqual([job.id, job.state, job.outputs], ['901', state, []]);
    });
  }

  it('comes with the reason of a failure, and never with a sound', async () => {
    const body = { id: 901, status: 'FAILED', error_message: 'Too short', audio_url: 'https://media.test/1' };
    await using it = await voiceOf(answer(200, body));
    assert.deepEqual(await it.voice.cloned('901', signal), {
      id: '901',
      state: 'failed',
      outputs: [],
      failureText: 'Too short',
    });
  });

  it('is garbled where the answer is about no voice', async () => {
    for (const body of [{}, { message: 'ok' }, [], 'x']) {
      await using it = await voiceOf(answer(200, body));
      assert.equal((await failureOf(it.voice.cloned('901', signal))).code, 'audiopod-garbled');
    }
  });

  it('is read at the status path where the other one is gone', async () => {
    await using it = await voiceOf(
      routes({ '/voice/voices/901': answer(405, {}), '/voice/voices/901/status': answer(200, NEW_VOICE) }),
    );
    await it.voice.cloned('901', signal);
    await it.voice.cloned('901', signal);
    assert.deepEqual(it.asked(), ['GET /voices/901', 'GET /voices/901/status', 'GET /voices/901/status']);
    assert.equal((await failureOf(it.voice.cloned('902', signal))).code, 'audiopod-not-found');
  });
});

describe('one voice', () => {
  it('is shown in either shape', async () => {
    await using it = await voiceOf(
      inTurn(made, answer(200, { voice_id: '902', name: 'Mine', is_custom: true })),
    );
    assert.deepEqual(await it.voice.voice('901', signal), {
      id: '901',
      uuid: 'c0ffee00-1111',
      name: 'Night Desk',
      displayName: 'Night Desk',
      description: 'low, calm',
      isCustom: true,
    });
    assert.deepEqual(await it.voice.voice('902', signal), {
      id: '902',
      name: 'Mine',
      displayName: 'Mine',
      isCustom: true,
    });
  });

  it('is nothing where the service knows none', async () => {
    await using it = await voiceOf(answer(404, { detail: 'Voice not found' }));
    assert.equal(await it.voice.voice('901', signal), undefined);
  });

  it('is not nothing where it is someone else’s, or where the answer makes no sense', async () => {
    await using it = await voiceOf(inTurn(answer(403, {}), answer(200, { message: 'ok' })));
    assert.equal((await failureOf(it.voice.voice('901', signal))).code, 'audiopod-forbidden');
    assert.equal((await failureOf(it.voice.voice('901', signal))).code, 'audiopod-garbled');
  });
});
