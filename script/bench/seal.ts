import { execFile } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { sealFolder, unsealFolder } from '../../src/core/seal/sealed-files.ts';
import { createSealing } from '../../src/core/seal/sealing.ts';
import type { BenchRow } from './row.ts';
import { makeSong } from './song.ts';

const run = promisify(execFile);

const SONG_SECONDS = 180;
const RUNS = 9;
/** More than any job saves or reads its record, and longer than a record usually is. */
const RECORDS = 40;
const RECORD_CHARACTERS = 6_000;
const MS_PER_MICROSECOND = 1 / 1_000;

/**
 * Measures the processor time of everything a job encrypts at its worst: each save and each read of its record, and its
 * one encoded track, which has to wait and is made plain again. The reference is what ffmpeg takes to encode that track.
 * The least of several runs counts.
 */
export async function benchSeal(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-seal-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const song = join(folder, 'song.wav');
    await makeSong(ffmpegPath, song, SONG_SECONDS);
    const own = await mkdtemp(join(folder, 'job-'));
    const encodeMs = await encode(ffmpegPath, song, join(own, 'song.m4a'));
    const sealing = createSealing(createSecretKey(randomBytes(32)));
    const { fileKey } = sealing;
    if (fileKey === undefined) throw new Error('The sealing encrypts no files');
    const record = JSON.stringify({ text: 'x'.repeat(RECORD_CHARACTERS) });
    let leastMs = Number.POSITIVE_INFINITY;
    for (let round = 0; round < RUNS; round += 1) {
      const before = process.cpuUsage();
      for (let at = 0; at < RECORDS; at += 1) sealing.open(sealing.seal(record, 'job:bench'), 'job:bench');
      await sealFolder(own, fileKey, 'bench');
      await unsealFolder(own, fileKey, 'bench', (_name, error) => {
        throw error;
      });
      const { user, system } = process.cpuUsage(before);
      leastMs = Math.min(leastMs, (user + system) * MS_PER_MICROSECOND);
    }
    return [
      {
        name: 'encryption of a job of three minutes, processor time',
        figure: `${leastMs.toFixed(1)} ms`,
        reference: `${encodeMs.toFixed(0)} ms (ffmpeg encodes its track)`,
        ratio: `${((leastMs / encodeMs) * 100).toFixed(1)} %`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Encodes the track, and returns the processor time that ffmpeg says it took. */
async function encode(ffmpegPath: string, song: string, path: string): Promise<number> {
  const convert = ['-i', song, '-c:a', 'aac', '-b:a', '160k', '-movflags', '+faststart', path];
  const { stderr } = await run(ffmpegPath, ['-nostdin', '-y', '-benchmark', ...convert]);
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
  return (Number(user) + Number(system)) * 1_000;
}
