import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ResultLength, resultLength } from '../../../../src/core/jobs/money/result-length.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';
import { stemsOf, transcriptOf } from '../../../fakes/world.ts';

const signal = new AbortController().signal;
const url = 'https://example.org/talk.mp3';
const ONE = transcriptOf({ kind: 'url', url });
const THREE = transcriptOf({ kind: 'urls', urls: [url, url, url] });

describe('the length of a result', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'length-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const spoken = (...times: readonly (readonly [number, number])[]) =>
    times.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds, text: 'a' }));

  async function lengthOf(
    request: JobRequest,
    kind: 'transcript' | 'turns',
    said: object,
  ): Promise<ResultLength | undefined> {
    const path = join(folder, 'words.json');
    await writeFile(path, JSON.stringify(said));
    return resultLength(request, { files: [], words: { kind, path, documentPath: path } }, signal);
  }

  const bot = (seconds: number): ResultLength => ({ seconds, basis: 'measured-by-bot' });

  it('is that of the longest track', async () => {
    const files = [19_800, 20_040, 20_000].map((durationMs) => ({
      name: '',
      path: '',
      sizeBytes: 1,
      durationMs,
      demuxer: 'wav',
    }));
    assert.deepEqual(await resultLength(stemsOf({ kind: 'url', url }), { files }, signal), bot(20.04));
  });

  it('is the end of the last turn, also where an earlier one ends later', async () => {
    const request: JobRequest = { service: 'diarization', source: { kind: 'url', url } };
    assert.deepEqual(await lengthOf(request, 'turns', spoken([0, 5], [4, 30], [6, 12])), bot(30));
  });

  it('is the end of the last word or stretch of a transcript', async () => {
    const segments = spoken([0, 5], [5.2, 9]);
    assert.deepEqual(await lengthOf(ONE, 'transcript', { segments }), bot(9));
    const words = [{ word: 'a', startSeconds: 5.2, endSeconds: 9.5 }];
    const withWords = [segments[0], { ...segments[1], words }];
    assert.deepEqual(await lengthOf(ONE, 'transcript', { segments: withWords }), bot(9.5));
  });

  it('adds up where the speech behind each of several links ends', async () => {
    const segments = spoken([0, 5], [5, 20], [0.1, 7], [6, 12], [11, 30], [0, 3]);
    assert.deepEqual(await lengthOf(THREE, 'transcript', { segments }), bot(53));
  });

  it('is not added up where people interrupt each other, or where there is one link', async () => {
    const overlapping = spoken([0, 5], [2, 9], [8, 12], [7.9, 20]);
    assert.deepEqual(await lengthOf(THREE, 'transcript', { segments: overlapping }), bot(20));
    assert.deepEqual(await lengthOf(ONE, 'transcript', { segments: spoken([0, 20], [1, 7]) }), bot(20));
  });

  it('is what AudioPod says, where the transcript says it', async () => {
    const said = { durationSeconds: 25, segments: spoken([0, 9]) };
    assert.deepEqual(await lengthOf(ONE, 'transcript', said), { seconds: 25, basis: 'measured-duration' });
  });

  it('is unknown where the words have no times', async () => {
    assert.equal(await lengthOf(ONE, 'transcript', { segments: spoken([0, 0]) }), undefined);
  });
});
