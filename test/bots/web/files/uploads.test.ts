import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { UploadView } from '../../../../src/bots/web/protocol/view.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { json, problemCode, visit } from '../fixtures/http.ts';
import { NEVER, openPlayground, type Playground } from '../fixtures/playground.ts';

const HOUR_MS = 3_600_000;
const left = (playground: Playground) => readdir(join(playground.dataDir, 'uploads')).catch(() => []);

test('An uploaded file reaches the desk under its name, and its bytes can be read more than once', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  const upload = await json<UploadView>(await member.upload('../夜 song.wav', Buffer.from('sound')));
  assert.equal(upload.name, '夜 song.wav');
  await member.post('/playground/calls', { line: '/stems', attachments: [upload.id] });
  const ref = playground.desk.lines[0]?.attachments[0];
  assert.ok(ref !== undefined);
  for (let time = 0; time < 2; time += 1) {
    const opened = await playground.bot.attachments.open(ref, NEVER);
    assert.equal(opened.sizeBytes, 5);
    assert.equal((await buffer(opened.stream)).toString(), 'sound');
  }
});

test('A file over the limit is refused, whether it says its size or not, and nothing stays on disk', async () => {
  await using playground = await openPlayground({ maxAttachmentBytes: 100_000 });
  const member = await visit(playground.url);
  const declared = await member.upload('big.wav', Buffer.alloc(100_001)).catch(() => undefined);
  assert.ok(declared === undefined || declared.status === 413);
  // Chunked: the size shows only while it flows. The connection may be cut before the answer is read.
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(10_000));
      if (sent >= 2000) controller.close();
    },
  });
  const streamed = await member.upload('big.wav', endless).catch(() => undefined);
  assert.ok(streamed === undefined || streamed.status === 413);
  assert.ok(sent < 2000, 'the whole body was read');
  assert.deepEqual(await left(playground), []);
});

test('An empty file is refused and an upload that breaks off leaves nothing', async () => {
  await using playground = await openPlayground();
  const member = await visit(playground.url);
  const empty = await member.upload('empty.wav', Buffer.alloc(0));
  assert.equal(empty.status, 422);
  assert.equal(await problemCode(empty), 'file-empty');
  const socket = connect(playground.port, '127.0.0.1');
  socket.write(
    `POST /playground/uploads HTTP/1.1\r\nHost: localhost:${playground.port}\r\nOrigin: ${playground.url}\r\n` +
      `Cookie: ${member.cookie}\r\nX-File-Name: half.wav\r\nContent-Length: 1000\r\n\r\nhalf`,
  );
  while ((await left(playground)).length === 0) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  while ((await left(playground)).length > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('Nobody can use another member’s file', async () => {
  await using playground = await openPlayground();
  const owner = await visit(playground.url);
  const other = await visit(playground.url);
  const { id } = await json<UploadView>(await owner.upload('song.wav', Buffer.from('sound')));
  for (const stolen of [id, '../../secret', 'a'.repeat(32)]) {
    const answer = await other.post('/playground/calls', { line: '/stems', attachments: [stolen] });
    assert.equal(answer.status, 422);
    assert.equal(await problemCode(answer), 'attachment-gone');
  }
  assert.equal(playground.desk.lines.length, 0);
});

test('A file nobody used goes after an hour; one a job waits for stays a day, and an hour after it was read', async () => {
  const clock = createVirtualClock();
  await using playground = await openPlayground({ clock });
  const member = await visit(playground.url);
  await member.upload('idle.wav', Buffer.from('idle'));
  const used = await json<UploadView>(await member.upload('used.wav', Buffer.from('used')));
  await member.post('/playground/calls', { line: '/stems', attachments: [used.id] });
  const until = async (count: number) => {
    while ((await left(playground)).filter((name) => name.endsWith('.bin')).length !== count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await clock.advance(HOUR_MS + 600_000);
  await until(1);
  const ref = { kind: 'attachment', ref: used.id, name: 'used.wav' } as const;
  const opened = await playground.bot.attachments.open(ref, NEVER);
  await buffer(opened.stream);
  const ticket = join(playground.dataDir, 'uploads');
  assert.ok((await readdir(ticket)).length >= 2);
  await clock.advance(25 * HOUR_MS);
  await until(0);
  await assert.rejects(playground.bot.attachments.open(ref, NEVER), { code: 'attachment-gone' });
});
