import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { at, makeTempDir, NO_SUBMITS, startTestSandbox, type TestSandbox } from './sandbox-fixture.ts';
import { makeSongFile } from './sound.ts';

const SPEAKER = '/api/v1/speaker';
const URL_A = 'https://example.test/panel.mp3';

const labelsOf = (turns: unknown) =>
  Array.isArray(turns) ? [...new Set(turns.map((turn) => at(turn, 'speaker')))] : turns;

async function diarized(sandbox: TestSandbox, fields: Record<string, string>) {
  const submitted = await sandbox.form(`${SPEAKER}/diarize`, { url: URL_A, ...fields });
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  return (await sandbox.get(`${SPEAKER}/jobs/${at(submitted.body, 'id')}`)).body;
}

test('an uploaded panel is processing at once, and ends with both forms of the result', async (t) => {
  const sandbox = await startTestSandbox(t);
  const file = path.join(await makeTempDir(t), 'panel 7.mp3');
  await makeSongFile(file, 9);
  const form = new FormData();
  form.set('file', await openAsBlob(file), 'panel 7.mp3');
  form.set('num_speakers', '3');
  const submitted = await sandbox.form(`${SPEAKER}/diarize`, form);
  assert.equal(at(submitted.body, 'id'), 1);
  assert.equal(at(submitted.body, 'job_type'), 'diarization');
  assert.equal(at(submitted.body, 'status'), 'PROCESSING');
  assert.equal(at(submitted.body, 'progress'), 0);
  assert.equal(at(submitted.body, 'filename'), 'panel 7.mp3');
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${SPEAKER}/jobs/1`);
  assert.equal(at(body, 'status'), 'COMPLETED');
  assert.equal(at(body, 'result.num_speakers'), 3);
  assert.deepEqual(labelsOf(at(body, 'segments')), ['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_02']);
  assert.equal(typeof at(body, 'segments.0.text'), 'string');
  assert.equal(at(body, 'result.timeline.0.text'), undefined);
  const turns = at(body, 'segments');
  const timeline = at(body, 'result.timeline');
  assert.ok(Array.isArray(turns) && Array.isArray(timeline));
  assert.deepEqual(
    timeline,
    turns.map((turn) => ({ start: at(turn, 'start'), end: at(turn, 'end'), speaker: at(turn, 'speaker') })),
  );
  assert.ok(Number(at(turns.at(-1), 'end')) <= 9.2);
  assert.equal(at(body, 'result.speakers.2.label'), 'SPEAKER_02');
});

test('hints bound the number of speakers', async (t) => {
  const sandbox = await startTestSandbox(t);
  const count = async (fields: Record<string, string>) =>
    at(await diarized(sandbox, fields), 'result.num_speakers');
  assert.equal(await count({}), 2);
  assert.equal(await count({ num_speakers: '1' }), 1);
  assert.equal(await count({ min_speakers: '4', max_speakers: '6' }), 4);
  assert.equal(await count({ max_speakers: '1' }), 1);
});

test('a result can come without segments, or in the older form', async (t) => {
  const sandbox = await startTestSandbox(t);
  await diarized(sandbox, {});
  sandbox.control.faults.add({ on: 'speaker.job', fault: { kind: 'no-segments' } });
  const bare = await sandbox.get(`${SPEAKER}/jobs/1`);
  assert.equal(at(bare.body, 'segments'), undefined);
  assert.deepEqual(labelsOf(at(bare.body, 'result.timeline')), ['SPEAKER_00', 'SPEAKER_01']);
  sandbox.control.faults.add({ on: 'speaker.job', fault: { kind: 'speaker-segments' } });
  const older = await sandbox.get(`${SPEAKER}/jobs/1`);
  assert.equal(at(older.body, 'result'), undefined);
  assert.equal(at(older.body, 'num_speakers'), 2);
  assert.deepEqual(labelsOf(at(older.body, 'speaker_segments')), ['SPEAKER_00', 'SPEAKER_01']);
});

test('the list is an object that counts and says whether there is more, or a plain list', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (let made = 0; made < 3; made++) await sandbox.form(`${SPEAKER}/diarize`, { url: URL_A });
  const first = await sandbox.get(`${SPEAKER}/jobs?skip=0&limit=2`);
  assert.equal(at(first.body, 'items.0.id'), 3);
  assert.equal(at(first.body, 'items.0.filename'), 'panel.mp3');
  assert.equal(at(first.body, 'hasMore'), true);
  assert.equal(at(first.body, 'total'), 3);
  const last = await sandbox.get(`${SPEAKER}/jobs?skip=2&limit=2`);
  assert.equal(at(last.body, 'hasMore'), false);
  assert.equal(at((await sandbox.get(`${SPEAKER}/jobs?job_type=extraction`)).body, 'total'), 0);
  assert.equal(at((await sandbox.get(`${SPEAKER}/jobs?job_type=diarization`)).body, 'total'), 3);
  sandbox.control.faults.add({ on: 'speaker.list', fault: { kind: 'list-as-array' } });
  assert.equal(at((await sandbox.get(`${SPEAKER}/jobs`)).body, '0.id'), 3);
  assert.equal((await sandbox.remove(`${SPEAKER}/jobs/2`)).status, 204);
  assert.equal((await sandbox.remove(`${SPEAKER}/jobs/2`)).status, 404);
  assert.equal((await sandbox.get(`${SPEAKER}/jobs/2`)).status, 404);
});

test('a failed job can be retried, and costs nothing', async (t) => {
  const sandbox = await startTestSandbox(t);
  const before = sandbox.control.wallet.figures();
  sandbox.control.faults.add({ on: 'speaker.submit', fault: { kind: 'fail', field: 'error' } });
  assert.equal(at(await diarized(sandbox, {}), 'status'), 'FAILED');
  assert.equal((await sandbox.json(`${SPEAKER}/jobs/1/retry`, {})).status, 200);
  await sandbox.finishJobs();
  assert.equal(at((await sandbox.get(`${SPEAKER}/jobs/1`)).body, 'status'), 'COMPLETED');
  assert.deepEqual(sandbox.control.wallet.figures(), before);
});

test('every kind of body is read, and what is no order is refused and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.json(`${SPEAKER}/diarize`, { url: URL_A, num_speakers: null })).status, 200);
  await sandbox.control.reset();
  const form = new FormData();
  form.set('file', new Blob(['no sound']), 'a.mp3');
  const noise = await sandbox.form(`${SPEAKER}/diarize`, form);
  assert.equal(at(noise.body, 'error_code'), 'INVALID_AUDIO_FORMAT');
  form.set('url', URL_A);
  assert.equal((await sandbox.form(`${SPEAKER}/diarize`, form)).status, 400);
  assert.equal((await sandbox.form(`${SPEAKER}/diarize`, {})).status, 400);
  assert.equal((await sandbox.form(`${SPEAKER}/diarize`, { url: URL_A, num_speakers: '21' })).status, 422);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});
