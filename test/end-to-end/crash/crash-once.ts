import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../../sandbox/start-sandbox.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { until } from '../../fakes/until.ts';
import { FFMPEG_PATH } from '../../sandbox/sandbox-fixture.ts';
import { type Environment, type Owner, startProgram } from '../program.ts';
import { ownFolder } from '../setting.ts';
import { type Books, readBooks, SECRET_KEY } from './ledger-of.ts';
import { type CrashedRequest, PLATFORMS, tracksOf } from './platforms.ts';

const POINTS = fileURLToPath(new URL('./points.ts', import.meta.url));
const SPEED_UP = 10;

/** One program, one request, one death. */
export interface Crash {
  readonly platform: keyof typeof PLATFORMS;
  readonly request: CrashedRequest;
  /** Makes an empty PostgreSQL database and returns its address. Without it the store is SQLite. */
  readonly createDatabase?: () => Promise<string>;
  /** The number of the point at which the program dies; 0 lets it live, to count them. */
  readonly at: number;
}

/**
 * Lets a member ask, the program die at a point, and another take its place; then holds what is left
 * against the three promises.
 *
 * @returns the points that were reached, each as `number side what`.
 */
export async function crashOnce(test: Owner, crash: Crash): Promise<readonly string[]> {
  const { owner, folder } = await ownFolder(test);
  const sandbox = await startSandbox({
    port: 0,
    ffmpegPath: FFMPEG_PATH,
    dataDir: folder.path,
    speedUp: SPEED_UP,
  });
  owner.after(() => sandbox.close());
  const platform = await PLATFORMS[crash.platform](owner);
  const database = (await crash.createDatabase?.()) ?? `sqlite://${join(folder.path, 'bot.sqlite')}`;
  const log = join(folder.path, 'points');
  const env: Environment = {
    DATA_DIR: join(folder.path, 'data'),
    STORE_URL: database,
    SECRET_KEY,
    AUDIOPOD_BASE_URL: sandbox.url,
    AUDIOPOD_API_KEY: sandbox.apiKey,
    PLAYGROUND: 'on',
    ...platform.env,
  };
  const mortal = { CRASH_AT: String(crash.at), CRASH_LOG: log, NODE_OPTIONS: `--import ${POINTS}` };
  const first = await startProgram(owner, { ...env, ...mortal });
  const points = async (): Promise<readonly string[]> =>
    (await readFile(log, 'utf8')).split('\n').filter((line) => /^[1-9]/.test(line));
  const ask = await platform.ready(first.port);
  process.kill(first.pid, 'SIGUSR2');
  await until('the points are counted', async () => (await readFile(log, 'utf8').catch(() => '')) !== '');
  const asked = ask(crash.request);
  const isAtRest = async (): Promise<boolean> => {
    const { jobs } = await readBooks(database);
    return jobs.length > 0 && jobs.every((job) => job.isAtRest);
  };
  let hasDied = false;
  const died = first.ended.then(() => {
    hasDied = true;
  });
  await until('the program died, or all is done', async () => hasDied || (await isAtRest()));
  if (crash.at === 0) {
    assert.equal(hasDied, false, first.printed());
  } else {
    // Everything may be done before the point was reached.
    await first.kill();
    await died;
    await startProgram(owner, { ...env, PORT: String(first.port) });
  }
  const wasAcknowledged = await asked.isAcknowledged();
  if (!wasAcknowledged && (await readBooks(database)).jobs.length === 0) {
    // The member's platform said that the bot didn't respond, and nothing was begun.
    assert.equal(await asked.sounds(), 0);
    assert.equal(sandbox.control.wallet.usage().length, 0);
    return points();
  }
  await until('what was acknowledged is answered', () => asked.isAnswered());
  await until('its job is at rest', isAtRest);
  await assertPromises(await readBooks(database), sandbox.control, crash.request, await asked.sounds());
  return points();
}

async function assertPromises(
  { jobs, held, spent }: Books,
  control: Awaited<ReturnType<typeof startSandbox>>['control'],
  request: CrashedRequest,
  sounds: number,
): Promise<void> {
  const [job, ...more] = jobs;
  assert.equal(more.length, 0, 'one request is one job');
  const charged = fromCents(control.wallet.usage().reduce((sum, line) => sum + line.cents, 0));
  assert.ok(
    (control.jobs.submits()[request === 'speech' ? 'voice' : 'stems'] ?? 0) <= 1,
    'sent to AudioPod at most once',
  );
  assert.ok(charged <= held + spent, `charged ${charged} of ${held} held and ${spent} spent`);
  if (job?.stage === 'encoded') {
    assert.equal(sounds, tracksOf(request), 'delivered once');
    assert.deepEqual({ held, spent }, { held: 0, spent: charged });
  } else {
    assert.equal(sounds, 0);
    assert.ok(['submitting', 'failed'].includes(job?.stage ?? ''), job?.stage);
    if (job?.stage === 'failed') assert.equal(charged, 0, 'what failed cost nothing');
  }
}
