import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobView } from '../../src/bots/web/view.ts';
import { json, type Visit } from '../bots/web/fixtures/http.ts';
import { createSoundFolder, type SoundFolder } from '../fixtures/audio.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/sandbox-fixture.ts';
import type { Environment } from './program.ts';
import { assertAudible, SONG } from './sounds.ts';

/** Sandbox seconds per real one. */
export const SPEED_UP = 10;
/** What a program under test works with. */
export interface Setting {
  readonly folder: SoundFolder;
  readonly sandbox: TestSandbox;
  readonly dataDir: string;
  readonly env: Environment;
}

/** A sandbox outside the program, and a data folder that outlives it. */
export async function setUp(t: TestContext): Promise<Setting> {
  const folder = await createSoundFolder();
  t.after(() => folder[Symbol.asyncDispose]());
  const sandbox = await startTestSandbox(t, { speedUp: SPEED_UP });
  const dataDir = join(folder.path, 'data');
  await mkdir(dataDir);
  const env = {
    DATA_DIR: dataDir,
    AUDIOPOD_BASE_URL: sandbox.url,
    AUDIOPOD_API_KEY: sandbox.apiKey,
    PLAYGROUND: 'on',
  };
  return { folder, sandbox, dataDir, env };
}

/** Uploads the song and asks for its stems. */
export async function askStems(member: Visit, folder: SoundFolder): Promise<JobView> {
  const path = await folder.sound('song.wav', SONG);
  const upload = await json<{ id: string }>(await member.upload('Song.wav', await readFile(path)));
  return member.ask('/stems', { attachments: [upload.id] });
}

/** The result can be listened to. */
export const isDone = (job: JobView) => job.state === 'done';
/** AudioPod has taken the job, and the program knows its id. */
export const isAtAudioPod = (job: JobView) => /AudioPod is (speaking|separating)/.test(job.status);

/** The sandbox has taken so many jobs, whether or not the program knows. */
export async function submitted(sandbox: TestSandbox, service: string, count: number): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while ((sandbox.control.jobs.submits()[service] ?? 0) < count) {
    assert.ok(Date.now() < deadlineMs, `never ${count} submits of ${service}`);
    await delay(10);
  }
}

/** Lets every held job go on. */
export function releaseAll({ control }: TestSandbox): void {
  for (const { service, id } of control.jobs.list()) control.jobs.release(service, id);
}

/** One post, whose sounds can all be heard. */
export async function assertDeliveredOnce(
  { dataDir, folder }: Setting,
  member: Visit,
  job: JobView,
  names: readonly string[],
): Promise<void> {
  assert.equal((await readdir(join(dataDir, 'playground', job.id))).length, 1);
  const files = job.posts.flatMap((post) => post.files);
  assert.deepEqual(
    files.map((file) => file.name),
    names,
  );
  for (const [index, file] of files.entries()) {
    const answer = await member.get(file.url);
    const path = join(folder.path, `${job.id}-${index}.m4a`);
    await writeFile(path, Buffer.from(await answer.arrayBuffer()));
    await assertAudible(path, { from: 0.5, to: 12 });
  }
}

/** The stems of the default mode. */
export const FOUR = ['vocals', 'drums', 'bass', 'other'];
