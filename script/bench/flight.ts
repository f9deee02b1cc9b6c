import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { keepResults } from './keep-results.ts';
import { forgetPeak, peakMib, residentMib } from './resident.ts';
import { type BenchRow, formatRows } from './row.ts';
import { type RunningProgram, startProgramIn } from './running-program.ts';
import { type RunningStation, startStation } from './stations/start-station.ts';
import { type StoppedSandbox, startStoppedSandbox } from './stopped-sandbox.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const PLATFORMS = ['discord', 'slack'] as const;
const SETTLE_MS = 10_000;
const JOBS_PER_PLATFORM = 150;
const JOBS_PER_SECOND = 25;
const FILES = 10;
const FILE_BYTES = 10_000_000;
const SPEECH = { name: 'tts', options: { text: 'Hello to everybody who is waiting.' } };

/** The parts a measurement needs. */
interface Setting {
  readonly program: RunningProgram;
  readonly sandbox: StoppedSandbox;
  readonly stations: Readonly<Record<(typeof PLATFORMS)[number], RunningStation>>;
}

/**
 * Measures the program's memory with 300 jobs in flight, and while ten 10 MB results are fetched
 * concurrently.
 *
 * It runs on Discord and Slack simultaneously. Each case has its own program and is compared with that
 * program's memory before. The platforms and the sandbox are other processes, so they do not count.
 */
export async function benchFlight(): Promise<readonly BenchRow[]> {
  const rows = [await beside('with 300 jobs in flight', nothingLaidOut, holdJobs)];
  for (const platform of PLATFORMS) {
    rows.push(
      await beside(
        `while ten 10 MB files go out on ${platform}`,
        (dataDir, stations) => keepResults(dataDir, stations[platform], FILES, FILE_BYTES),
        (setting, jobs) => fetchAll(setting, platform, jobs),
      ),
    );
  }
  return rows;
}

const nothingLaidOut = async (): Promise<readonly string[]> => [];

/**
 * Measures one case with its own program.
 *
 * @param lay prepares the data folder before the program starts.
 *
 * @param use runs the case and returns the resident memory in MiB.
 */
async function beside(
  what: string,
  lay: (dataDir: string, stations: Setting['stations']) => Promise<readonly string[]>,
  use: (setting: Setting, jobs: readonly string[]) => Promise<number>,
): Promise<BenchRow> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-flight-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    await using sandbox = await startStoppedSandbox(folder, ffmpegPath);
    await using discord = await startStation('discord');
    await using slack = await startStation('slack');
    const stations = { discord, slack };
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    const jobs = await lay(dataDir, stations);
    await using program = await startProgramIn(CHECKOUT, dataDir, {
      ...sandbox.variables,
      ...discord.variables,
      ...slack.variables,
      PLAYGROUND: 'on',
    });
    await slack.callAt(program.url);
    await pause(SETTLE_MS);
    const idleMib = await residentMib(program.pid);
    const mib = await use({ program, sandbox, stations }, jobs);
    for (const station of [discord, slack]) await station.assertClean();
    return {
      name: `memory, ${what}`,
      figure: `${mib.toFixed(0)} MiB (${(mib - idleMib).toFixed(0)} more)`,
      reference: `${idleMib.toFixed(0)} MiB idle`,
      ratio: (mib / idleMib).toFixed(2),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has all jobs submitted to AudioPod, which works on none of them. */
async function holdJobs({ program, sandbox, stations }: Setting): Promise<number> {
  const volley = { calls: [SPEECH], count: JOBS_PER_PLATFORM, perSecond: JOBS_PER_SECOND };
  await Promise.all(PLATFORMS.map((platform) => stations[platform].volley(volley)));
  await sandbox.submitted(JOBS_PER_PLATFORM * PLATFORMS.length);
  const unanswered = await Promise.all(PLATFORMS.map((platform) => stations[platform].answered()));
  if (unanswered.some((count) => count > 0)) throw new Error(`${unanswered} commands were not answered`);
  await pause(SETTLE_MS);
  return residentMib(program.pid);
}

/** Members fetch all results simultaneously. Returns the peak memory until the last one has arrived. */
async function fetchAll(
  { program, stations }: Setting,
  platform: (typeof PLATFORMS)[number],
  jobs: readonly string[],
): Promise<number> {
  const calls = jobs.map((job) => ({ name: 'jobs', subcommand: 'fetch', options: { job } }));
  await forgetPeak(program.pid);
  await stations[platform].volley({ calls, count: calls.length, perSecond: 1_000 });
  await stations[platform].sounds(FILES);
  return peakMib(program.pid);
}

if (import.meta.main) process.stdout.write(formatRows(await benchFlight()));
