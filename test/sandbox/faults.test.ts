import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRuleInput } from '../../sandbox/faults/fault.ts';
import {
  at,
  makeTempDir,
  NO_SUBMITS,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from './sandbox-fixture.ts';
import { hear } from './sound.ts';

const GENERATE = '/api/v1/voice/voices/aura/generate';
const EXTRACT = '/api/v1/stem-extraction/api/extract';
const BALANCE = '/api/v1/api-wallet/balance';
const speak = (sandbox: TestSandbox) => sandbox.form(GENERATE, { input_text: 'Hi' });
const separate = (sandbox: TestSandbox) =>
  sandbox.form(EXTRACT, { url: 'https://example.test/a', mode: 'two' });

async function doneSpeech(sandbox: TestSandbox) {
  await speak(sandbox);
  await sandbox.finishJobs();
  return sandbox.get('/api/v1/voice/tts-jobs/1/status');
}

async function doneStems(sandbox: TestSandbox) {
  await separate(sandbox);
  await sandbox.finishJobs();
  return sandbox.get('/api/v1/stem-extraction/status/1');
}

test('every status can be answered, once, and nothing is done then', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const status of [400, 401, 402, 403, 404, 405, 410, 413, 422, 429, 500, 502, 503, 504]) {
    sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'status', status } });
    const refused = await speak(sandbox);
    assert.equal(refused.status, status);
    assert.equal(typeof refused.body, 'object');
  }
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
  assert.equal((await speak(sandbox)).status, 200);
});

test('every error shape can be answered', async (t) => {
  const sandbox = await startTestSandbox(t);
  const places = {
    A: 'detail',
    B: 'detail.0.msg',
    C: 'detail.code',
    D: 'required_cents',
    E: 'error_code',
    F: 'error.code',
    G: 'error.type',
  };
  for (const shape of ['A', 'B', 'C', 'D', 'E', 'F', 'G'] as const) {
    sandbox.control.faults.add({ on: 'wallet', fault: { kind: 'status', status: 400, shape } });
    assert.notEqual(at((await sandbox.get(BALANCE)).body, places[shape]), undefined, shape);
  }
});

test('429 says when to come back', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ fault: { kind: 'status', status: 429, retryAfterSeconds: 7 } });
  const refused = await sandbox.get(BALANCE);
  assert.equal(refused.headers.get('retry-after'), '7');
  assert.equal(at(refused.body, 'error.retry_after'), 7);
});

test('a fault strikes as often as it was told, only where it was told, or until it is cleared', async (t) => {
  const sandbox = await startTestSandbox(t);
  const fault = { kind: 'status', status: 503 } as const;
  sandbox.control.faults.add({ on: 'wallet.balance', times: 2, fault });
  sandbox.control.faults.add({ on: '/api/v1/stem-extraction', times: 'lasting', fault });
  assert.equal((await sandbox.get('/api/v1/api-wallet/pricing')).status, 200);
  assert.equal((await sandbox.get(BALANCE)).status, 503);
  assert.equal((await sandbox.get(BALANCE)).status, 503);
  assert.equal((await sandbox.get(BALANCE)).status, 200);
  for (let read = 0; read < 3; read++) assert.equal((await separate(sandbox)).status, 503);
  sandbox.control.faults.clear();
  assert.equal((await separate(sandbox)).status, 200);
});

test('a connection can be dropped before the job is made, and after', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'before' } });
  await assert.rejects(speak(sandbox));
  assert.equal(sandbox.control.jobs.submits()['voice'], 0);
  sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
  await assert.rejects(speak(sandbox));
  assert.equal(sandbox.control.jobs.submits()['voice'], 1);
  assert.equal(sandbox.control.requests.list().at(-1)?.status, 0);
  assert.equal(sandbox.control.requests.list().at(-1)?.jobId, 1);
});

test('a job can be made although the answer is 500 or garbage', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'status', status: 500, when: 'after' } });
  sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'garbage' } });
  assert.equal((await separate(sandbox)).status, 500);
  const garbled = await separate(sandbox);
  assert.equal(garbled.status, 200);
  assert.match(garbled.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(typeof garbled.body, 'string');
  assert.equal(sandbox.control.jobs.submits()['stems'], 2);
});

test('a slow answer waits on the sandbox clock, with the job already made', async (t) => {
  const sandbox = await startTestSandbox(t, { speedUp: 1000 });
  sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'slow', delayMs: 60_000 } });
  const beforeMs = sandbox.control.time.nowMs();
  assert.equal((await speak(sandbox)).status, 200);
  assert.ok(sandbox.control.time.nowMs() - beforeMs >= 60_000);
});

test('a client that gives up on a slow answer does not hold the sandbox', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'wallet', fault: { kind: 'slow', delayMs: 60_000, when: 'before' } });
  const abort = new AbortController();
  const headers = { 'X-API-Key': sandbox.apiKey };
  const asked = fetch(`${sandbox.url}${BALANCE}`, { headers, signal: abort.signal });
  abort.abort();
  await assert.rejects(asked);
  await sandbox.close();
});

test('a failed job carries its reason in either field', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice', fault: { kind: 'fail', reason: 'Too quiet', field: 'error' } });
  const speech = await doneSpeech(sandbox);
  assert.equal(at(speech.body, 'status'), 'failed');
  assert.equal(at(speech.body, 'error'), 'Too quiet');
  assert.equal(at(speech.body, 'error_message'), undefined);
  sandbox.control.faults.add({ on: 'stems', fault: { kind: 'fail' } });
  const stems = await doneStems(sandbox);
  assert.equal(at(stems.body, 'status'), 'FAILED');
  assert.equal(typeof at(stems.body, 'error_message'), 'string');
});

test('a held job stays in progress until it is released', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
  await speak(sandbox);
  // By the time these are done, the held one would be as well.
  for (const words of [20, 20]) await sandbox.form(GENERATE, { input_text: 'lantern '.repeat(words) });
  await sandbox.finishJobs();
  const held = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  assert.equal(at(held.body, 'status'), 'processing');
  assert.equal(sandbox.control.jobs.release('voice', 1), true);
  await sandbox.control.jobs.settled('voice', 1);
  const done = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  assert.equal(at(done.body, 'status'), 'completed');
  assert.equal(sandbox.control.jobs.release('voice', 1), false);
});

test('answers take every form the service is known for', async (t) => {
  const sandbox = await startTestSandbox(t);
  const one = (fault: FaultRuleInput['fault'], on = '*') => sandbox.control.faults.add({ on, fault });
  one({ kind: 'id-as-string' }, 'voice.submit');
  assert.equal(at((await speak(sandbox)).body, 'job_id'), '1');
  one({ kind: 'job-id-only' }, 'stems');
  assert.deepEqual((await separate(sandbox)).body, { job_id: 1, status: 'PENDING' });
  one({ kind: 'wrapped-job' }, 'stems');
  assert.equal(at((await separate(sandbox)).body, 'job.id'), 2);
  one({ kind: 'list-as-object' }, 'voice.list');
  assert.equal(at((await sandbox.get('/api/v1/voice/voices?limit=2')).body, 'items.1.name'), 'jester');
  one({ kind: 'bare-money' });
  assert.equal(at((await sandbox.get(BALANCE)).body, 'balance_usd'), '49.91');
  await sandbox.finishJobs();
  const speech = '/api/v1/voice/tts-jobs/1/status';
  one({ kind: 'no-progress' });
  assert.equal(at((await sandbox.get(speech)).body, 'progress'), undefined);
  one({ kind: 'no-length' });
  assert.equal(at((await sandbox.get(speech)).body, 'total_duration'), undefined);
  one({ kind: 'unknown-status' });
  assert.equal(at((await sandbox.get(speech)).body, 'status'), 'ARCHIVING');
  one({ kind: 'zoneless-times' });
  assert.match(
    textAt((await sandbox.get(speech)).body, 'completed_at'),
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/,
  );
  assert.deepEqual(sandbox.control.faults.list(), []);
});

test('a finished job can lack its link, a stem, or what an entry should hold', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'no-url' } });
  await speak(sandbox);
  const path = '/api/v1/voice/tts-jobs/1/status';
  assert.equal(at((await sandbox.get(path)).body, 'status'), 'pending');
  await sandbox.finishJobs();
  const without = await sandbox.get(path);
  assert.equal(at(without.body, 'status'), 'completed');
  assert.equal(at(without.body, 'output_url'), null);
  sandbox.control.faults.add({ on: 'stems.status', fault: { kind: 'missing-stem' } });
  assert.equal(at((await doneStems(sandbox)).body, 'download_urls.vocals'), undefined);
  sandbox.control.faults.add({ on: 'stems.status', fault: { kind: 'empty-stem' } });
  const empty = await sandbox.get('/api/v1/stem-extraction/status/1');
  assert.equal(at(empty.body, 'download_urls.vocals'), '');
  assert.equal(at(empty.body, 'download_urls.fx'), null);
});

test('a link works until it expires, and the next read of the job gives a fresh one', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { linkLifetimeMs: 60_000 } });
  const first = textAt((await doneSpeech(sandbox)).body, 'output_url');
  assert.equal((await fetch(first)).status, 200);
  assert.equal((await fetch(first.replace(/exp=\d+/, 'exp=9999999999'))).status, 403);
  await sandbox.control.time.advance(61_000);
  assert.equal((await fetch(first)).status, 403);
  const again = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  assert.equal((await fetch(textAt(again.body, 'output_url'))).status, 200);
});

test('links can be given out expired, once', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'expired-links' } });
  assert.equal((await fetch(textAt((await doneSpeech(sandbox)).body, 'output_url'))).status, 403);
  const again = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  assert.equal((await fetch(textAt(again.body, 'output_url'))).status, 200);
});

test('a download can break off short of its Content-Length', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = textAt((await doneSpeech(sandbox)).body, 'output_url');
  sandbox.control.faults.add({ on: 'files.download', fault: { kind: 'truncate', keepBytes: 500 } });
  const broken = await fetch(url);
  assert.equal(broken.status, 200);
  assert.ok(Number(broken.headers.get('content-length')) > 500);
  await assert.rejects(broken.arrayBuffer());
  assert.equal((await fetch(url)).ok, true);
});

test('audio can be damaged: no sound at all, or less of it than its header says', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  sandbox.control.faults.add({ on: 'voice', fault: { kind: 'damaged-audio' } });
  const garbage = textAt((await doneSpeech(sandbox)).body, 'output_url');
  await assert.rejects(hear(garbage, dir));
  sandbox.control.faults.add({ on: 'stems', fault: { kind: 'damaged-audio', how: 'cut' } });
  const cut = textAt((await doneStems(sandbox)).body, 'download_urls.vocals');
  const { seconds } = await hear(cut, dir);
  assert.ok(seconds > 9 && seconds < 11, `${seconds} s of 20`);
});

test('one speech can be a real MP3', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'real-mp3' } });
  const { bytes } = await hear(textAt((await doneSpeech(sandbox)).body, 'output_url'), await makeTempDir(t));
  assert.notEqual(bytes.toString('latin1', 0, 4), 'RIFF');
});

/** Services whose submits and reads follow one pattern, and the cheapest order each of them takes. */
const SERVICES = {
  music: { submit: '/api/v1/music/text2samples', jobs: '/api/v1/music/jobs', order: { audio_duration: 1 } },
  transcription: { submit: '/api/v1/transcribe/transcribe', jobs: '/api/v1/transcribe/jobs', order: {} },
  speaker: { submit: '/api/v1/speaker/diarize', jobs: '/api/v1/speaker/jobs', order: {} },
  denoiser: { submit: '/api/v1/denoiser/denoise', jobs: '/api/v1/denoiser/jobs', order: {} },
};

for (const [service, { submit, jobs, order }] of Object.entries(SERVICES)) {
  test(`the jobs of ${service} fail, wait, hide and answer oddly like those of any other service`, async (t) => {
    const sandbox = await startTestSandbox(t);
    const addFault = (fault: FaultRuleInput['fault'], on: string) =>
      sandbox.control.faults.add({ on: `${service}.${on}`, fault });
    const ask = () => sandbox.json(submit, { prompt: 'a', url: 'https://example.test/a.mp3', ...order });
    const read = (id: number) => sandbox.get(`${jobs}/${id}`);
    const funds = sandbox.control.wallet.figures().availableCents;

    addFault({ kind: 'status', status: 503 }, 'submit');
    assert.equal((await ask()).status, 503);
    addFault({ kind: 'drop', when: 'before' }, 'submit');
    await assert.rejects(ask());
    assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);

    addFault({ kind: 'fail', reason: 'Too quiet', field: 'error' }, 'submit');
    addFault({ kind: 'job-id-only' }, 'submit');
    assert.equal(at((await ask()).body, 'job_id'), 1);
    await sandbox.finishJobs();
    assert.equal(at((await read(1)).body, 'status'), 'FAILED');
    assert.equal(at((await read(1)).body, 'error'), 'Too quiet');
    assert.equal(sandbox.control.wallet.figures().availableCents, funds);

    addFault({ kind: 'hold' }, 'submit');
    addFault({ kind: 'status', status: 500, when: 'after' }, 'submit');
    assert.equal((await ask()).status, 500);
    await sandbox.finishJobs();
    assert.equal(at((await read(2)).body, 'status'), 'PROCESSING');
    assert.equal(sandbox.control.jobs.cancel(service, 2), true);
    assert.equal(at((await read(2)).body, 'status'), 'CANCELLED');
    assert.equal(sandbox.control.jobs.submits()[service], 2);

    addFault({ kind: 'unknown-status' }, 'job');
    assert.equal(at((await read(1)).body, 'status'), 'ARCHIVING');
    addFault({ kind: 'garbage' }, 'job');
    assert.equal(typeof (await read(1)).body, 'string');
    addFault({ kind: 'id-as-string' }, 'job');
    assert.equal(at((await read(1)).body, 'id'), '1');
    assert.deepEqual(sandbox.control.faults.list(), []);
  });
}

test('finished music can lack every link', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.json('/api/v1/music/text2samples', { prompt: 'a', audio_duration: 1 });
  await sandbox.finishJobs();
  sandbox.control.faults.add({ on: 'music', fault: { kind: 'no-url' } });
  const { body } = await sandbox.get('/api/v1/music/jobs/1/status');
  assert.equal(at(body, 'status'), 'COMPLETED');
  assert.equal(at(body, 'output_url'), null);
  assert.equal(at(body, 'output_urls'), null);
});
