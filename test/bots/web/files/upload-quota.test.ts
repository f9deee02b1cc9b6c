import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { UploadView } from '../../../../src/bots/web/protocol/view.ts';
import { until } from '../../../fakes/until.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { json, problemCode, type Visit, visit } from '../fixtures/http.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const MAX = 100_000;
const HOUR_MS = 3_600_000;

const stored = async ({ dataDir }: Playground): Promise<number> =>
  (await readdir(join(dataDir, 'uploads')).catch(() => [])).filter((name) => name.endsWith('.bin')).length;

async function upload(visitor: Visit, bytes: number): Promise<UploadView> {
  const response = await visitor.upload('song.wav', Buffer.alloc(bytes));
  assert.equal(response.status, 201);
  return json<UploadView>(response);
}

async function refusal(visitor: Visit, body: Buffer | ReadableStream<Uint8Array>) {
  const response = await visitor.upload('song.wav', body);
  return { status: response.status, code: await problemCode(response) };
}

const FULL = { status: 507, code: 'uploads-full' };
const DISK = { status: 507, code: 'disk-full' };

describe('what a member has uploaded and not sent', () => {
  it('is as large together as one file may be, and nothing of more is stored', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    await upload(visitor, 60_000);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(40_001)), FULL);
    await upload(visitor, 40_000);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
    assert.equal(await stored(playground), 2);
    await upload(await visit(playground.url), MAX);
  });

  it('is counted while it arrives: without its size, and several at the same time', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    await upload(visitor, 60_000);
    const chunked = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10_000));
      },
    });
    const ended = await visitor.upload('song.wav', chunked).catch(() => undefined);
    assert.ok(ended === undefined || ended.status === 507);
    await until('nothing of it is left', async () => (await stored(playground)) === 1);

    const other = await visit(playground.url);
    const together = await Promise.all(
      Array.from({ length: 5 }, () => other.upload('song.wav', Buffer.alloc(40_000)).catch(() => undefined)),
    );
    assert.equal(together.filter((response) => response?.status === 201).length, 2);
  });

  it('counts even before its first byte', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    const slow = connect(playground.port, '127.0.0.1');
    slow.write(
      `POST /playground/uploads HTTP/1.1\r\nHost: localhost:${playground.port}\r\nOrigin: ${playground.url}\r\n` +
        `Cookie: ${visitor.cookie}\r\nX-File-Name: a.wav\r\nContent-Length: ${MAX}\r\n\r\nx`,
    );
    await until('it arrives', async () => (await stored(playground)) === 1);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
    slow.destroy();
    await until('it is gone', async () => (await stored(playground)) === 0);
    await upload(visitor, 1);
  });

  it('is not more than twenty files, however small', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    for (let index = 0; index < 20; index += 1) await upload(visitor, 1);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
  });

  it('makes room when it is removed, is sent, or an hour has passed', async () => {
    const clock = createVirtualClock();
    await using playground = await openPlayground({ maxAttachmentBytes: MAX, clock });
    const [visitor, other] = [await visit(playground.url), await visit(playground.url)];
    const first = await upload(visitor, MAX);
    assert.equal((await other.remove(`/playground/uploads/${first.id}`)).status, 204);
    assert.equal((await other.remove('/playground/uploads/..%2f..%2fjobs')).status, 204);
    assert.equal(await stored(playground), 1, 'another member’s stays');
    await visitor.remove(`/playground/uploads/${first.id}`);
    assert.equal(await stored(playground), 0);

    const second = await upload(visitor, MAX);
    await visitor.ask('/stems', { attachments: [second.id] });
    await visitor.remove(`/playground/uploads/${second.id}`);
    assert.equal(await stored(playground), 1, 'a job waits for it');
    await upload(visitor, MAX);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
    await clock.advance(HOUR_MS);
    // A sweep that is under way when time passes sees only the time at which it looks.
    await until('the one that was not sent is gone', async () => {
      await clock.advance(600_000);
      return (await stored(playground)) === 1;
    });
    await upload(visitor, MAX);
  });

  it('stays so when a line with it starts no job', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    const { id } = await upload(visitor, MAX);
    const answer = await visitor.post('/playground/calls', { line: '/wallet balance', attachments: [id] });
    assert.equal((await json<{ kind: string }>(answer)).kind, 'reply');
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
    await visitor.ask('/stems', { attachments: [id] });
    await upload(visitor, 1);
  });

  it('is still counted after a restart', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    await upload(visitor, MAX);
    await playground.restart();
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
  });
});

describe('all uploads', () => {
  it('of a member end at ten largest files, with those that jobs wait for', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: MAX });
    const visitor = await visit(playground.url);
    for (let index = 0; index < 10; index += 1) {
      const { id } = await upload(visitor, MAX);
      await visitor.ask('/stems', { attachments: [id] });
    }
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1)), FULL);
  });

  it('of all members end at fifty largest files', async () => {
    await using playground = await openPlayground({ maxAttachmentBytes: 1_000 });
    for (let index = 0; index < 50; index += 1) await upload(await visit(playground.url), 1_000);
    assert.deepEqual(await refusal(await visit(playground.url), Buffer.alloc(1)), FULL);
  });

  it('leave 256 MiB of the disk free, as is seen before a body is read', async () => {
    let freeBytes = 256 * MIB + 1_000;
    await using playground = await openPlayground({ freeBytes: async () => freeBytes });
    const visitor = await visit(playground.url);
    assert.deepEqual(await refusal(visitor, Buffer.alloc(1_001)), DISK);
    await upload(visitor, 1_000);
    freeBytes = GIB;
    await upload(visitor, 10_000);
    assert.equal(await stored(playground), 2);
  });

  it('end while they arrive if the disk fills up meanwhile', async () => {
    let freeBytes = GIB;
    await using playground = await openPlayground({
      maxAttachmentBytes: 64 * MIB,
      freeBytes: async () => freeBytes,
    });
    const visitor = await visit(playground.url);
    let sentMib = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sentMib === 4) freeBytes = 100 * MIB;
        sentMib += 1;
        controller.enqueue(new Uint8Array(MIB));
        if (sentMib === 60) controller.close();
      },
    });
    const ended = await visitor.upload('song.wav', body).catch(() => undefined);
    assert.ok(ended === undefined || ended.status === 507);
    assert.ok(sentMib < 60, `${sentMib}`);
    await until('nothing of it is left', async () => (await stored(playground)) === 0);
  });
});
