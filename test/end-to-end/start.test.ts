import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { jobUntil } from '../bots/web/fixtures/events.ts';
import { visit } from '../bots/web/fixtures/http.ts';
import { startTraceCollector } from '../fakes/trace-collector.ts';
import { startProgram, startRefused } from './program.ts';
import { isDone, ownFolder } from './setting.ts';
import { assertAudible } from './sounds.ts';

test('Without any configuration it runs with the sandbox, says so, speaks, and ends with 0', async (t) => {
  const { owner, folder } = await ownFolder(t);
  const dataDir = join(folder.path, 'data');
  const program = await startProgram(owner, { DATA_DIR: dataDir });
  assert.match(program.printed(), /This is the sandbox: .* nothing is charged\./);
  const ready = await fetch(`${program.url}/readyz`);
  assert.equal(ready.status, 200);
  await ready.arrayBuffer();
  const member = await visit(program.url);
  const job = await member.ask('/tts Hello');
  const done = await jobUntil(member, job.id, isDone);
  const sound = await member.get(done.posts[0]?.files[0]?.url ?? '');
  const path = await folder.write('hello.m4a', Buffer.from(await sound.arrayBuffer()));
  await assertAudible(path, { from: 0.3, to: 2 });

  const end = await program.terminate();
  assert.equal(end.code, 0, program.printed());
  assert.match(program.printed(), /"stopped"/);
  assert.doesNotMatch(program.printed(), /drain-cut-short/);
  // Nothing is left but the record, what encrypts in it, the post, and empty folders to work in.
  const left = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = left.filter((one) => one.isFile() && !one.name.startsWith('audiopod-bot.'));
  assert.deepEqual(files.map((one) => one.name).toSorted(), [
    'file-1.m4a',
    'picture.png',
    'post.json',
    'process-lock',
    'secret-key',
  ]);
});

test('With a collector it sends a trace of what it did, and nothing that was said', async (t) => {
  const { owner, folder } = await ownFolder(t);
  await using collector = await startTraceCollector('marked-key');
  const program = await startProgram(owner, {
    DATA_DIR: join(folder.path, 'data'),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=marked-key',
  });
  const member = await visit(program.url);
  const job = await member.ask('/tts Marked words');
  await jobUntil(member, job.id, isDone);
  const { code } = await program.terminate();
  assert.equal(code, 0);
  const spans = new Map(collector.spans.map((span) => [span.spanId, span]));
  const root = collector.spans.find(({ name }) => name === 'job');
  assert.equal(root?.attributes['audiopod_bot.platform'], 'web');
  const found = collector.spans.map(
    ({ name, parentSpanId = '' }) => `${spans.get(parentSpanId)?.name} > ${name}`,
  );
  for (const step of ['job > submit', 'submit > AudioPod /voice/', 'collect > encode', 'job > deliver']) {
    assert.ok(
      found.some((one) => one.startsWith(step)),
      `${step} is not among ${found.join('; ')}`,
    );
  }
  assert.ok(!/marked/i.test(collector.bodies.join('')));
  assert.doesNotMatch(program.printed(), /marked-key|traces-not-sent/);
});

test('A second process on the same database is refused with a sentence, and the first goes on', async (t) => {
  const { owner, folder } = await ownFolder(t);
  const env = { DATA_DIR: join(folder.path, 'data') };
  const first = await startProgram(owner, env);
  const second = await startRefused(owner, env);
  assert.equal(second.code, 1);
  assert.match(second.printed, /did not start/);
  assert.match(second.printed, /another|already|in use/i);
  assert.doesNotMatch(second.printed, /\n\s+at /);
  const alive = await fetch(`${first.url}/healthz`);
  assert.equal(alive.status, 200);
  await alive.arrayBuffer();
});

test('A wrong configuration is refused with every problem at once', async (t) => {
  const { owner, folder } = await ownFolder(t);
  const refused = await startRefused(owner, {
    DATA_DIR: join(folder.path, 'data'),
    PORT: 'eighty',
    DEFAULT_JOB_LIMIT_USD: '-1',
    HOST: '0.0.0.0',
    ENCODE_CONCURRENCY: 'many',
  });
  assert.equal(refused.code, 1);
  for (const name of ['PORT', 'DEFAULT_JOB_LIMIT_USD', 'PLAYGROUND_TOKEN', 'ENCODE_CONCURRENCY']) {
    assert.match(
      refused.printed,
      new RegExp(`^ +${name} (?:must be|is required because) .+ Example: ${name}=`, 'm'),
    );
  }
  assert.doesNotMatch(refused.printed, /\n\s+at /);
});

test('A port that is taken is said so in words', async (t) => {
  const { owner, folder } = await ownFolder(t);
  const first = await startProgram(owner, { DATA_DIR: join(folder.path, 'one') });
  const second = await startRefused(owner, { DATA_DIR: join(folder.path, 'two'), PORT: String(first.port) });
  assert.equal(second.code, 1);
  assert.match(second.printed, new RegExp(`^Port ${first.port} is in use .*PORT=\\d+$`, 'm'));
});
