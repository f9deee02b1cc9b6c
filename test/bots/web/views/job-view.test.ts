import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJobProgress } from '../../../../src/bots/web/deliver/job-progress.ts';
import { createPostArchive } from '../../../../src/bots/web/files/post-archive.ts';
import { createJobViews } from '../../../../src/bots/web/views/job-view.ts';
import { OWNER, someJob } from '../fixtures/some-job.ts';

const placeInLine = async () => ({ before: 0 });

test('What was asked reads as it can be typed', async () => {
  const show = createJobViews({
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
    archive: createPostArchive('/nowhere'),
    progress: createJobProgress(),
    placeInLine,
  });
  assert.equal((await show(someJob(), OWNER)).asked.body, 'a.example/b');
});

test('A prompt is shown as well as the audio it is for', async () => {
  const show = createJobViews({
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
