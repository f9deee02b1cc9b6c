import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { measure } from '../../sandbox/audio/measure.ts';
import {
  at,
  ffmpeg,
  makeTempDir,
  NO_SUBMITS,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from './sandbox-fixture.ts';
import { hear, likeness, makeSongFile } from './sound.ts';

const EXTRACT = '/api/v1/stem-extraction/api/extract';

async function upload(sandbox: TestSandbox, file: string, fields: Record<string, string>) {
  const form = new FormData();
  form.set('file', await openAsBlob(file), path.basename(file));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return sandbox.form(EXTRACT, form);
}

function urlsOf(body: unknown): Record<string, string> {
  const urls = at(body, 'download_urls');
  assert.ok(typeof urls === 'object' && urls !== null);
  return Object.fromEntries(Object.entries(urls));
}

test('an uploaded song becomes stems as long as itself, audible, and different from each other', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const song = path.join(dir, 'my song.m4a');
  await makeSongFile(song, 6);
  const submitted = await upload(sandbox, song, { mode: 'six' });
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  assert.equal(at(submitted.body, 'status'), 'PENDING');
  assert.equal(at(submitted.body, 'source_type'), 'FILE');
  assert.equal(at(submitted.body, 'input_path'), 'in/1/my song.m4a');
  await sandbox.finishJobs();
  const done = await sandbox.get('/api/v1/stem-extraction/status/1');
  assert.equal(at(done.body, 'status'), 'COMPLETED');
  assert.equal(at(done.body, 'progress'), undefined);
  const urls = urlsOf(done.body);
  assert.deepEqual(Object.keys(urls), ['vocals', 'drums', 'bass', 'other', 'guitar', 'piano']);
  const sounds = await Promise.all(Object.values(urls).map((url) => hear(url, dir)));
  for (const [index, sound] of sounds.entries()) {
    assert.ok(Math.abs(sound.seconds - 6) < 0.1, `${sound.seconds} s`);
    assert.ok(sound.rms > 0.001, `stem ${index} is silent`);
    for (const other of sounds.slice(index + 1)) {
      const alike = likeness(sound.samples, other.samples);
      assert.ok(alike < 0.98, `two stems are ${alike.toFixed(3)} alike`);
    }
  }
});

test('every mode makes the stems it promises', async (t) => {
  const sandbox = await startTestSandbox(t);
  const song = path.join(await makeTempDir(t), 'short.wav');
  await makeSongFile(song, 0.5);
  const { body } = await sandbox.get('/api/v1/stem-extraction/modes');
  const modes = at(body, 'modes');
  assert.ok(Array.isArray(modes) && modes.length === 7);
  for (const entry of modes) {
    const mode = textAt(entry, 'mode');
    const submitted = await upload(sandbox, song, { mode, ...(mode === 'single' && { stem: 'drums' }) });
    assert.equal(submitted.status, 200, mode);
    await sandbox.finishJobs();
    const done = await sandbox.get(`/api/v1/stem-extraction/jobs/${at(submitted.body, 'id')}`);
    const stems = Object.keys(urlsOf(done.body));
    assert.equal(stems.length, at(entry, 'stem_count'), mode);
    if (mode === 'single') assert.deepEqual(stems, ['drums', 'no_drums']);
    if (mode === 'two') assert.deepEqual(stems, ['vocals', 'no_vocals']);
  }
});

test('a url is accepted in every kind of body and nothing is fetched', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = 'https://nowhere.invalid/watch?v=1';
  const multipart = new FormData();
  multipart.set('url', url);
  assert.equal((await sandbox.form(EXTRACT, multipart)).status, 200);
  assert.equal((await sandbox.form(EXTRACT, { url })).status, 200);
  assert.equal((await sandbox.json(EXTRACT, { url, mode: null, stem: null })).status, 200);
  // An official client labels an urlencoded body as JSON (AudioPod API notes 1.3).
  const mislabelled = await fetch(`${sandbox.url}${EXTRACT}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${sandbox.apiKey}` },
    body: new URLSearchParams({ url, mode: 'two' }).toString(),
  });
  assert.equal(mislabelled.status, 200);
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, stems: 4 });
});

test('a link to the sandbox itself is taken apart for real', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.form('/api/v1/voice/voices/sage/generate', { input_text: 'Testing, one, two.' });
  await sandbox.finishJobs();
  const speech = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  const url = textAt(speech.body, 'output_url');
  await sandbox.form(EXTRACT, { url, mode: 'single', stem: 'vocals' });
  await sandbox.finishJobs();
  const done = await sandbox.get('/api/v1/stem-extraction/status/1');
  const sound = await hear(textAt(done.body, 'download_urls.vocals'), await makeTempDir(t));
  assert.ok(Math.abs(sound.seconds - Number(at(speech.body, 'total_duration'))) < 0.1);
  assert.equal((await sandbox.form(EXTRACT, { url: url.replace('sig=', 'sig=00') })).status, 403);
});

test('what cannot be taken apart is refused and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const text = path.join(dir, 'notes.mp3');
  await writeFile(text, 'this is no sound');
  const refused = await upload(sandbox, text, {});
  assert.equal(refused.status, 400);
  assert.equal(at(refused.body, 'error_code'), 'INVALID_AUDIO_FORMAT');
  const url = 'https://example.test/a.mp3';
  assert.equal((await sandbox.form(EXTRACT, {})).status, 400);
  assert.equal((await sandbox.form(EXTRACT, { url: 'not a url' })).status, 400);
  assert.equal((await sandbox.form(EXTRACT, { url: 'file:///etc/passwd' })).status, 400);
  assert.equal((await sandbox.form(EXTRACT, { url, mode: 'nine' })).status, 422);
  assert.equal((await sandbox.form(EXTRACT, { url, mode: 'single' })).status, 400);
  assert.equal((await sandbox.form(EXTRACT, { url, mode: 'single', stem: 'kazoo' })).status, 400);
  assert.equal((await upload(sandbox, text, { url })).status, 400);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});

test('a playlist that names another file on disk is no song', async (t) => {
  const dir = await makeTempDir(t);
  await makeSongFile(path.join(dir, 'secret.wav'), 1);
  const playlist = path.join(dir, 'list');
  await writeFile(playlist, 'ffconcat version 1.0\nfile secret.wav\n');
  await assert.rejects(measure(ffmpeg, playlist, t.signal), /whitelist/i);
});

test('an upload above the limit is refused with its size, and nothing of it stays', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { uploadLimitBytes: 2 * 1024 * 1024 } });
  const dir = await makeTempDir(t);
  const big = path.join(dir, 'big.wav');
  await writeFile(big, Buffer.alloc(8 * 1024 * 1024));
  const refused = await upload(sandbox, big, {});
  assert.equal(refused.status, 413);
  assert.equal(at(refused.body, 'error_code'), 'file_too_large');
  assert.equal(at(refused.body, 'details.max_size_mb'), 2);
});

test('the list is newest first, pages, and filters by status', async (t) => {
  const sandbox = await startTestSandbox(t);
  const ids = (body: unknown) => (Array.isArray(body) ? body.map((job) => at(job, 'id')) : body);
  for (let made = 0; made < 3; made++)
    await sandbox.form(EXTRACT, { url: 'https://example.test/a', mode: 'two' });
  sandbox.control.jobs.cancel('stems', 2);
  const list = '/api/v1/stem-extraction/jobs';
  assert.deepEqual(ids((await sandbox.get(list)).body), [3, 2, 1]);
  assert.deepEqual(ids((await sandbox.get(`${list}?skip=1&limit=1`)).body), [2]);
  assert.deepEqual(ids((await sandbox.get(`${list}?status=CANCELLED`)).body), [2]);
  assert.equal((await sandbox.get(`${list}?limit=ten`)).status, 422);
});

test('a deleted job is gone with its files', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.form(EXTRACT, { url: 'https://example.test/a', mode: 'two' });
  await sandbox.finishJobs();
  const done = await sandbox.get('/api/v1/stem-extraction/status/1');
  const url = textAt(done.body, 'download_urls.vocals');
  const deleted = await sandbox.remove('/api/v1/stem-extraction/jobs/1');
  assert.equal(deleted.status, 204);
  assert.equal(deleted.body, '');
  assert.equal((await sandbox.get('/api/v1/stem-extraction/jobs/1')).status, 404);
  assert.equal((await sandbox.remove('/api/v1/stem-extraction/jobs/1')).status, 404);
  assert.equal((await fetch(url)).status, 404);
});

test('a long song comes apart into six stems', async (t) => {
  const durationSeconds = process.env['PROVE'] === undefined ? 30 : 180;
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const song = path.join(dir, 'long.mp3');
  await makeSongFile(song, durationSeconds);
  await upload(sandbox, song, { mode: 'six' });
  await sandbox.finishJobs();
  const done = await sandbox.get('/api/v1/stem-extraction/status/1');
  assert.equal(at(done.body, 'status'), 'COMPLETED');
  const sound = await hear(textAt(done.body, 'download_urls.bass'), dir);
  assert.ok(Math.abs(sound.seconds - durationSeconds) < 0.2, `${sound.seconds} s`);
});

test('a plan without the fine modes refuses them with 402 or 403, and still takes the others', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { premiumStems: 402 } });
  const ask = (mode: string) => sandbox.form(EXTRACT, { url: 'https://example.test/a.mp3', mode });
  for (const mode of ['producer', 'studio', 'mastering']) {
    const refused = await ask(mode);
    assert.equal(refused.status, 402, mode);
    assert.equal(at(refused.body, 'detail.code'), 'PREMIUM_TIER_REQUIRED');
  }
  sandbox.control.settings.change({ premiumStems: 403 });
  assert.equal((await ask('studio')).status, 403);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
  assert.equal((await ask('six')).status, 200);
});
