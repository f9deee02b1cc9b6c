import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Job } from '../../../../../src/core/model/job/job.ts';
import type { OutgoingFile } from '../../../../../src/core/model/job/job-files.ts';
import { readStoredZip } from '../../../../fixtures/read-zip.ts';
import { visit } from '../../fixtures/http.ts';
import { NEVER, openPlayground, type Playground } from '../../fixtures/playground.ts';

let folder: string;
let files: readonly OutgoingFile[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playground-sounds-'));
  files = await Promise.all(
    ['vocals', 'drums'].map(async (name, index) => {
      const path = join(folder, `${name}.m4a`);
      const bytes = Buffer.alloc(50_000, index + 1);
      await writeFile(path, bytes);
      const fileName = `Ночь 夜-${name}.m4a`;
      return { path, fileName, mimeType: 'audio/mp4', sizeBytes: bytes.length, title: name };
    }),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

async function delivered(playground: Playground) {
  const member = await visit(playground.url);
  const job = await member.ask('/tts Hello');
  const record = playground.jobs.get(job.id);
  assert.ok(record !== undefined);
  await playground.deliver(record, files);
  const [view] = await member.timeline();
  assert.ok(view !== undefined);
  return { member, record, view };
}

test('A posted sound can be read whole, in part, and downloaded under its own name', async () => {
  await using playground = await openPlayground();
  const { member, view } = await delivered(playground);
  assert.equal(view.state, 'done');
  assert.equal(view.cost, '', 'the words of the post name it');
  const [first, second] = view.posts[0]?.files ?? [];
  assert.ok(first !== undefined && second !== undefined);
  const whole = await member.get(first.url);
  assert.equal(whole.headers.get('content-type'), 'audio/mp4');
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  assert.equal((await whole.arrayBuffer()).byteLength, 50_000);

  const part = await member.get(second.url, { Range: 'bytes=1000-1009' });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), 'bytes 1000-1009/50000');
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.alloc(10, 2));
  assert.equal((await member.get(first.url, { Range: 'bytes=60000-' })).status, 416);

  const download = await member.get(`${first.url}?download`);
  assert.match(download.headers.get('content-disposition') ?? '', /^attachment;.*filename\*=UTF-8''/);
  await download.arrayBuffer();
});

test('All sounds come in one zip, whole and under their own names', async () => {
  await using playground = await openPlayground();
  const { member, view } = await delivered(playground);
  const answer = await member.get(view.archiveUrl ?? '');
  assert.equal(answer.headers.get('content-type'), 'application/zip');
  const entries = readStoredZip(Buffer.from(await answer.arrayBuffer()));
  assert.deepEqual(
    entries.map(({ name, bytes }) => [name, bytes.length, bytes[0]]),
    [
      ['Ночь 夜-vocals.m4a', 50_000, 1],
      ['Ночь 夜-drums.m4a', 50_000, 2],
    ],
  );
});

test('The same post asked for twice, at once or after a restart, stands there once', async () => {
  await using playground = await openPlayground();
  const { member, record } = await delivered(playground);
  const post = { key: 'again', jobId: record.id, text: 'Once more', files, actions: [] };
  const receipts = await Promise.all([
    playground.bot.adapter.post(record.origin, post, NEVER),
    playground.bot.adapter.post(record.origin, post, NEVER),
  ]);
  await playground.restart();
  // A repeat after a crash may come when the files are already cleared away.
  const cleared = { ...post, files: files.map((file) => ({ ...file, path: `${file.path}.gone` })) };
  receipts.push(await playground.bot.adapter.post(record.origin, cleared, NEVER));
  assert.equal(new Set(receipts).size, 1);
  const [shown] = await member.timeline();
  // The second post holds the same sounds, so it stands in the place of the first.
  assert.deepEqual(
    shown?.posts.map((one) => one.text),
    ['Once more'],
  );
});

test('After a restart the words and the sounds are still there, though the originals are not', async () => {
  await using playground = await openPlayground();
  const { member, record, view } = await delivered(playground);
  await playground.restart();
  assert.deepEqual(await member.timeline(), [view]);
  const url = view.posts[0]?.files[0]?.url ?? '';
  const sound = await member.get(url);
  assert.deepEqual(Buffer.from(await sound.arrayBuffer()), await readFile(files[0]?.path ?? ''));

  await playground.bot.forget([record.id]);
  assert.equal((await member.get(url)).status, 404);
});

test('A post whose file is missing leaves nothing behind and can be tried again', async () => {
  await using playground = await openPlayground();
  const { member, record } = await delivered(playground);
  const lost: OutgoingFile = {
    path: join(folder, 'lost.m4a'),
    fileName: 'lost.m4a',
    mimeType: 'audio/mp4',
    sizeBytes: 1,
    title: 'lost',
  };
  const post = { key: 'lost', jobId: record.id, text: 'Lost', files: [lost], actions: [] };
  await assert.rejects(playground.bot.adapter.post(record.origin, post, NEVER), { code: 'delivery-failed' });
  const texts = async () => (await member.timeline())[0]?.posts.map((one) => one.text);
  assert.deepEqual(await texts(), ['Done. It cost $0.03.']);
  await writeFile(lost.path, 'x');
  await playground.bot.adapter.post(record.origin, post, NEVER);
  assert.deepEqual(await texts(), ['Done. It cost $0.03.', 'Lost']);
});

test('A job of another platform is not shown here', async () => {
  await using playground = await openPlayground();
  const { member, record } = await delivered(playground);
  const foreign: Job = { ...record, id: 'foreign', origin: { ...record.origin, platform: 'elsewhere' } };
  playground.jobs.set(foreign.id, foreign);
  assert.deepEqual(
    (await member.timeline()).map((job) => job.id),
    [record.id],
  );
});
