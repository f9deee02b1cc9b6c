import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import { findFfmpeg } from '../../src/core/audio/find-ffmpeg.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { BenchRow } from './row.ts';

const run = promisify(execFile);

const SONG_MS = 180_000;
const RUNS = 5;
const MIB = 2 ** 20;

/** Two different channels, as music has: a pulsing chord, and noise that comes and goes. */
const SONG =
  'aevalsrc=0.3*sin(2*PI*220*t)*(0.6+0.4*sin(6*t))+0.2*sin(2*PI*554*t)|0.3*sin(2*PI*331*t):d=180:s=44100[a];' +
  'anoisesrc=color=pink:seed=1:d=180:r=44100:a=0.3,tremolo=f=0.5:d=0.8[b];[a][b]amerge=inputs=2,pan=stereo|c0=c0+c2|c1=c1+c2';

/**
 * A three-minute stereo WAV through `encode`, which also proves the result whole, beside ffmpeg alone doing nothing
 * but the conversion. Runs alternate, so that both meet the same machine; the median counts.
 */
export async function benchEncode(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-encode-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const song = join(folder, 'song.wav');
    const made = ['-f', 'lavfi', '-i', SONG, '-c:a', 'pcm_s16le', song];
    await run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...made]);
    const audio = createAudio({ ffmpegPath, concurrency: availableParallelism(), clock: systemClock });
    const order = {
      input: {
        name: 'song',
        path: song,
        sizeBytes: (await stat(song)).size,
        durationMs: SONG_MS,
        demuxer: 'wav',
      },
      folder,
      baseName: 'ours',
      tags: { title: 'Song', stem: 'song' },
      maxFileBytes: 10 * MIB,
    };
    const bare = [
      '-i',
      song,
      '-c:a',
      'aac',
      '-b:a',
      '160k',
      '-movflags',
      '+faststart',
      join(folder, 'bare.m4a'),
    ];
    const oursMs: number[] = [];
    const bareMs: number[] = [];
    for (let index = 0; index < RUNS; index += 1) {
      oursMs.push(await timed(() => audio.encode(order, new AbortController().signal)));
      bareMs.push(await timed(() => run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...bare])));
    }
    const figure = median(oursMs);
    const reference = median(bareMs);
    return [
      {
        name: 'encode, 3-minute stereo WAV',
        figure: `${figure.toFixed(0)} ms`,
        reference: `${reference.toFixed(0)} ms bare ffmpeg`,
        ratio: (figure / reference).toFixed(3),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
