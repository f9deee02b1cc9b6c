import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { type Contour, ContourMeter } from '../audio/contour.ts';
import { WAV_HEADER_BYTES } from '../audio/pcm.ts';
import type { RunFfmpeg } from '../audio/run-ffmpeg.ts';
import { inputArgs } from '../audio/run-ffmpeg.ts';
import { speak } from '../audio/speak.ts';
import type { SpokenMemory } from '../dialogue/spoken-memory.ts';
import type { Made } from '../jobs/job-order.ts';
import { speechPriceCents } from '../wallet/prices.ts';
import type { CatalogVoice } from './voices.ts';

/** Output formats of speech (AudioPod API notes 4.1). */
export const AUDIO_FORMATS = ['mp3', 'wav', 'ogg'] as const;
export type AudioFormat = (typeof AUDIO_FORMATS)[number];

const CONTENT_TYPES = { mp3: 'audio/mpeg', wav: 'audio/wav', ogg: 'audio/ogg' } as const;

/** The text to speak, and how. */
export interface SpeechOrder {
  readonly text: string;
  readonly voice: CatalogVoice;
  readonly speed: number;
  readonly format: AudioFormat;
  /** False: a `.mp3` contains WAV (AudioPod API notes 4.3). */
  readonly realMp3: boolean;
}

/** Speaks a text into one file in `dir`, and remembers it. */
export async function makeSpeech(
  { run, memory }: { readonly run: RunFfmpeg; readonly memory: SpokenMemory },
  { text, voice, speed, format, realMp3 }: SpeechOrder,
  dir: string,
  signal: AbortSignal,
): Promise<Made> {
  const wavPath = path.join(dir, 'spoken.wav');
  const durationMs = await speak({ text, voice: voice.flite, speed, wavPath }, signal);
  memory.remember({ text, voice: voice.name, contour: await contourOfWav(wavPath) });
  const outPath = path.join(dir, `speech.${format}`);
  if (format === 'ogg' || (format === 'mp3' && realMp3)) {
    const codec = format === 'ogg' ? 'libvorbis' : 'libmp3lame';
    await run([...inputArgs(wavPath), '-c:a', codec, outPath], signal);
  } else {
    await rename(wavPath, outPath);
  }
  const output = { name: 'speech', fileName: `speech.${format}`, path: outPath };
  return {
    outputs: [{ ...output, contentType: CONTENT_TYPES[format] }],
    durationMs,
    costCents: speechPriceCents(durationMs),
  };
}

async function contourOfWav(wavPath: string): Promise<Contour> {
  const meter = new ContourMeter();
  meter.hear((await readFile(wavPath)).subarray(WAV_HEADER_BYTES));
  return meter.contour;
}
