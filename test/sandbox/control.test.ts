import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { at, FFMPEG_PATH, makeTempDir, NO_SUBMITS, startTestSandbox } from './sandbox-fixture.ts';

const GENERATE = '/api/v1/voice/voices/aura/generate';

test('everything can be turned over HTTP as well', async (t) => {
  const sandbox = await startTestSandbox(t);
  const rule = { on: 'voice.submit', fault: { kind: 'hold' } };
  assert.equal((await sandbox.json('/_control/faults', rule)).status, 201);
  assert.equal(at((await sandbox.get('/_control/faults')).body, '0.times'), 1);
  await sandbox.form(GENERATE, { input_text: 'Hi' });
  await sandbox.json('/_control/time/advance', { durationMs: 60_000 });
  const jobs = await sandbox.get('/_control/jobs');
  assert.equal(at(jobs.body, 'submits.voice'), 1);
  assert.equal(at(jobs.body, 'jobs.0.state.status'), 'PROCESSING');
  assert.equal((await sandbox.json('/_control/jobs/voice/1/release', {})).status, 204);
  await sandbox.json('/_control/time/advance', { durationMs: 1 });
  assert.equal(at((await sandbox.get('/_control/jobs')).body, 'jobs.0.state.status'), 'COMPLETED');
  assert.equal((await sandbox.json('/_control/jobs/voice/1/cancel', {})).status, 404);
  const wallet = await sandbox.json('/_control/wallet', { availableCents: 7 }, 'PUT');
  assert.equal(at(wallet.body, 'availableCents'), 7);
  assert.equal(at((await sandbox.get('/_control/wallet')).body, 'usage.0.serviceType'), 'text_to_speech');
  const settings = await sandbox.json('/_control/settings', { dialect: 'a' }, 'PATCH');
  assert.equal(at(settings.body, 'dialect'), 'a');
  const requests = await sandbox.get('/_control/requests');
  assert.ok(Array.isArray(requests.body) && requests.body.length === 1, 'control requests are not logged');
  assert.equal((await sandbox.remove('/_control/requests')).status, 204);
  assert.equal((await sandbox.json('/_control/reset', {})).status, 204);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
  assert.equal(sandbox.control.settings.current().dialect, 'both');
  assert.equal(sandbox.control.wallet.figures().availableCents, 5000);
});

test('a fault that is none is refused with the reason', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const rule of [{}, { fault: { kind: 'nap' } }, { fault: { kind: 'hold' }, tiems: 2 }, 'text']) {
    const refused = await sandbox.json('/_control/faults', rule);
    assert.equal(refused.status, 400);
    assert.equal(typeof at(refused.body, 'problem'), 'string');
  }
  assert.equal((await sandbox.remove('/_control/faults/99')).status, 404);
});

test('a page in a browser cannot reach the control', async (t) => {
  const sandbox = await startTestSandbox(t);
  const refused = await sandbox.get('/_control/jobs', { Origin: 'https://example.test' });
  assert.equal(refused.status, 403);
});

test('advancing time waits for the jobs that are due', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.form(GENERATE, { input_text: 'Hello there' });
  await sandbox.control.time.advance(10_000);
  assert.equal(sandbox.control.jobs.list()[0]?.state.status, 'COMPLETED');
});

test('closing in the midst of work stops it and leaves no file behind', async (t) => {
  const dataDir = await makeTempDir(t);
  const sandbox = await startSandbox({ port: 0, ffmpegPath: FFMPEG_PATH, dataDir, speedUp: 0 });
  const submit = (path: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'X-API-Key': sandbox.apiKey },
    });
  await submit(GENERATE, { input_text: 'word '.repeat(900), speed: '0.25' });
  await submit('/api/v1/stem-extraction/api/extract', { url: 'https://example.test/a', mode: 'mastering' });
  assert.equal((await readdir(dataDir)).length, 1);
  await Promise.all([sandbox.close(), sandbox.close()]);
  assert.deepEqual(await readdir(dataDir), []);
});

test('a taken port is an error, and nothing stays behind', async (t) => {
  const dataDir = await makeTempDir(t);
  const squatter = createServer().listen(0, '127.0.0.1');
  t.after(() => squatter.close());
  await once(squatter, 'listening');
  const address = squatter.address();
  assert.ok(address !== null && typeof address === 'object');
  await assert.rejects(startSandbox({ port: address.port, ffmpegPath: FFMPEG_PATH, dataDir }), /EADDRINUSE/);
  assert.deepEqual(await readdir(dataDir), []);
});

test('a machine without ffmpeg fails the job and returns the money', async (t) => {
  const sandbox = await startTestSandbox(t, { ffmpegPath: '/nowhere/ffmpeg' });
  await sandbox.form('/api/v1/stem-extraction/api/extract', { url: 'https://example.test/a' });
  await sandbox.finishJobs();
  const { body } = await sandbox.get('/api/v1/stem-extraction/status/1');
  assert.equal(at(body, 'status'), 'FAILED');
  assert.equal(sandbox.control.wallet.figures().availableCents, 5000);
});
