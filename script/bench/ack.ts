import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { keepEncoding } from './keep-encoding.ts';
import { type BenchRow, formatRows } from './row.ts';
import { type RunningProgram, startProgramIn, startServerIn } from './running-program.ts';
import type { Volley } from './stations/protocol.ts';
import { type RunningStation, startStation } from './stations/start-station.ts';
import { type StoppedSandbox, startStoppedSandbox } from './stopped-sandbox.ts';
import { quantile } from './timing.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const PER_SECOND = 50;
const ROUNDS = 2;
/** Two commands with text replies, and one that starts a job. */
const CALLS = [
  { name: 'help' },
  { name: 'wallet', subcommand: 'pricing' },
  { name: 'tts', options: { text: 'Hello to everybody who is waiting.' } },
];
const VOLLEY: Volley = { calls: CALLS, count: PER_SECOND * 10, perSecond: PER_SECOND };
/** A bot that has just started has no compiled code yet. */
const WARM_UP: Volley = { calls: CALLS, count: PER_SECOND, perSecond: PER_SECOND };
const REFERENCES = { discord: 'bare discord.js', slack: 'bare Bolt' } as const;

/**
 * Measures how long a command waits for its acknowledgement at 50 commands a second, while every core
 * encodes.
 *
 * The whole program is compared with the platform's own library and a handler that only acknowledges. Each
 * arm has its own fake platform in another process, which sends the commands and measures the time.
 */
export async function benchAck(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-ack-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    await using sandbox = await startStoppedSandbox(folder, ffmpegPath);
    const rows: BenchRow[] = [];
    for (const platform of ['discord', 'slack'] as const) {
      const own = join(folder, platform);
      await mkdir(own);
      rows.push(await measure(platform, own, sandbox, ffmpegPath));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  platform: 'discord' | 'slack',
  folder: string,
  sandbox: StoppedSandbox,
  ffmpegPath: string,
): Promise<BenchRow> {
  await using station = await startStation(platform);
  await using program = await startProgramIn(CHECKOUT, join(folder, 'data'), {
    ...sandbox.variables,
    ...station.variables,
    PLAYGROUND: 'on',
  });
  await using bareStation = await startStation(platform);
  await using bare = await startServerIn(
    CHECKOUT,
    [`script/bench/bare/${platform}.ts`],
    bareStation.variables,
  );
  const ours = await armOf(station, program);
  const reference = await armOf(bareStation, bare);
  await using _load = await keepEncoding(ffmpegPath, folder);

  let unanswered = 0;
  const work = async (volley: Volley): Promise<readonly number[]> => {
    const ackMs = await ours(volley);
    // Its remaining work must not disturb the other arm.
    unanswered = await station.answered();
    return ackMs;
  };
  await work(WARM_UP);
  await reference(WARM_UP);
  const oursMs: number[] = [];
  const referenceMs: number[] = [];
  const turns = [
    async () => oursMs.push(...(await work(VOLLEY))),
    async () => referenceMs.push(...(await reference(VOLLEY))),
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  await station.assertClean();
  return {
    name: `acknowledgement p50 / p99 / most, ${platform}, ${PER_SECOND} a second, every core encoding`,
    figure: spread(oursMs) + (unanswered > 0 ? `, ${unanswered} not answered` : ''),
    reference: `${spread(referenceMs)} ${REFERENCES[platform]}`,
    ratio: `${(quantile(oursMs, 0.99) / quantile(referenceMs, 0.99)).toFixed(2)} (p99)`,
  };
}

/** One bot with its platform. */
async function armOf(
  station: RunningStation,
  bot: RunningProgram,
): Promise<(volley: Volley) => Promise<readonly number[]>> {
  await station.callAt(bot.url);
  return (volley) => station.volley(volley);
}

function spread(valuesMs: readonly number[]): string {
  const shown = [0.5, 0.99, 1].map((share) => quantile(valuesMs, share));
  return `${shown.map((ms) => (Number.isFinite(ms) ? ms.toFixed(1) : 'never')).join(' / ')} ms`;
}

if (import.meta.main) process.stdout.write(formatRows(await benchAck()));
