import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { JobView } from '../../src/bots/web/protocol/view.ts';
import { json, type Visit } from '../bots/web/fixtures/http.ts';
import { until } from '../fakes/until.ts';
import { createSoundFolder, type SoundFolder } from '../fixtures/audio.ts';
import { FFMPEG_PATH } from '../sandbox/sandbox-fixture.ts';
import type { Environment, Owner } from './program.ts';
import { assertAudible, songOf } from './sounds.ts';

/** Sandbox seconds per real one. */
export const SPEED_UP = 10;

/** A folder of a test's own. */
export interface OwnedFolder {
  /** Ends what it was given last first, so that a program is gone before its folder is. */
  readonly owner: Owner;
  readonly folder: SoundFolder;
}

/** What a program under test works with. */
export interface Setting extends OwnedFolder {
  readonly sandbox: Sandbox;
  readonly dataDir: string;
  readonly env: Environment;
}

/** Makes a folder that goes with the test, after everything that is given to its owner later. */
export async function ownFolder(test: Owner): Promise<OwnedFolder> {
  const parts = new AsyncDisposableStack();
  // A test that runs out of time is left where it stands, so ending is not its own business.
  test.after(() => parts.disposeAsync());
  return { owner: { after: (end) => parts.defer(end) }, folder: parts.use(await createSoundFolder()) };
}

/** A sandbox outside the program, and a data folder that outlives it. */
export async function setUp(test: Owner, speedUp = SPEED_UP): Promise<Setting> {
  const { owner, folder } = await ownFolder(test);
  const sandbox = await startSandbox({
    port: 0,
    ffmpegPath: FFMPEG_PATH,
    dataDir: folder.path,
    speedUp,
  });
  owner.after(() => sandbox.close());
  const dataDir = join(folder.path, 'data');
  await mkdir(dataDir);
  const env = {
    DATA_DIR: dataDir,
    AUDIOPOD_BASE_URL: sandbox.url,
    AUDIOPOD_API_KEY: sandbox.apiKey,
    PLAYGROUND: 'on',
  };
  return { owner, folder, sandbox, dataDir, env };
}

/** Uploads the song and asks for its stems. */
export async function askStems(member: Visit, folder: SoundFolder): Promise<JobView> {
  const path = await folder.sound('song.wav', songOf(3));
  const upload = await json<{ id: string }>(await member.upload('Song.wav', await readFile(path)));
  return member.ask('/stems', { attachments: [upload.id] });
}

/** The result can be listened to. */
export const isDone = (job: JobView) => job.state === 'done';
/** AudioPod has taken the job, and the program knows its id. */
export const isAtAudioPod = (job: JobView) => /^(Generating speech|Splitting stems)/.test(job.status);

/** The sandbox has taken so many jobs, whether or not the program knows. */
export async function submitted(sandbox: Sandbox, service: string, count: number): Promise<void> {
  await until(
    `${count} submits of ${service}`,
    () => (sandbox.control.jobs.submits()[service] ?? 0) >= count,
  );
}

/** Lets every held job go on. */
export function releaseAll({ control }: Sandbox): void {
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
