import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { ORIGIN } from '../../test/fakes/world.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startServerIn } from './running-program.ts';
import { shellPipeline } from './shell-pipeline.ts';
import { makeStems, STEMS, type StemsBot, startStemsBot } from './stems-bot.ts';
import { alternate, median, seconds } from './timing.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 9;

/**
 * Measures the time from AudioPod's "completed" to the last post.
 *
 * The real engine downloads four stems of a three-minute song, decodes them to the end, encodes, verifies,
 * draws and posts them to a platform that copies files. The reference is a shell that does the least that
 * gives four m4a: curl and bare ffmpeg, one file per core at a time.
 */
export async function benchDeliver(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-deliver-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const songs = join(folder, 'songs');
    await makeStems(ffmpegPath, songs);
    await using server = await startServerIn(CHECKOUT, ['script/bench/file-server.ts', songs]);
    await using bot = await startStemsBot(server.url, ffmpegPath);
    const shell = await shellPipeline(server.url, ffmpegPath, join(folder, 'shell'));
    const { oursMs, referenceMs } = await alternate(ROUNDS, () => deliver(bot), shell);
    const parts = [...bot.stages].map(([stage, times]) => `${stage} ${seconds(median(times))}`);
    return [
      {
        name: 'four 3-minute stems, completed to delivered',
        figure: `${seconds(oursMs)} (${parts.join(', ')})`,
        reference: `${seconds(referenceMs)} curl and bare ffmpeg`,
        ratio: (oursMs / referenceMs).toFixed(3),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Delivers one job that AudioPod has finished. */
async function deliver(bot: StemsBot): Promise<void> {
  await bot.delivered(() => bot.begin(ORIGIN));
  const files = bot.world.platform.posts.at(-1)?.files.length;
  if (files !== STEMS.length) throw new Error(`${files} files were delivered`);
}

if (import.meta.main) process.stdout.write(formatRows(await benchDeliver()));
