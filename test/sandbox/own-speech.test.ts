import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { at, ffmpeg, makeTempDir, startTestSandbox, type TestSandbox, textAt } from './sandbox-fixture.ts';
import { makeSongFile } from './sound.ts';

const UPLOAD = '/api/v1/transcribe/transcribe-upload';
const GREETING = 'Good evening, and thank you for coming. Shall we start with the harbour?';
const OTHER = 'Nine of the twelve lamps work, and the others need new glass.';

/** Makes speech, and returns the link to it. */
async function say(sandbox: TestSandbox, text: string, voice = 'sage'): Promise<string> {
  const submitted = await sandbox.form(`/api/v1/voice/voices/${voice}/generate`, { input_text: text });
  await sandbox.finishJobs();
  const { body } = await sandbox.get(`/api/v1/voice/tts-jobs/${at(submitted.body, 'job_id')}/status`);
  return textAt(body, 'output_url');
}

async function download(url: string, file: string): Promise<string> {
  await writeFile(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
  return file;
}

/** Uploads a file, and returns the finished job. */
async function transcribe(sandbox: TestSandbox, file: string, fields: Record<string, string> = {}) {
  const form = new FormData();
  form.set('files', await openAsBlob(file), path.basename(file));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const submitted = await sandbox.form(UPLOAD, form);
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  return (await sandbox.get(`/api/v1/transcribe/jobs/${at(submitted.body, 'job_id')}`)).body;
}

interface Segment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly speaker?: string;
}

function segmentsOf(body: unknown): readonly Segment[] {
  const segments = at(body, 'segments');
  assert.ok(Array.isArray(segments));
  return segments;
}

const wordsOf = (body: unknown): string =>
  segmentsOf(body)
    .map(({ text }) => text)
    .join(' ');

/** Ways in which a file changes between its making and its transcription. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  'sound.m4a': ['-c:a', 'aac', '-b:a', '64k', '-ar', '44100', '-ac', '2'],
  'sound.ogg': ['-c:a', 'libopus', '-ar', '48000', '-b:a', '32k'],
  'sound.mp3': ['-c:a', 'libmp3lame', '-b:a', '64k'],
  'quiet.m4a': ['-af', 'volume=0.2', '-c:a', 'aac'],
  'cut.m4a': ['-ss', '0.11', '-c:a', 'aac'],
  'late.wav': ['-af', 'adelay=1500:all=1'],
};

test('speech the sandbox made is transcribed word for word, however it was encoded since', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  await say(sandbox, OTHER);
  const spoken = await download(await say(sandbox, GREETING), path.join(dir, 'spoken'));
  for (const [name, args] of Object.entries(CHANGES)) {
    const file = path.join(dir, name);
    await ffmpeg(['-i', spoken, ...args, file], t.signal);
    const body = await transcribe(sandbox, file);
    assert.equal(wordsOf(body), GREETING, name);
    assert.equal(at(body, 'is_sample'), false, name);
    const [first, second] = segmentsOf(body);
    assert.ok(
      first && second && first.end <= second.start && second.end <= Number(at(body, 'total_duration')),
    );
    assert.ok(name !== 'late.wav' || Math.abs(first.start - 1.5) < 0.1, `it begins at ${first.start} s`);
  }
});

test('a link to own speech has its words, in its language, and its transcript says so', async (t) => {
  const sandbox = await startTestSandbox(t);
  const text = '大家晚上好。我们先从港口说起，好吗？';
  const url = await say(sandbox, `[softly] ${text}`);
  await sandbox.json('/api/v1/transcription/transcribe', { source_urls: [url] });
  await sandbox.finishJobs();
  const { body } = await sandbox.get('/api/v1/transcription/jobs/1/transcript?format=json');
  assert.equal(wordsOf(body).replaceAll(' ', ''), text);
  assert.equal(at(body, 'detected_language'), 'zh');
  assert.equal(at(body, 'is_sample'), false);
});

test('texts that are played as melodies of the same length are told apart', async (t) => {
  const sandbox = await startTestSandbox(t);
  const texts = ['大家晚上好谢谢各位的到来', '我们先从港口说起好吗嗯嗯', '好的新的路灯今天早上到了'];
  for (const text of texts) await say(sandbox, text);
  for (const index of texts.keys()) {
    const speech = await sandbox.get(`/api/v1/voice/tts-jobs/${index + 1}/status`);
    const url = textAt(speech.body, 'output_url');
    await sandbox.json('/api/v1/transcription/transcribe', { source_urls: [url] });
    await sandbox.finishJobs();
    const { body } = await sandbox.get(`/api/v1/transcription/jobs/${index + 1}/transcript?format=json`);
    assert.equal(wordsOf(body), texts[index]);
  }
});

test('joined speech has the words of each part, and one speaker a voice', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const files = [
    await download(await say(sandbox, GREETING, 'sage'), path.join(dir, 'a')),
    await download(await say(sandbox, OTHER, 'aura'), path.join(dir, 'b')),
  ];
  const joined = path.join(dir, 'joined.m4a');
  const inputs = files.flatMap((file) => ['-i', file]);
  await ffmpeg([...inputs, '-filter_complex', '[0:a][1:a]concat=n=2:v=0:a=1', joined], t.signal);
  const body = await transcribe(sandbox, joined, { enable_speaker_diarization: 'true' });
  assert.equal(wordsOf(body), `${GREETING} ${OTHER}`);
  assert.deepEqual(
    segmentsOf(body).map(({ speaker }) => speaker),
    ['SPEAKER_00', 'SPEAKER_00', 'SPEAKER_01'],
  );
});

test('own speech has one speaker, with the words', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = await say(sandbox, GREETING);
  await sandbox.json('/api/v1/speaker/diarize', { url, num_speakers: 3 });
  await sandbox.finishJobs();
  const { body } = await sandbox.get('/api/v1/speaker/jobs/1');
  assert.equal(wordsOf(body), GREETING);
  assert.equal(at(body, 'result.num_speakers'), 1);
  assert.equal(at(body, 'is_sample'), false);
});

test('any other recording gets samples, and the answer calls them that', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const song = path.join(dir, 'song.wav');
  await makeSongFile(song, 6);
  await say(sandbox, GREETING);
  assert.equal(at(await transcribe(sandbox, song), 'is_sample'), true);
  const spoken = await download(await say(sandbox, OTHER), path.join(dir, 'spoken'));
  // A word of speech inside a longer recording is not what is said in it.
  const mixed = path.join(dir, 'mixed.wav');
  await ffmpeg(
    ['-i', spoken, '-i', song, '-filter_complex', '[0:a][1:a]concat=n=2:v=0:a=1', mixed],
    t.signal,
  );
  const body = await transcribe(sandbox, mixed);
  assert.equal(at(body, 'is_sample'), true);
  assert.match(wordsOf(body), /thank you for coming/);
  const begun = path.join(dir, 'begun.wav');
  await ffmpeg(['-i', spoken, '-t', '1', begun], t.signal);
  assert.equal(
    at(await transcribe(sandbox, begun), 'is_sample'),
    true,
    'a piece of a sentence is not the sentence',
  );
});
