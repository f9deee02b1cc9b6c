import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SampleFiles } from '../../bots/sample-files.ts';
import type { Clock } from '../../core/async/clock.ts';
import { createAudio } from '../../core/audio/create-audio.ts';
import { findFfmpeg } from '../../core/audio/ffmpeg/find-ffmpeg.ts';

/** Which ffmpeg to use. */
export interface SampleParts {
  readonly environment: Parameters<typeof findFfmpeg>[0];
  readonly clock: Clock;
}

/** One second, in every form that the bot posts, in a folder of its own until disposed of. */
export interface Sample extends SampleFiles, AsyncDisposable {
  readonly ffmpegPath: string;
}

const RATE_HZ = 48_000;
const HEADER_BYTES = 44;
const MAX_FILE_BYTES = 10_000_000;

/**
 * Encodes one second as the bot encodes results.
 *
 * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
 */
export async function encodeSample(
  { environment, clock }: SampleParts,
  signal: AbortSignal,
): Promise<Sample> {
  const ffmpegPath = await findFfmpeg(environment);
  const audio = createAudio({ ffmpegPath, concurrency: 2, clock });
  await using unfinished = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-doctor-'));
  unfinished.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'second.wav');
  const wav = oneSecond();
  await writeFile(path, wav);
  const sound = await audio.prepareResult(path, signal);
  const { durationMs } = sound;
  const order = {
    input: { ...sound, name: 'second', sizeBytes: wav.length },
    ...{ folder, baseName: 'doctor', maxFileBytes: MAX_FILE_BYTES, tags: { title: 'Doctor', stem: '' } },
  };
  const [encoded] = (await audio.encode(order, signal)).files;
  if (encoded === undefined) throw new Error('Nothing was encoded');
  const { peaks = [] } = encoded;
  const voice = await audio.encodeVoice(sound, join(folder, 'voice-message.ogg'), signal);
  const lane = { name: 'Doctor', durationMs, peaks };
  const picture = await audio.waveform([lane], join(folder, 'doctor.png'), signal);
  const finished = unfinished.move();
  return {
    ffmpegPath,
    m4a: {
      ...{ path: encoded.path, fileName: 'doctor.m4a', mimeType: 'audio/mp4', title: 'Doctor' },
      sizeBytes: (await stat(encoded.path)).size,
    },
    ...(voice && {
      voice: {
        file: { ...voice, fileName: 'voice-message.ogg', mimeType: 'audio/ogg', title: '' },
        ...{ durationMs, peaks },
      },
    }),
    ...(picture && {
      picture: { ...picture, fileName: 'doctor.png', mimeType: 'image/png', title: 'Waveform of one second' },
    }),
    [Symbol.asyncDispose]: () => finished.disposeAsync(),
  };
}

/** Returns a second of a quiet tone as WAV, with one channel of 16 bits. */
function oneSecond(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + RATE_HZ * 2);
  bytes.write('RIFF');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(RATE_HZ * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(RATE_HZ * 2, 40);
  for (let index = 0; index < RATE_HZ; index += 1) {
    const level = Math.round(3_000 * Math.sin((2 * Math.PI * 440 * index) / RATE_HZ));
    bytes.writeInt16LE(level, HEADER_BYTES + index * 2);
  }
  return bytes;
}
