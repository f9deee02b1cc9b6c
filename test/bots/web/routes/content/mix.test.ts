import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { OutgoingFile } from '../../../../../src/core/model/job/job-files.ts';
import { visit } from '../../fixtures/http.ts';
import { openPlayground, type Playground } from '../../fixtures/playground.ts';
import { makeSound } from '../../fixtures/sounds.ts';

const run = promisify(execFile);

let folder: string;
let stems: readonly OutgoingFile[];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mix-'));
  stems = await Promise.all(['vocals', 'drums'].map((name) => makeSound(folder, name, 'Song', 3)));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Splits a song into stems, and returns where they are mixed. */
async function split(playground: Playground, { isPrivate = false } = {}) {
  const member = await visit(playground.url);
  const { id } = (await (await member.upload('Song.wav', Buffer.alloc(5_000))).json()) as { id: string };
  const card = await member.ask('/stems', { attachments: [id], isPrivate });
  await playground.deliver(playground.jobs.get(card.id) ?? assert.fail('no job'), stems);
  const [view] = await member.timeline();
  const mixUrl = view?.posts[0]?.mixUrl ?? assert.fail('the stems can’t be mixed');
  return { member, mixUrl };
}

test('Stems are mixed into one M4A as long as they are, named after the song, and nothing is left on the disk', async () => {
  await using playground = await openPlayground();
  const { member, mixUrl } = await split(playground);
  const mix = await member.get(`${mixUrl}?vocals=1&drums=0.5`);
  assert.equal(mix.status, 200);
  assert.equal(mix.headers.get('content-type'), 'audio/mp4');
  assert.equal(mix.headers.get('x-file-name'), encodeURIComponent('mix - Song.m4a'));
  const path = join(folder, 'mix.m4a');
  await writeFile(path, Buffer.from(await mix.arrayBuffer()));
  const shown = ['-show_entries', 'format=duration:format_tags=title:stream=codec_name', '-of', 'json'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...shown, path]);
  const { format, streams } = JSON.parse(stdout);
  assert.equal(format.tags.title, 'Song – vocals, drums');
  assert.equal(streams[0].codec_name, 'aac');
  assert.ok(Math.abs(Number(format.duration) - 3) < 0.1, format.duration);
  assert.deepEqual(await readdir(join(playground.dataDir, 'mixes')), []);
});

test('Two loud stems at full volume stay below full scale', async () => {
  await using playground = await openPlayground();
  const { member, mixUrl } = await split(playground);
  const path = join(folder, 'loud.m4a');
  const mix = await member.get(`${mixUrl}?vocals=1&drums=1`);
  await writeFile(path, Buffer.from(await mix.arrayBuffer()));
  const { stderr } = await run('ffmpeg', [
    '-hide_banner',
    '-i',
    path,
    '-af',
    'volumedetect',
    '-f',
    'null',
    '-',
  ]);
  const loudest = Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
  assert.ok(loudest < 0 && loudest > -3, `${loudest} dB`);
});

test('A mix of nothing, at an impossible volume, or of what does not exist is refused', async () => {
  await using playground = await openPlayground();
  const { member, mixUrl } = await split(playground);
  for (const query of ['', '?vocals=0', '?violin=1', '?vocals=2', '?vocals=-1', '?vocals=x']) {
    assert.equal((await member.get(`${mixUrl}${query}`)).status, 400, query);
  }
  assert.equal((await member.get(`${mixUrl}0?vocals=1`)).status, 404);
});

test('Private stems are mixed for their owner alone', async () => {
  await using playground = await openPlayground();
  const { mixUrl } = await split(playground, { isPrivate: true });
  const other = await visit(playground.url);
  assert.equal((await other.get(`${mixUrl}?vocals=1`)).status, 404);
});

test('A member gets one mix at a time, and leaving ends it', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const mix = (_order: unknown, signal: AbortSignal) => {
    begun.resolve(signal);
    return new Promise<number>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  await using playground = await openPlayground({ audio: { mix } });
  const { member, mixUrl } = await split(playground);
  const leaving = new AbortController();
  const url = new URL(`${mixUrl}?vocals=1`, playground.url);
  const first = fetch(url, { headers: { Cookie: member.cookie }, signal: leaving.signal });
  const signal = await begun.promise;
  assert.equal((await member.get(`${mixUrl}?vocals=1`)).status, 429);
  const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
  leaving.abort();
  await assert.rejects(first);
  await ended;
});
