import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { at, ffmpeg, makeTempDir, NO_SUBMITS, startTestSandbox, textAt } from './sandbox-fixture.ts';
import { hear, makeSongFile, type Sound } from './sound.ts';

const DENOISER = '/api/v1/denoiser';

/** Four seconds of noise, with a tone in every odd second. */
async function noisyForm(t: TestContext, name: string, fields: Record<string, string> = {}) {
  const file = path.join(await makeTempDir(t), name);
  const noisy = '0.3*sin(2*PI*440*t)*lt(mod(t,2),1)+0.06*(random(0)-0.5)';
  await ffmpeg(['-f', 'lavfi', '-i', `aevalsrc='${noisy}':s=44100:d=4`, file], t.signal);
  const form = new FormData();
  form.set('file', await openAsBlob(file), name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}

/** Loudness of a stretch in decibels below full scale. */
function loudnessDb({ samples, seconds }: Sound, from: number, to: number): number {
  const rate = samples.length / seconds;
  const part = samples.slice(Math.round(from * rate), Math.round(to * rate));
  const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
  return 10 * Math.log10(power / 32_768 ** 2 || 1e-12);
}

test('noise goes down by what the answer says, and the sound in it stays', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const noiseBefore = 10 * Math.log10(0.06 ** 2 / 12);
  for (const [id, quality] of ['balanced', 'studio', 'ultra'].entries()) {
    const form = await noisyForm(t, 'hall.wav', { quality_mode: quality });
    await sandbox.form(`${DENOISER}/denoise`, form);
    await sandbox.finishJobs();
    const { body } = await sandbox.get(`${DENOISER}/jobs/${id + 1}`);
    const sound = await hear(textAt(body, 'output_url'), dir);
    assert.ok(Math.abs(sound.seconds - 4) < 0.05, `${sound.seconds} s`);
    const wentDown = noiseBefore - loudnessDb(sound, 3.2, 3.9);
    const promised = Number(at(body, 'stats.noise_reduction_db'));
    assert.ok(wentDown >= promised - 1, `${quality}: ${wentDown.toFixed(1)} dB of ${promised}`);
    assert.ok(Math.abs(loudnessDb(sound, 2.2, 2.9) - 20 * Math.log10(0.3 / Math.SQRT2)) < 1);
  }
});

test('the answers are as documented, at submit and when done', async (t) => {
  const sandbox = await startTestSandbox(t);
  const submitted = await sandbox.form(`${DENOISER}/denoise`, await noisyForm(t, 'town hall.wav'));
  assert.equal(at(submitted.body, 'id'), 1);
  assert.equal(at(submitted.body, 'status'), 'PENDING');
  assert.equal(at(submitted.body, 'progress'), 0);
  assert.equal(at(submitted.body, 'is_video'), false);
  assert.equal(at(submitted.body, 'original_filename'), 'town hall.wav');
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${DENOISER}/jobs/1`);
  assert.equal(at(body, 'status'), 'COMPLETED');
  assert.equal(at(body, 'progress'), 100);
  assert.equal(at(body, 'video_output_url'), null);
  assert.equal(at(body, 'stats.audio_duration'), 4);
  assert.equal(at(body, 'output_path'), 'processed/1.wav');
  const list = await sandbox.get(`${DENOISER}/jobs?skip=0&limit=50`);
  assert.equal(at(list.body, '0.original_filename'), 'town hall.wav');
});

test('a film gives its sound', async (t) => {
  const sandbox = await startTestSandbox(t);
  const film = path.join(await makeTempDir(t), 'talk.mp4');
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'color=c=blue:s=64x64:r=5:d=2', '-f', 'lavfi', '-i', 'anoisesrc=a=0.05:d=2', film],
    t.signal,
  );
  const form = new FormData();
  form.set('file', await openAsBlob(film, { type: 'video/mp4' }), 'talk.mp4');
  assert.equal(at((await sandbox.form(`${DENOISER}/denoise`, form)).body, 'is_video'), true);
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${DENOISER}/jobs/1`);
  const { seconds } = await hear(textAt(body, 'output_url'), await makeTempDir(t));
  assert.ok(Math.abs(seconds - 2) < 0.2, `${seconds} s`);
});

test('an address is accepted in every kind of body', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = 'https://example.test/noisy.mp3';
  const form = new FormData();
  form.set('url', url);
  assert.equal((await sandbox.form(`${DENOISER}/denoise`, form)).status, 200);
  assert.equal((await sandbox.form(`${DENOISER}/denoise`, { url })).status, 200);
  const json = await sandbox.json(`${DENOISER}/denoise`, { url, mode: 'studio' });
  assert.equal(at(json.body, 'original_filename'), 'noisy.mp3');
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${DENOISER}/jobs/3`);
  assert.equal((await fetch(textAt(body, 'output_url'))).status, 200);
});

test('a better quality costs more', async (t) => {
  const sandbox = await startTestSandbox(t);
  const file = path.join(await makeTempDir(t), 'half-a-minute.mp3');
  await makeSongFile(file, 30);
  for (const [mode, cents] of Object.entries({ balanced: 1, studio: 2, ultra: 4 })) {
    const before = sandbox.control.wallet.figures().reservedCents;
    const form = new FormData();
    form.set('file', await openAsBlob(file), 'half-a-minute.mp3');
    form.set('mode', mode);
    await sandbox.form(`${DENOISER}/denoise`, form);
    const reserved = sandbox.control.wallet.figures().reservedCents - before;
    assert.ok(reserved === cents || reserved === cents + 1, `${mode}: ${reserved}`);
  }
});

test('a plan without noise removal refuses with 402 or 403, and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { denoiser: 402 } });
  const ask = () => sandbox.form(`${DENOISER}/denoise`, { url: 'https://example.test/a.mp3' });
  const unpaid = await ask();
  assert.equal(unpaid.status, 402);
  assert.equal(at(unpaid.body, 'detail.code'), 'PREMIUM_TIER_REQUIRED');
  sandbox.control.settings.change({ denoiser: 403 });
  const forbidden = await ask();
  assert.equal(forbidden.status, 403);
  assert.equal(typeof at(forbidden.body, 'detail'), 'string');
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});

test('the faults of every service strike here too', async (t) => {
  const sandbox = await startTestSandbox(t);
  const { faults } = sandbox.control;
  const ask = () => sandbox.form(`${DENOISER}/denoise`, { url: 'https://example.test/a.mp3' });
  const read = (id: number) => sandbox.get(`${DENOISER}/jobs/${id}`);
  faults.add({ on: 'denoiser.submit', fault: { kind: 'hold' } });
  await ask();
  await sandbox.finishJobs();
  assert.equal(at((await read(1)).body, 'status'), 'PROCESSING');
  sandbox.control.jobs.release('denoiser', 1);
  await sandbox.control.jobs.settled('denoiser', 1);
  faults.add({ on: 'denoiser.job', fault: { kind: 'no-url' } });
  assert.equal(at((await read(1)).body, 'output_url'), null);
  faults.add({ on: 'denoiser.job', fault: { kind: 'expired-links' } });
  assert.equal((await fetch(textAt((await read(1)).body, 'output_url'))).status, 403);
  faults.add({ on: 'denoiser.job', fault: { kind: 'other-case' } });
  assert.equal(at((await read(1)).body, 'status'), 'completed');
  faults.add({ on: 'denoiser', fault: { kind: 'garbage' } });
  assert.equal(typeof (await read(1)).body, 'string');
  faults.add({ on: 'denoiser.submit', fault: { kind: 'damaged-audio' } });
  await ask();
  await sandbox.finishJobs();
  await assert.rejects(hear(textAt((await read(2)).body, 'output_url'), await makeTempDir(t)));
  faults.add({ on: 'denoiser.submit', fault: { kind: 'drop', when: 'after' } });
  await assert.rejects(ask());
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, denoiser: 3 });
  faults.add({ on: 'denoiser.list', fault: { kind: 'list-as-object' } });
  assert.equal(at((await sandbox.get(`${DENOISER}/jobs`)).body, 'items.0.id'), 3);
});

test('a job can be retried when it failed, and deleted', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'denoiser', fault: { kind: 'fail' } });
  await sandbox.form(`${DENOISER}/denoise`, await noisyForm(t, 'a.wav'));
  await sandbox.finishJobs();
  assert.equal(at((await sandbox.get(`${DENOISER}/jobs/1`)).body, 'status'), 'FAILED');
  assert.equal((await sandbox.json(`${DENOISER}/jobs/1/retry`, {})).status, 200);
  await sandbox.finishJobs();
  assert.equal(at((await sandbox.get(`${DENOISER}/jobs/1`)).body, 'status'), 'COMPLETED');
  const deleted = await sandbox.remove(`${DENOISER}/jobs/1`);
  assert.equal(deleted.status, 204);
  assert.equal(deleted.body, '');
  assert.equal((await sandbox.get(`${DENOISER}/jobs/1`)).status, 404);
  assert.equal((await sandbox.remove(`${DENOISER}/jobs/1`)).status, 404);
});

test('what is no order is refused', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = 'https://example.test/a.mp3';
  assert.equal((await sandbox.form(`${DENOISER}/denoise`, {})).status, 400);
  assert.equal((await sandbox.form(`${DENOISER}/denoise`, { url, mode: 'heroic' })).status, 422);
  assert.equal((await sandbox.form(`${DENOISER}/denoise`, { url: 'file:///etc/passwd' })).status, 400);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});
