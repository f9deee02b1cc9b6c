import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  JobView,
  SearchView,
  TimelineView,
  UploadView,
} from '../../../../src/bots/web/protocol/view.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { json, type Visit, visit } from '../fixtures/http.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

let playground: Playground;
let owner: Visit;
let other: Visit;

before(async () => {
  playground = await openPlayground();
  owner = await visit(playground.url);
  other = await visit(playground.url);
});
after(() => playground[Symbol.asyncDispose]());

const search = async (who: Visit, query: string, filter = 'all') =>
  json<SearchView>(await who.get(`/playground/search?${new URLSearchParams({ query, filter })}`));

const record = (id: string): Job => playground.jobs.get(id) ?? assert.fail('No such job');

test('A search reads all jobs on the server that the visitor may see, by every word and by filter', async () => {
  const night = await owner.ask('/tts The night train');
  const secret = await owner.ask('/tts A secret train', { isPrivate: true });
  const day = await owner.ask('/tts The day bus');
  const failure = { code: 'audiopod-down', facts: {} } as const;
  playground.jobs.set(day.id, { ...record(day.id), work: { stage: 'failed', failure } });
  const ids = async (...wanted: Parameters<typeof search>) =>
    new Set((await search(...wanted)).jobs.map(({ id }) => id));
  assert.deepEqual(await ids(owner, 'TRAIN'), new Set([secret.id, night.id]));
  assert.deepEqual(await ids(other, 'train'), new Set([night.id]), 'private jobs are their member’s');
  assert.deepEqual(await ids(owner, 'train night'), new Set([night.id]));
  assert.deepEqual(await ids(owner, '', 'failed'), new Set([day.id]));
  assert.deepEqual(await ids(owner, '', 'open'), new Set([night.id, secret.id]));
  assert.deepEqual(await ids(owner, night.id, 'speech'), new Set([night.id]));
  assert.deepEqual(await ids(owner, '', 'music'), new Set());
  assert.equal((await owner.get('/playground/search?filter=nonsense')).status, 400);
});

test('The history is read in pages, each of which names where the one before it ends', async () => {
  const seen: string[] = [];
  let view = await json<TimelineView>(await owner.get('/playground/jobs?limit=2'));
  seen.push(...view.jobs.map(({ id }) => id));
  while (view.earlier !== undefined) {
    view = await json<TimelineView>(await owner.get(`/playground/jobs?limit=2&before=${view.earlier}`));
    seen.push(...view.jobs.map(({ id }) => id));
  }
  assert.deepEqual(seen.toSorted(), [...playground.jobs.keys()].toSorted());
  assert.equal((await owner.get('/playground/jobs?before=nonsense')).status, 400);
});

test('One job is read by itself, where the visitor may see it', async () => {
  const job = await owner.ask('/tts Alone', { isPrivate: true });
  const view = await json<JobView>(await owner.get(`/playground/jobs/${job.id}`));
  assert.equal(view.line, '/tts voice:Amy Alone');
  assert.equal((await other.get(`/playground/jobs/${job.id}`)).status, 404);
});

test('The file of an earlier request is attached again as a new upload, for its owner alone', async () => {
  const song = await json<UploadView>(await owner.upload('Song.wav', Buffer.from('RIFF of a song')));
  const job = await owner.ask('/stems', { attachments: [song.id] });
  assert.equal(job.hasFile, true);
  const again = await owner.post(`/playground/jobs/${job.id}/file`, {});
  assert.equal(again.status, 201);
  const upload = await json<UploadView>(again);
  assert.notEqual(upload.id, song.id);
  assert.deepEqual([upload.name, upload.sizeBytes], ['Song.wav', 14]);
  assert.equal((await owner.ask('/stems', { attachments: [upload.id] })).hasFile, true);
  assert.equal((await other.post(`/playground/jobs/${job.id}/file`, {})).status, 404);
});
