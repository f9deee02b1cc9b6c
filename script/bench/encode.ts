import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { systemClock } from '../../src/core/async/clock.ts';
import { createAudio } from '../../src/core/audio/create-audio.ts';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { type BenchRow, formatRows } from './row.ts';
import { makeSong } from './song.ts';
import { alternate } from './timing.ts';

const run = promisify(execFile);

const SONG_MS = 180_000;
const RUNS = 9;
const MIB = 2 ** 20;

/**
 * Measures `encode` on a three-minute stereo WAV, including the check that the result is complete.
 *
 * The reference is ffmpeg doing only the conversion. The fastest of alternating runs counts.
 */
export async function benchEncode(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-encode-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const song = join(folder, 'song.wav');
    await makeSong(ffmpegPath, song, SONG_MS / 1000);
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
    const { oursMs, referenceMs } = await alternate(
      RUNS,
      () => audio.encode(order, new AbortController().signal),
      () => run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...bare]),
    );
    return [
      {
        name: 'encode, 3-minute stereo WAV',
        figure: `${oursMs.toFixed(0)} ms`,
        reference: `${referenceMs.toFixed(0)} ms bare ffmpeg`,
        ratio: (oursMs / referenceMs).toFixed(3),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) process.stdout.write(formatRows(await benchEncode()));
