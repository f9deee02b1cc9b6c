import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  at,
  makeTempDir,
  NO_SUBMITS,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from './sandbox-fixture.ts';
import { makeSongFile } from './sound.ts';

const GUIDE = '/api/v1/transcribe';
const CURRENT = '/api/v1/transcription';
const URL_A = 'https://media.example.test/talks/a.mp3';

/** Items of a list field. */
function listAt(body: unknown, name: string): readonly unknown[] {
  const list = at(body, name);
  assert.ok(Array.isArray(list), `${name} is no list`);
  return list;
}

async function transcribed(sandbox: TestSandbox, fields: object) {
  const submitted = await sandbox.json(`${GUIDE}/transcribe`, fields);
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  return sandbox.get(`${GUIDE}/jobs/${at(submitted.body, 'job_id')}`);
}

async function recording(t: TestContext, name: string, seconds: number) {
  const file = path.join(await makeTempDir(t), name);
  await makeSongFile(file, seconds);
  return { blob: await openAsBlob(file), name };
}

test('a submit tells the job and its addresses, and both dialects read the same finished job', async (t) => {
  const sandbox = await startTestSandbox(t);
  const submitted = await sandbox.json(`${GUIDE}/transcribe`, {
    url: URL_A,
    enable_speaker_diarization: true,
    min_speakers: 2,
    max_speakers: 4,
  });
  assert.equal(at(submitted.body, 'job_id'), 1);
  assert.equal(at(submitted.body, 'status'), 'PENDING');
  assert.deepEqual(at(submitted.body, 'source_urls'), [URL_A]);
  assert.equal(at(submitted.body, 'estimated_duration'), 20);
  const early = await sandbox.get(`${GUIDE}/jobs/1`);
  assert.equal(at(early.body, 'progress'), null);
  assert.equal(at(early.body, 'segments'), undefined);
  await sandbox.finishJobs();
  const done = await sandbox.get(`${GUIDE}/jobs/1`);
  assert.equal(at(done.body, 'id'), 1);
  assert.equal(at(done.body, 'status'), 'COMPLETED');
  assert.equal(at(done.body, 'progress'), 100);
  assert.equal(at(done.body, 'detected_language'), 'en');
  assert.equal(at(done.body, 'display_name'), 'a.mp3');
  assert.equal(at(done.body, 'min_speakers'), 2);
  assert.ok(listAt(done.body, 'segments').length > 3);
  for (const other of ['jobs/1', 'status/1']) {
    assert.deepEqual((await sandbox.get(`${CURRENT}/${other}`)).body, done.body);
  }
});

test('segments lie in order within the recording, speakers take turns, and words lie within their segment', async (t) => {
  const sandbox = await startTestSandbox(t);
  const { blob, name } = await recording(t, 'board meeting.mp3', 12);
  const form = new FormData();
  form.set('files', blob, name);
  form.set('language', 'en');
  form.set('enable_speaker_diarization', 'True');
  const submitted = await sandbox.form(`${GUIDE}/transcribe-upload`, form);
  assert.equal(at(submitted.body, 'job_id'), 1);
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`${GUIDE}/jobs/1/transcript?format=json`);
  assert.ok(Math.abs(Number(at(body, 'total_duration')) - 12) < 0.2);
  let lastEnd = 0;
  const speakers = new Set();
  for (const segment of listAt(body, 'segments')) {
    const [start, end] = [Number(at(segment, 'start')), Number(at(segment, 'end'))];
    assert.ok(start >= lastEnd && end > start && end <= 12.2, `${start} to ${end}`);
    lastEnd = end;
    speakers.add(at(segment, 'speaker'));
    let lastWord = start;
    for (const word of listAt(segment, 'words')) {
      assert.ok(Number(at(word, 'start')) >= lastWord && Number(at(word, 'end')) <= end + 0.01);
      lastWord = Number(at(word, 'start'));
    }
  }
  assert.ok(lastEnd > 11, 'the recording is talked through to its end');
  assert.deepEqual([...speakers], ['SPEAKER_00', 'SPEAKER_01']);
  assert.equal(at(body, 'speakers.1.label'), 'SPEAKER_01');
  const list = await sandbox.get(`${GUIDE}/jobs`);
  assert.equal(at(list.body, '0.display_name'), 'board meeting.mp3');
  assert.equal(at(list.body, '0.segments'), undefined, 'a list is read often and stays short');
});

test('hints bound how many people speak, and words and speakers come only when asked for', async (t) => {
  const sandbox = await startTestSandbox(t);
  const speakersOf = async (hints: object) => {
    const { body } = await transcribed(sandbox, { url: URL_A, enable_speaker_diarization: true, ...hints });
    return new Set(listAt(body, 'segments').map((segment) => at(segment, 'speaker'))).size;
  };
  assert.equal(await speakersOf({}), 2);
  assert.equal(await speakersOf({ min_speakers: 3 }), 3);
  assert.equal(await speakersOf({ max_speakers: 1 }), 1);
  assert.equal(await speakersOf({ min_speakers: 12 }), 12);
  const plain = await transcribed(sandbox, { url: URL_A, word_timestamps: false });
  assert.equal(at(plain.body, 'segments.0.speaker'), undefined);
  assert.equal(at(plain.body, 'segments.0.words'), undefined);
  const current = await transcribed(sandbox, { url: URL_A, enable_word_timestamps: true, language: null });
  assert.equal(at(current.body, 'segments.0.words.0.word'), 'Good');
});

test('the language asked for is the language heard', async (t) => {
  const sandbox = await startTestSandbox(t);
  const chinese = await transcribed(sandbox, { url: URL_A, language: 'zh' });
  assert.equal(at(chinese.body, 'detected_language'), 'zh');
  assert.match(textAt(chinese.body, 'segments.0.text'), /^\p{Script=Han}+/u);
  assert.match(textAt(chinese.body, 'segments.0.words.0.word'), /^\p{Script=Han}+$/u);
  const german = await transcribed(sandbox, { url: URL_A, language: 'de' });
  assert.match(textAt(german.body, 'segments.0.text'), /Guten Abend/);
  assert.equal(
    at((await transcribed(sandbox, { url: URL_A, language: 'auto' })).body, 'detected_language'),
    'en',
  );
});

test('several addresses, and several files, are one job as long as all of them', async (t) => {
  const sandbox = await startTestSandbox(t);
  const urls = [URL_A, 'https://media.example.test/b.mp3'];
  for (const [root, field] of [
    [GUIDE, 'urls'],
    [CURRENT, 'source_urls'],
  ]) {
    const { body } = await sandbox.json(`${root}/transcribe`, { [String(field)]: urls });
    assert.deepEqual(at(body, 'source_urls'), urls);
    assert.equal(at(body, 'estimated_duration'), 40);
  }
  const { blob } = await recording(t, 'a.wav', 2);
  const form = new FormData();
  form.append('files', blob, 'a.wav');
  form.append('files', blob, 'b.wav');
  const { body } = await sandbox.form(`${CURRENT}/transcribe-upload`, form);
  assert.deepEqual(at(body, 'source_urls'), ['in/3/a.wav', 'in/3/b.wav']);
  assert.equal(at(body, 'estimated_duration'), 4);
});

test('every form of the transcript is well-formed and says the same', async (t) => {
  const sandbox = await startTestSandbox(t);
  await transcribed(sandbox, { url: URL_A, enable_speaker_diarization: true });
  const read = (format: string) => sandbox.get(`${GUIDE}/jobs/1/transcript?format=${format}`);
  const json = await read('json');
  const texts = listAt(json.body, 'segments').map((segment) => textAt(segment, 'text'));
  const srt = await read('srt');
  assert.match(srt.headers.get('content-type') ?? '', /^application\/x-subrip/);
  const blocks = String(srt.body).trim().split('\n\n');
  assert.equal(blocks.length, texts.length);
  for (const [index, block] of blocks.entries()) {
    const [number, times, line, ...rest] = block.split('\n');
    assert.equal(number, String(index + 1));
    assert.match(times ?? '', /^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$/);
    assert.equal(line, `SPEAKER_0${index % 2}: ${texts[index]}`);
    assert.deepEqual(rest, []);
  }
  const vtt = await read('vtt');
  assert.match(vtt.headers.get('content-type') ?? '', /^text\/vtt/);
  assert.match(String(vtt.body), /^WEBVTT\n\n00:00:00\.050 --> 00:00:\d\d\.\d{3}\nSPEAKER_00: Good evening/);
  assert.equal(String(vtt.body).trim().split('\n\n').length, texts.length + 1);
  const txt = await read('txt');
  assert.match(txt.headers.get('content-type') ?? '', /^text\/plain/);
  assert.deepEqual(
    String(txt.body)
      .trim()
      .split('\n')
      .map((line) => line.replace(/^SPEAKER_0\d: /, '')),
    texts,
  );
  assert.equal(at((await sandbox.get(`${CURRENT}/transcript/1`)).body, 'segments.0.text'), texts[0]);
  assert.equal((await read('odt')).status, 400);
});

test('a text document can arrive wrapped in JSON, and a job without its segments', async (t) => {
  const sandbox = await startTestSandbox(t);
  await transcribed(sandbox, { url: URL_A });
  const srt = () => sandbox.get(`${GUIDE}/jobs/1/transcript?format=srt`);
  const plain = (await srt()).body;
  const add = (as: 'string' | 'transcript' | 'content') =>
    sandbox.control.faults.add({ on: 'transcription.transcript', fault: { kind: 'wrapped-text', as } });
  add('transcript');
  assert.deepEqual((await srt()).body, { transcript: plain });
  add('content');
  assert.deepEqual((await srt()).body, { content: plain });
  add('string');
  const asString = await srt();
  assert.equal(asString.body, plain);
  assert.match(asString.headers.get('content-type') ?? '', /^application\/json/);
  sandbox.control.faults.add({ on: 'transcription.job', fault: { kind: 'no-segments' } });
  const { body } = await sandbox.get(`${GUIDE}/jobs/1`);
  assert.equal(at(body, 'segments'), undefined);
  assert.equal(at(body, 'detected_language'), 'en');
  assert.notEqual(at((await sandbox.get(`${GUIDE}/jobs/1`)).body, 'segments'), undefined);
});

test('there is no transcript before the job is done, and none of a failed one', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.faults.add({ on: 'transcription', fault: { kind: 'fail', reason: 'No speech' } });
  await sandbox.json(`${GUIDE}/transcribe`, { url: URL_A });
  assert.equal((await sandbox.get(`${GUIDE}/jobs/1/transcript`)).status, 409);
  await sandbox.finishJobs();
  assert.equal((await sandbox.get(`${GUIDE}/jobs/1/transcript`)).status, 409);
  assert.equal(at((await sandbox.get(`${GUIDE}/jobs/1`)).body, 'error_message'), 'No speech');
});

test('a list pages by offset and a deleted job is gone', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (let made = 0; made < 3; made++) await sandbox.json(`${GUIDE}/transcribe`, { url: URL_A });
  assert.equal(at((await sandbox.get(`${GUIDE}/jobs?offset=1&limit=1`)).body, '0.id'), 2);
  assert.equal(at((await sandbox.get(`${CURRENT}/jobs?skip=2`)).body, '0.id'), 1);
  assert.equal((await sandbox.remove(`${GUIDE}/jobs/2`)).status, 204);
  assert.equal((await sandbox.get(`${CURRENT}/jobs/2`)).status, 404);
  assert.equal((await sandbox.remove(`${GUIDE}/jobs/2`)).status, 404);
  assert.equal(at((await sandbox.get(`${GUIDE}/jobs`)).body, 'length'), 2);
});

test('each dialect can be the only one', async (t) => {
  const sandbox = await startTestSandbox(t, { settings: { dialect: 'b' } });
  assert.equal((await sandbox.json(`${GUIDE}/transcribe`, { url: URL_A })).status, 404);
  assert.equal((await sandbox.json(`${CURRENT}/transcribe`, { source_urls: [URL_A] })).status, 200);
  sandbox.control.settings.change({ dialect: 'a' });
  assert.equal((await sandbox.get(`${CURRENT}/jobs/1`)).status, 404);
  assert.equal((await sandbox.get(`${GUIDE}/jobs/1`)).status, 200);
});

test('what cannot be transcribed is refused and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  const refusals: readonly (readonly [object, number])[] = [
    [{}, 400],
    [{ urls: [] }, 400],
    [{ url: 'no address' }, 400],
    [{ urls: [1] }, 422],
    [{ url: URL_A, language: 'a language' }, 422],
    [{ url: URL_A, min_speakers: 0 }, 422],
    [{ url: URL_A, min_speakers: 3, max_speakers: 2 }, 400],
    [{ url: URL_A, enable_speaker_diarization: 'perhaps' }, 422],
  ];
  for (const [fields, status] of refusals) {
    const refused = await sandbox.json(`${GUIDE}/transcribe`, fields);
    assert.equal(refused.status, status, JSON.stringify(fields));
  }
  const form = new FormData();
  form.set('files', new Blob(['no sound']), 'a.mp3');
  const refused = await sandbox.form(`${GUIDE}/transcribe-upload`, form);
  assert.equal(at(refused.body, 'error_code'), 'INVALID_AUDIO_FORMAT');
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});
