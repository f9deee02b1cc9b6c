import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { forgetPeak, peakMib, residentMib } from './resident.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startProgramIn, startServerIn } from './running-program.ts';
import { makeSong } from './song.ts';
import { type Visit, visitPlayground } from './visit.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** 100 MB of stereo WAV. */
const SONG_SECONDS = 567;
const SETTLE_MS = 10_000;
const DEADLINE_MS = 120_000;
const LOOK_EVERY_MS = 100;
const KEY = 'ap_bench';
/** A song this long costs more than the default limit of a new member. */
const LIMITS = {
  DEFAULT_JOB_LIMIT_USD: '20',
  DEFAULT_MEMBER_DAILY_LIMIT_USD: '20',
  DEFAULT_MONTHLY_LIMIT_USD: '50',
};

/**
 * Measures the memory a 100 MB file costs: uploaded from the browser, measured, and sent to AudioPod.
 *
 * The sandbox is its own process, and so is ffmpeg, so neither counts.
 */
export async function benchMemory(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-memory-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const song = join(folder, 'song.wav');
    await makeSong(ffmpegPath, song, SONG_SECONDS);
    // Time is frozen, so the sandbox accepts the job and does not start it.
    const stopped = ['sandbox/main.ts', '--data-dir', folder, '--speed-up', '0'];
    await using sandbox = await startServerIn(CHECKOUT, stopped, { PORT: '0', FFMPEG_PATH: ffmpegPath });
    await using program = await startProgramIn(CHECKOUT, join(folder, 'data'), {
      ...LIMITS,
      PLAYGROUND: 'on',
      AUDIOPOD_BASE_URL: sandbox.url,
      AUDIOPOD_API_KEY: KEY,
    });
    // A member opens the page before sending a file.
    const visit = await visitPlayground(program.url, AbortSignal.timeout(DEADLINE_MS));
    await pause(SETTLE_MS);
    const idleMib = await residentMib(program.pid);
    await forgetPeak(program.pid);
    await passIn(visit, song, sandbox.url);
    const peak = await peakMib(program.pid);
    const megabytes = Math.round((await stat(song)).size / 1e6);
    return [
      {
        name: `memory, while ${megabytes} MB pass in (without ffmpeg)`,
        figure: `${peak.toFixed(0)} MiB (${(peak - idleMib).toFixed(0)} more)`,
        reference: `${idleMib.toFixed(0)} MiB idle`,
        ratio: (peak / idleMib).toFixed(2),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has the playground split the song into stems, and waits until AudioPod has the file. */
async function passIn(visit: Visit, song: string, audiopodUrl: string): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const id = await visit.call('/stems', [await visit.upload(song)]);
  for (;;) {
    const job = await visit.job(id);
    if (job?.state === 'failed')
      throw new Error(`The job failed: ${job.posts.map((post) => post.text).join()}`);
    const list = await fetch(`${audiopodUrl}/api/v1/stem-extraction/jobs`, {
      headers: { 'X-API-Key': KEY },
      signal,
    });
    const jobs: unknown = await list.json();
    if (Array.isArray(jobs) && jobs.length > 0) return;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

if (import.meta.main) process.stdout.write(formatRows(await benchMemory()));
