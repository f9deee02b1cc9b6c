import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  at,
  ffmpeg,
  makeTempDir,
  NO_SUBMITS,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from './sandbox-fixture.ts';
import { hear, likeness } from './sound.ts';

const VOICES = '/api/v1/voice/voices';
const PROFILES = '/api/v1/voice/voice-profiles';

/** A form with a sample: a tone of the given pitch and length. */
async function sampleForm(
  t: TestContext,
  { part = 'file', hz = 180, seconds = 5, name = 'Night Desk' } = {},
): Promise<FormData> {
  const file = path.join(await makeTempDir(t), 'sample.mp3');
  await ffmpeg(['-f', 'lavfi', '-i', `sine=f=${hz}:d=${seconds}`, file], t.signal);
  const form = new FormData();
  form.set('name', name);
  form.set('description', 'low, calm');
  form.set(part, await openAsBlob(file), 'sample.mp3');
  return form;
}

async function spokenBy(sandbox: TestSandbox, voice: string, dir: string) {
  const submitted = await sandbox.form(`${VOICES}/${voice}/generate`, { input_text: 'Good evening' });
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  const done = await sandbox.get(`/api/v1/voice/tts-jobs/${at(submitted.body, 'job_id')}/status`);
  return hear(textAt(done.body, 'output_url'), dir);
}

test('a clone is processing until the clock completes it, is listed as custom, and then speaks', async (t) => {
  const sandbox = await startTestSandbox(t);
  const created = await sandbox.form(VOICES, await sampleForm(t));
  assert.equal(created.status, 200);
  const id = Number(at(created.body, 'id'));
  assert.ok(id > 900);
  assert.match(textAt(created.body, 'uuid'), /^[0-9a-f-]{36}$/);
  assert.equal(at(created.body, 'voice_type'), 'CUSTOM');
  assert.equal(at(created.body, 'status'), 'PROCESSING');
  assert.equal(at(created.body, 'processed_at'), null);
  assert.equal(at(created.body, 'file_path'), `voices/custom/${id}.mp3`);
  const early = await sandbox.form(`${VOICES}/${id}/generate`, { input_text: 'Hi' });
  assert.equal(early.status, 400);
  await sandbox.finishJobs();
  for (const read of [`${VOICES}/${id}`, `${VOICES}/${at(created.body, 'uuid')}/status`]) {
    const { body } = await sandbox.get(read);
    assert.equal(at(body, 'status'), 'COMPLETED');
    assert.equal(at(body, 'name'), 'Night Desk');
    assert.equal(typeof at(body, 'processed_at'), 'string');
  }
  for (const list of [PROFILES, VOICES]) {
    const { body } = await sandbox.get(`${list}?voice_type=CUSTOM`);
    assert.equal(at(body, 'length'), 1);
    assert.equal(at(body, '0.id'), id);
    assert.equal(at(body, '0.description'), 'low, calm');
  }
  const { rms } = await spokenBy(sandbox, textAt(created.body, 'uuid'), await makeTempDir(t));
  assert.ok(rms > 0.02);
});

test('the sample decides the voice', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const sounds = [];
  for (const hz of [180, 180, 320]) {
    const { body } = await sandbox.form(VOICES, await sampleForm(t, { hz }));
    await sandbox.finishJobs();
    sounds.push(await spokenBy(sandbox, String(at(body, 'id')), dir));
  }
  const [first, same, other] = sounds;
  assert.ok(first && same && other);
  assert.ok(likeness(first.samples, same.samples) > 0.999);
  assert.ok(likeness(first.samples, other.samples) < 0.98);
});

test('every path and every name of the part makes a voice', async (t) => {
  const sandbox = await startTestSandbox(t);
  const ways = [
    [VOICES, 'file'],
    [VOICES, 'audio_file'],
    [PROFILES, 'file'],
    ['/api/v1/voice/voice-clone', 'reference_audio'],
  ] as const;
  for (const [to, part] of ways) {
    assert.equal((await sandbox.form(to, await sampleForm(t, { part }))).status, 200, `${to} ${part}`);
  }
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, clones: 4 });
});

test('a deleted clone is gone, and a stock voice cannot be deleted', async (t) => {
  const sandbox = await startTestSandbox(t);
  const { body } = await sandbox.form(VOICES, await sampleForm(t));
  const clone = `${VOICES}/${at(body, 'id')}`;
  const deleted = await sandbox.remove(clone);
  assert.equal(deleted.status, 204);
  assert.equal(deleted.body, '');
  assert.equal((await sandbox.remove(clone)).status, 404);
  assert.equal((await sandbox.get(clone)).status, 404);
  assert.deepEqual((await sandbox.get(`${VOICES}?voice_type=CUSTOM`)).body, []);
  assert.equal((await sandbox.remove(`${VOICES}/aura`)).status, 403);
  assert.equal((await sandbox.get(`${VOICES}/aura`)).status, 200);
});

test('the list searches, pages past the stock voices to the clones, and has another form', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.form(VOICES, await sampleForm(t));
  const all = await sandbox.get(`${VOICES}?limit=100`);
  const count = Number(at(all.body, 'length'));
  const last = await sandbox.get(`${VOICES}?skip=${count - 1}&limit=10`);
  assert.equal(at(last.body, 'length'), 1);
  assert.equal(at(last.body, '0.name'), 'Night Desk');
  assert.equal(at((await sandbox.get(`${VOICES}?search=NIGHT`)).body, '0.name'), 'Night Desk');
  assert.equal(at((await sandbox.get(`${VOICES}?search=scottish`)).body, '0.name'), 'willow');
  assert.equal(at((await sandbox.get(`${VOICES}?include_public=false`)).body, 'length'), 1);
  assert.equal(at((await sandbox.get(`${VOICES}?is_public=true&limit=100`)).body, 'length'), count - 1);
  sandbox.control.faults.add({ on: 'voice.list', fault: { kind: 'voices-as-object' } });
  const object = await sandbox.get(`${VOICES}?limit=3`);
  assert.equal(at(object.body, 'voices.0.name'), 'aura');
  assert.equal(at(object.body, 'hasMore'), false);
});

test('making a voice can fail, be held, and is paid for only when it is done', async (t) => {
  const sandbox = await startTestSandbox(t, { balanceCents: 50 });
  sandbox.control.faults.add({ on: 'voice.clone', fault: { kind: 'fail', reason: 'Too noisy' } });
  const failed = await sandbox.form(VOICES, await sampleForm(t));
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${VOICES}/${at(failed.body, 'id')}`);
  assert.equal(at(body, 'status'), 'FAILED');
  assert.equal(at(body, 'error_message'), 'Too noisy');
  assert.equal(sandbox.control.wallet.figures().availableCents, 50);
  sandbox.control.faults.add({ on: 'voice.clone', fault: { kind: 'hold' } });
  const held = await sandbox.form(VOICES, await sampleForm(t));
  await sandbox.finishJobs();
  const path = `${VOICES}/${at(held.body, 'id')}`;
  assert.equal(at((await sandbox.get(path)).body, 'status'), 'PROCESSING');
  sandbox.control.jobs.release('clones', 2);
  await sandbox.control.jobs.settled('clones', 2);
  assert.equal(at((await sandbox.get(path)).body, 'status'), 'COMPLETED');
  assert.equal(sandbox.control.wallet.usage()[0]?.serviceType, 'voice_cloning');
  assert.equal(sandbox.control.wallet.figures().spentCents, 1);
});

test('a sample that will not do is refused and makes no voice', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.form(VOICES, await sampleForm(t, { seconds: 1 }))).status, 400);
  assert.equal((await sandbox.form(VOICES, await sampleForm(t, { name: ' ' }))).status, 422);
  assert.equal((await sandbox.form(VOICES, await sampleForm(t, { part: 'sound' }))).status, 422);
  const form = new FormData();
  form.set('name', 'a');
  form.set('file', new Blob(['no sound']), 'a.mp3');
  assert.equal(at((await sandbox.form(VOICES, form)).body, 'error_code'), 'INVALID_AUDIO_FORMAT');
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});
