import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import PQueue from 'p-queue';
import { speak } from '../../sandbox/audio/speak.ts';
import { longestMs } from '../../sandbox/voice/speech-length.ts';
import {
  at,
  makeTempDir,
  NO_SUBMITS,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from './sandbox-fixture.ts';
import { hear } from './sound.ts';
import { type CorpusText, SPEECH_CORPUS } from './speech-corpus.ts';

const GENERATE = '/api/v1/voice/voices/aura/generate';

async function spoken(sandbox: TestSandbox, fields: Record<string, string>, voice = 'aura') {
  const submitted = await sandbox.form(`/api/v1/voice/voices/${voice}/generate`, fields);
  assert.equal(submitted.status, 200, JSON.stringify(submitted.body));
  await sandbox.finishJobs();
  return sandbox.get(`/api/v1/voice/tts-jobs/${at(submitted.body, 'job_id')}/status`);
}

test('the form endpoint answers as the guide shows, and the job is done on the clock in lower case', async (t) => {
  const sandbox = await startTestSandbox(t);
  const text = 'x'.repeat(50);
  const submitted = await sandbox.form(GENERATE, { input_text: text, audio_format: 'mp3', speed: '1.0' });
  assert.equal(at(submitted.body, 'job_id'), 1);
  assert.equal(at(submitted.body, 'status'), 'pending');
  assert.equal(at(submitted.body, 'credits_reserved'), 25);
  const path = '/api/v1/voice/tts-jobs/1/status';
  const pending = await sandbox.get(path);
  assert.equal(at(pending.body, 'status'), 'pending');
  assert.equal(at(pending.body, 'progress'), null);
  await sandbox.control.time.advance(500);
  const running = await sandbox.get(path);
  assert.equal(at(running.body, 'status'), 'processing');
  assert.equal(at(running.body, 'progress'), 40);
  assert.equal(at(running.body, 'output_url'), null);
  await sandbox.finishJobs();
  const done = await sandbox.get(path);
  assert.equal(at(done.body, 'status'), 'completed');
  assert.equal(at(done.body, 'progress'), 100);
  assert.equal(at(done.body, 'error_message'), null);
  assert.match(textAt(done.body, 'output_url'), /^http:\/\/127\.0\.0\.1:\d+\/files\/voice\/1\/speech\.mp3\?/);
});

test('the JSON endpoint shares the jobs and answers with both ids in upper case', async (t) => {
  const sandbox = await startTestSandbox(t);
  const submitted = await sandbox.json('/api/v1/voice/tts/generate', {
    text: 'Hi',
    voice_id: 368,
    speed: null,
  });
  assert.equal(at(submitted.body, 'id'), 1);
  assert.equal(at(submitted.body, 'job_id'), 1);
  assert.equal(at(submitted.body, 'status'), 'PENDING');
  await sandbox.finishJobs();
  assert.equal(at((await sandbox.get('/api/v1/voice/tts/status/1')).body, 'status'), 'COMPLETED');
  assert.equal(at((await sandbox.get('/api/v1/voice/tts-jobs/1/status')).body, 'status'), 'completed');
});

test('each endpoint sees only its own kind of body', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.json(GENERATE, { input_text: 'Hi' })).status, 422);
  assert.equal(
    (await sandbox.form('/api/v1/voice/tts/generate', { text: 'Hi', voice_id: '368' })).status,
    422,
  );
  const multipart = new FormData();
  multipart.set('input_text', 'Hi');
  assert.equal((await sandbox.form(GENERATE, multipart)).status, 200);
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 1 });
});

test('what cannot be spoken is refused and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  const refusals: readonly (readonly [Record<string, string>, number])[] = [
    [{}, 422],
    [{ input_text: '  ' }, 400],
    [{ input_text: 'x'.repeat(5001) }, 400],
    [{ input_text: 'Hi', speed: '4.1' }, 422],
    [{ input_text: 'Hi', speed: 'fast' }, 422],
    [{ input_text: 'Hi', audio_format: 'aiff' }, 422],
    [{ input_text: 'Hi', generation_params: 'not json' }, 400],
  ];
  for (const [fields, status] of refusals) {
    assert.equal((await sandbox.form(GENERATE, fields)).status, status, JSON.stringify(fields).slice(0, 60));
  }
  const unknown = await sandbox.form('/api/v1/voice/voices/nobody/generate', { input_text: 'Hi' });
  assert.equal(unknown.status, 404);
  assert.equal(at(unknown.body, 'error_code'), 'voice_not_found');
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});

test('5000 characters are allowed, counted as people count them', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.form(GENERATE, { input_text: '🎉'.repeat(5000) })).status, 200);
  assert.equal((await sandbox.form(GENERATE, { input_text: '🎉'.repeat(5001) })).status, 400);
});

test('speech is audible WAV behind a .mp3 link, and grows with the text', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const seconds: number[] = [];
  for (const words of [3, 9, 27]) {
    const done = await spoken(sandbox, { input_text: 'lantern '.repeat(words) });
    const url = textAt(done.body, 'output_url');
    const head = await fetch(url);
    assert.equal(head.headers.get('content-type'), 'audio/mpeg');
    const bytes = await head.arrayBuffer();
    assert.equal(Number(head.headers.get('content-length')), bytes.byteLength);
    const sound = await hear(url, dir);
    assert.equal(sound.bytes.toString('latin1', 0, 4), 'RIFF');
    assert.ok(sound.rms > 0.02, `rms ${sound.rms}`);
    assert.ok(Math.abs(sound.seconds - Number(at(done.body, 'total_duration'))) < 0.05);
    seconds.push(sound.seconds);
  }
  const [short = 0, middle = 0, long = 0] = seconds;
  assert.ok(short < middle && middle < long && long > 3 * short, seconds.join(' < '));
});

test('speed stretches and shortens speech, notes and breaks', async (t) => {
  const sandbox = await startTestSandbox(t);
  const text = 'A plain sentence 你好世界 <break time="1s"/> and its end';
  const lengths: number[] = [];
  for (const speed of ['0.25', '1', '4']) {
    const done = await spoken(sandbox, { input_text: text, speed });
    lengths.push(Number(at(done.body, 'total_duration')));
  }
  const [slow = 0, natural = 0, fast = 0] = lengths;
  assert.ok(Math.abs(slow / natural - 4) < 0.4 && Math.abs(natural / fast - 4) < 0.6, lengths.join(' '));
});

test('a break tag adds its time', async (t) => {
  const sandbox = await startTestSandbox(t);
  const without = await spoken(sandbox, { input_text: 'Ready. Go.' });
  const withBreak = await spoken(sandbox, { input_text: 'Ready. <break time="2s"/> Go.' });
  const added = Number(at(withBreak.body, 'total_duration')) - Number(at(without.body, 'total_duration'));
  assert.ok(added > 1.5 && added < 2.6, `added ${added}`);
});

test('a text in Chinese is a melody of four and a half notes a second', async (t) => {
  const sandbox = await startTestSandbox(t);
  const done = await spoken(sandbox, { input_text: '今天天气很好我们去公园散步吧好吗好吗' });
  assert.equal(at(done.body, 'total_duration'), 4);
  const sound = await hear(textAt(done.body, 'output_url'), await makeTempDir(t));
  assert.ok(sound.rms > 0.05, `rms ${sound.rms}`);
});

test('stock voices differ from each other', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const sounds = new Set<string>();
  for (const voice of ['aura', 'jester', 'sage', 'ava', 'surge', 'willow']) {
    const done = await spoken(sandbox, { input_text: 'Good morning' }, voice);
    sounds.add((await hear(textAt(done.body, 'output_url'), dir)).bytes.toString('latin1'));
  }
  assert.equal(sounds.size, 6);
});

test('other formats and the switch for real MP3 give what they say', async (t) => {
  const sandbox = await startTestSandbox(t);
  const dir = await makeTempDir(t);
  const starts = async (fields: Record<string, string>) => {
    const done = await spoken(sandbox, { input_text: 'Good morning', ...fields });
    const { bytes, rms } = await hear(textAt(done.body, 'output_url'), dir);
    assert.ok(rms > 0.02);
    return bytes.toString('latin1', 0, 4);
  };
  assert.equal(await starts({ audio_format: 'wav' }), 'RIFF');
  assert.equal(await starts({ audio_format: 'ogg' }), 'OggS');
  sandbox.control.settings.change({ realMp3: true });
  assert.match(await starts({}), /^ID3|^\u00ff[\u00e0-\u00ff]/);
});

test('voices are listed on both paths, page by page, without gaps or repeats', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const path of ['/api/v1/voice/voice-profiles', '/api/v1/voice/voices']) {
    const ids: unknown[] = [];
    for (let skip = 0; ; skip += 20) {
      const { body } = await sandbox.get(`${path}?skip=${skip}&limit=20`);
      assert.ok(Array.isArray(body));
      ids.push(...body.map((voice) => at(voice, 'id')));
      if (body.length < 20) break;
    }
    assert.ok(ids.length > 50, `${ids.length} voices`);
    assert.equal(new Set(ids).size, ids.length);
  }
  assert.deepEqual((await sandbox.get('/api/v1/voice/voices?voice_type=CUSTOM')).body, []);
  assert.equal((await sandbox.get('/api/v1/voice/voices?limit=101')).status, 422);
});

test('a voice is found by id, uuid and name', async (t) => {
  const sandbox = await startTestSandbox(t);
  const { body } = await sandbox.get('/api/v1/voice/voices/aura');
  assert.equal(at(body, 'name'), 'aura');
  for (const key of [at(body, 'id'), at(body, 'uuid')]) {
    assert.deepEqual((await sandbox.get(`/api/v1/voice/voices/${key}`)).body, body);
  }
  assert.deepEqual((await sandbox.get('/api/v1/voice/voices/aura/status')).body, body);
  assert.equal((await sandbox.get('/api/v1/voice/voices/nobody')).status, 404);
});

test('speaking leaves the event loop free', async (t) => {
  const sandbox = await startTestSandbox(t, { speedUp: 1000 });
  await sandbox.form(GENERATE, { input_text: 'The lighthouse keeper counted ships. '.repeat(30) });
  const [whole, own] = [process.cpuUsage(), process.threadCpuUsage()];
  await sandbox.control.jobs.settled('voice', 1);
  // Time of the processor, of which a busy machine needs no more than an idle one.
  const [wholeMicros, ownMicros] = [process.cpuUsage(whole).user, process.threadCpuUsage(own).user];
  assert.ok(ownMicros < wholeMicros / 2, `the loop had ${ownMicros} of ${wholeMicros} µs`);
});

/** The last text of each kind stands for it; `npm run prove` has all of them spoken. */
const CORPUS: readonly CorpusText[] =
  process.env['PROVE'] === undefined
    ? [...new Map(SPEECH_CORPUS.map((one) => [one.kind, one])).values()]
    : SPEECH_CORPUS;

test('the money reserved covers every kind of text that people send', async (t) => {
  const wavDir = await makeTempDir(t);
  const slowest = { base: 'rms', pitch: 1 } as const;
  const queue = new PQueue({ concurrency: 2 });
  const check = async ({ text }: CorpusText, index: number) => {
    const dir = path.join(wavDir, String(index));
    await mkdir(dir);
    const order = { text, voice: slowest, speed: 1, wavPath: path.join(dir, 'spoken.wav') };
    const spokenMs = await speak(order, new AbortController().signal);
    assert.ok(spokenMs > 0 && spokenMs <= longestMs(text, 1), `${spokenMs} ms: ${text.slice(0, 40)}`);
  };
  await Promise.all(CORPUS.map((text, index) => queue.add(() => check(text, index))));
});

test('a stopped speech stops its thread before it is done, and leaves no recording', async (t) => {
  const dir = await makeTempDir(t);
  const text = 'word '.repeat(900);
  const order = {
    text,
    voice: { base: 'slt', pitch: 1 },
    speed: 0.25,
    wavPath: path.join(dir, 'a.wav'),
  } as const;
  const abort = new AbortController();
  const working = Promise.withResolvers<void>();
  process.once('worker', (worker) => worker.once('online', working.resolve));
  const speaking = speak(order, abort.signal);
  await working.promise;
  abort.abort();
  await assert.rejects(speaking, { name: 'AbortError' });
  assert.deepEqual(await readdir(dir), []);
});
