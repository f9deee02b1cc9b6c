import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createJobProgress } from '../../../../src/bots/web/deliver/job-progress.ts';
import { createPostArchive } from '../../../../src/bots/web/files/post-archive.ts';
import { createJobViews } from '../../../../src/bots/web/views/job-view.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { NOTHING_BESIDE } from '../fixtures/nothing-beside.ts';
import { OWNER, someJob } from '../fixtures/some-job.ts';

const placeInLine = async () => ({ before: 0 });

test('What was asked reads as it can be typed', async () => {
  const show = createJobViews({
    ...NOTHING_BESIDE,
    archive: createPostArchive('/nowhere'),
    progress: createJobProgress(),
    placeInLine,
  });
  const source = { kind: 'attachment', ref: 'r', name: 'Talk.mp3', sizeBytes: 9 } as const;
  const request = { service: 'transcription', format: 'srt', source, speakers: true, words: false } as const;
  assert.deepEqual((await show({ ...someJob(), request }, OWNER)).asked, {
    command: '/transcribe',
    details: ['format:srt', 'speakers:on'],
    body: 'Talk.mp3',
  });
});

test('A link is shown without its query, which may be a signature', async () => {
  const show = createJobViews({
    ...NOTHING_BESIDE,
    archive: createPostArchive('/nowhere'),
    progress: createJobProgress(),
    placeInLine,
  });
  assert.equal((await show(someJob(), OWNER)).asked.body, 'a.example/b');
});

test('A prompt is shown as well as the audio it is for', async () => {
  const show = createJobViews({
    ...NOTHING_BESIDE,
    archive: createPostArchive('/nowhere'),
    progress: createJobProgress(),
    placeInLine,
  });
  const source = { kind: 'attachment', ref: 'r', name: 'Song.mp3', sizeBytes: 9 } as const;
  const request = {
    service: 'music',
    task: 'audio2audio',
    prompt: 'as reggae',
    source,
    durationSeconds: 15,
  } as const;
  assert.deepEqual((await show({ ...someJob(), request }, OWNER)).asked, {
    command: '/music remix',
    details: ['duration:15', 'Song.mp3'],
    body: 'as reggae',
  });
});

test('Each track comes with its peaks, so that its waveform needs no download', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'job-view-'));
  try {
    const path = join(folder, 'vocals.m4a');
    await writeFile(path, 'sound');
    const archive = createPostArchive(join(folder, 'archive'));
    const sound = { path, fileName: 'vocals.m4a', mimeType: 'audio/mp4', sizeBytes: 5, title: 'vocals' };
    const track = { name: 'vocals', part: 1, parts: 1, path, fileName: 'vocals.m4a', sizeBytes: 5 };
    const job: Job = {
      ...someJob(),
      work: {
        stage: 'encoded',
        documents: [],
        files: [{ ...track, durationMs: 9_000, bitrateKbps: 160, peaks: [0.25, 0.5] }],
      },
    };
    await archive.keep({ key: 'k', jobId: job.id, text: '', files: [sound], actions: [] }, 0);
    const show = createJobViews({ ...NOTHING_BESIDE, archive, progress: createJobProgress(), placeInLine });
    assert.deepEqual((await show(job, OWNER)).posts[0]?.files[0]?.peaks, [0.25, 0.5]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
