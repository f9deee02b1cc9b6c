import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
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

const MUSIC = '/api/v1/music';
const LYRICS = '[verse]\nLamps along the harbour\nburning low and slow';

/** Composes and returns the finished job as it is read. */
async function compose(sandbox: TestSandbox, task: string, fields: object) {
  const submitted = await sandbox.json(`${MUSIC}/${task}`, fields);
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  return sandbox.get(`${MUSIC}/jobs/${at(submitted.body, 'job.id')}`);
}

async function withFile(task: string, file: string, fields: Record<string, string>) {
  const form = new FormData();
  form.set('file', await openAsBlob(file), path.basename(file));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return { path: `${MUSIC}/${task}`, form };
}

test('a submit answers wrapped, and the finished job reads flat on both paths', async (t) => {
  const sandbox = await startTestSandbox(t);
  const submitted = await sandbox.json(`${MUSIC}/prompt2instrumental`, {
    prompt: 'warm folk trio, brushed snare',
    audio_duration: 4,
    genre_preset: 'Folk',
    display_name: 'Harbour Lamps',
  });
  assert.equal(at(submitted.body, 'message'), 'queued');
  assert.equal(at(submitted.body, 'job.id'), 1);
  assert.equal(at(submitted.body, 'job.status'), 'PENDING');
  assert.equal(at(submitted.body, 'job.progress'), null);
  assert.equal(at(submitted.body, 'job.output_url'), null);
  assert.equal(at(submitted.body, 'job.input_params.audio_duration'), 4);
  await sandbox.finishJobs();
  for (const read of [`${MUSIC}/jobs/1`, `${MUSIC}/jobs/1/status`]) {
    const { body } = await sandbox.get(read);
    assert.equal(at(body, 'id'), 1);
    assert.equal(at(body, 'status'), 'COMPLETED');
    assert.equal(at(body, 'progress'), 100);
    assert.equal(at(body, 'task'), 'prompt2instrumental');
    assert.equal(at(body, 'display_name'), 'Harbour Lamps');
    assert.match(textAt(body, 'output_url'), /\/files\/music\/1\/music\.flac\?/);
    assert.equal(at(body, 'output_urls.flac'), at(body, 'output_url'));
  }
});

test('music is exactly as long as asked, in every format, and is what its name says', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const starts = { flac: 'fLaC', wav: 'RIFF', ogg: 'OggS', mp3: /^ID3|^\u00ff/ };
  for (const [format, start] of Object.entries(starts)) {
    const fields = { prompt: 'calm', audio_duration: 3.5, format };
    const { body } = await compose(sandbox, 'prompt2instrumental', fields);
    const sound = await hear(textAt(body, 'output_url'), dir);
    assert.match(sound.bytes.toString('latin1', 0, 4), new RegExp(start));
    assert.ok(Math.abs(sound.seconds - 3.5) < 0.01, `${format}: ${sound.seconds} s`);
    assert.ok(sound.rms > 0.02, `${format}: rms ${sound.rms}`);
    assert.equal(at(body, 'audio_duration'), 3.5);
    assert.ok('mp3' in Object(at(body, 'output_urls')));
  }
});

test('the same order sounds the same, and another task, genre, tempo or prompt sounds different', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const base = { prompt: 'calm', lyrics: LYRICS, audio_duration: 3, format: 'wav' };
  const play = async (task: string, fields: object) => {
    const { body } = await compose(sandbox, task, { ...base, ...fields });
    return (await hear(textAt(body, 'output_url'), dir)).samples;
  };
  const first = await play('text2music', {});
  assert.equal(likeness(first, await play('text2music', {})).toFixed(3), '1.000');
  const others = [
    await play('text2rap', {}),
    await play('lyric2vocals', {}),
    await play('prompt2instrumental', {}),
    await play('text2music', { genre_preset: 'Metal' }),
    await play('text2music', { genre_preset: 'Classical' }),
    await play('text2music', { prompt: 'calm, 60 bpm' }),
    await play('text2music', { seed: 5 }),
  ];
  const sounds = [first, ...others];
  sounds.forEach((sound, index) => {
    for (const other of sounds.slice(index + 1)) assert.ok(likeness(sound, other) < 0.98);
  });
});

test('lyrics are heard where a task has a voice, and lyrics of structure marks alone still make music', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const vocals = await compose(sandbox, 'lyric2vocals', {
    prompt: 'clean',
    lyrics: LYRICS,
    audio_duration: 6,
  });
  const sung = await hear(textAt(vocals.body, 'output_url'), dir);
  assert.ok(sung.rms > 0.01 && Math.abs(sung.seconds - 6) < 0.01);
  const play = async (task: string, lyrics: string) => {
    const { body } = await compose(sandbox, task, { prompt: 'clean', lyrics, audio_duration: 3, seed: 1 });
    return (await hear(textAt(body, 'output_url'), dir)).samples;
  };
  for (const task of ['text2music', 'text2rap', 'lyric2vocals']) {
    const first = await play(task, LYRICS);
    assert.ok(likeness(first, await play(task, 'Started from the bottom of the sea')) < 0.98, task);
  }
  const marks = await compose(sandbox, 'lyric2vocals', { prompt: 'x', lyrics: '[verse]', audio_duration: 2 });
  assert.ok((await hear(textAt(marks.body, 'output_url'), dir)).rms > 0.01);
});

test('a remix and a bloom are made from the uploaded file, at the length asked for or its own', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const song = path.join(dir, 'demo tape.m4a');
  await makeSongFile(song, 3);
  const other = path.join(dir, 'other.wav');
  await ffmpeg(['-f', 'lavfi', '-i', 'sine=f=523:d=1', other], t.signal);
  const orders = [
    await withFile('audio2audio', song, { prompt: 'as jazz', audio_duration: '4' }),
    await withFile('audio2audio', other, { prompt: 'as jazz', audio_duration: '4' }),
    await withFile('audio2audio', song, { prompt: 'as jazz' }),
    await withFile('songbloom', song, { lyrics: LYRICS, duration: '4' }),
  ];
  const sounds = [];
  for (const [index, { path: to, form }] of orders.entries()) {
    assert.equal((await sandbox.form(to, form)).status, 200);
    await sandbox.finishJobs();
    const { body } = await sandbox.get(`${MUSIC}/jobs/${index + 1}`);
    assert.equal(at(body, 'status'), 'COMPLETED');
    sounds.push(await hear(textAt(body, 'output_url'), dir));
  }
  assert.deepEqual(
    sounds.map(({ seconds }) => Math.round(seconds * 10) / 10),
    [4, 4, 3, 4],
  );
  const [remix, otherRemix, , bloom] = sounds;
  assert.ok(remix && otherRemix && bloom);
  assert.ok(likeness(remix.samples, otherRemix.samples) < 0.98);
  assert.ok(likeness(remix.samples, bloom.samples) < 0.98);
});

test('names come back in the list, which counts, pages and filters', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const song = path.join(dir, 'ab12-demo.wav');
  await makeSongFile(song, 1);
  await sandbox.json(`${MUSIC}/text2music`, { prompt: 'a', audio_duration: 5, display_name: 'job-one' });
  await sandbox.json(`${MUSIC}/text2samples`, { prompt: 'a', audio_duration: 5, display_name: 'job-two' });
  const { path: to, form } = await withFile('audio2audio', song, { prompt: 'b', audio_duration: '2' });
  await sandbox.form(to, form);
  const list = await sandbox.get(`${MUSIC}/jobs?skip=0&limit=2`);
  assert.equal(list.headers.get('x-total-count'), '3');
  assert.equal(at(list.body, 'length'), 2);
  assert.equal(at(list.body, '0.display_name'), 'ab12-demo.wav');
  assert.equal(at(list.body, '0.input_params.filename'), 'ab12-demo.wav');
  assert.equal(at(list.body, '1.display_name'), 'job-two');
  assert.equal(at((await sandbox.get(`${MUSIC}/jobs?search=JOB-ONE`)).body, '0.id'), 1);
  assert.equal(at((await sandbox.get(`${MUSIC}/jobs?task=text2samples`)).body, '0.id'), 2);
  assert.deepEqual((await sandbox.get(`${MUSIC}/jobs?status=COMPLETED`)).body, []);
});

test('a failed job is made again under its own id without a charge, and no other job is', async (t) => {
  const sandbox = await startTestSandbox(t);
  const before = sandbox.control.wallet.figures();
  sandbox.control.faults.add({ on: 'music.submit', fault: { kind: 'fail', reason: 'No melody' } });
  const failed = await compose(sandbox, 'prompt2instrumental', { prompt: 'calm', audio_duration: 2 });
  assert.equal(at(failed.body, 'status'), 'FAILED');
  assert.equal(at(failed.body, 'error_message'), 'No melody');
  assert.equal(at(failed.body, 'output_url'), null);
  const retried = await sandbox.json(`${MUSIC}/jobs/1/retry`, {});
  assert.equal(retried.status, 200);
  assert.equal(at(retried.body, 'job.id'), 1);
  assert.equal(at(retried.body, 'job.status'), 'PENDING');
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${MUSIC}/jobs/1`);
  assert.equal(at(body, 'status'), 'COMPLETED');
  assert.equal((await fetch(textAt(body, 'output_url'))).status, 200);
  assert.deepEqual(sandbox.control.wallet.figures(), before);
  assert.deepEqual(sandbox.control.wallet.usage(), []);
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, music: 1 });
  assert.equal((await sandbox.json(`${MUSIC}/jobs/1/retry`, {})).status, 400);
  assert.equal((await sandbox.json(`${MUSIC}/jobs/9/retry`, {})).status, 404);
});

test('a retried remix still has its file', async (t) => {
  const sandbox = await startTestSandbox(t);
  const song = path.join(await makeTempDir(t), 'demo.wav');
  await makeSongFile(song, 1);
  sandbox.control.faults.add({ on: 'music', fault: { kind: 'fail' } });
  const { path: to, form } = await withFile('audio2audio', song, { prompt: 'b' });
  await sandbox.form(to, form);
  await sandbox.finishJobs();
  assert.equal((await sandbox.json(`${MUSIC}/jobs/1/retry`, {})).status, 200);
  await sandbox.finishJobs();
  assert.equal(at((await sandbox.get(`${MUSIC}/jobs/1`)).body, 'status'), 'COMPLETED');
});

test('a deleted job says so, and is gone', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.json(`${MUSIC}/text2music`, { prompt: 'a', audio_duration: 5 });
  const deleted = await sandbox.remove(`${MUSIC}/jobs/1`);
  assert.equal(deleted.status, 200);
  assert.equal(typeof at(deleted.body, 'message'), 'string');
  assert.equal((await sandbox.get(`${MUSIC}/jobs/1`)).status, 404);
  assert.equal((await sandbox.remove(`${MUSIC}/jobs/1`)).status, 404);
});

test('the plain read and songbloom can be switched off, as the live service may have them', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { musicPlainRead: false, songbloom: false } });
  await sandbox.json(`${MUSIC}/text2music`, { prompt: 'a', audio_duration: 5 });
  const plain = await sandbox.get(`${MUSIC}/jobs/1`);
  assert.equal(plain.status, 405);
  assert.equal(plain.headers.get('allow'), 'DELETE, PATCH');
  assert.equal((await sandbox.get(`${MUSIC}/jobs/1/status`)).status, 200);
  assert.equal((await sandbox.json(`${MUSIC}/songbloom`, { lyrics: LYRICS })).status, 404);
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, music: 1 });
  sandbox.control.settings.change({ musicPlainRead: true, songbloom: true });
  assert.equal((await sandbox.get(`${MUSIC}/jobs/1`)).status, 200);
  assert.equal((await sandbox.json(`${MUSIC}/songbloom`, { lyrics: LYRICS })).status, 200);
});

test('what cannot be composed is refused and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  const refusals: readonly (readonly [string, object, number])[] = [
    ['text2music', {}, 422],
    ['text2music', { prompt: '' }, 400],
    ['text2rap', { prompt: 'a' }, 422],
    ['lyric2vocals', { lyrics: 'a' }, 422],
    ['audio2audio', { prompt: 'a' }, 422],
    ['songbloom', {}, 422],
    ['text2music', { prompt: 'a', audio_duration: 0.5 }, 422],
    ['text2music', { prompt: 'a', audio_duration: 601 }, 422],
    ['text2samples', { prompt: 'a', audio_duration: 121 }, 422],
    ['text2music', { prompt: 'x'.repeat(2049) }, 400],
    ['text2music', { prompt: 'a', genre_preset: 'Polka' }, 400],
    ['text2music', { prompt: 'a', format: 'aiff' }, 422],
    ['text2opera', { prompt: 'a' }, 404],
  ];
  for (const [task, fields, status] of refusals) {
    const refused = await sandbox.json(`${MUSIC}/${task}`, fields);
    assert.equal(refused.status, status, `${task} ${JSON.stringify(fields).slice(0, 60)}`);
  }
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});

test('presets are a map by name, or a list', async (t) => {
  const sandbox = await startTestSandbox(t);
  const { body } = await sandbox.get(`${MUSIC}/presets`);
  assert.match(textAt(body, 'genre_presets.Folk.prompt'), /fiddle/);
  assert.equal(at(body, 'genre_presets.Custom.prompt'), '');
  sandbox.control.faults.add({ on: 'music.presets', fault: { kind: 'presets-as-list' } });
  const list = await sandbox.get(`${MUSIC}/presets`);
  assert.equal(at(list.body, 'genre_presets.0.name'), 'Modern Pop');
});

test('long music is made whole, for its price', async (t) => {
  const sandbox = await startTestSandbox(t);
  const durationSeconds = process.env['PROVE'] === undefined ? 30 : 600;
  const { body } = await compose(sandbox, 'text2music', {
    prompt: 'calm',
    lyrics: LYRICS,
    audio_duration: durationSeconds,
  });
  assert.equal(at(body, 'status'), 'COMPLETED');
  assert.equal(sandbox.control.wallet.figures().spentCents, durationSeconds / 15);
});
