import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ffmpeg } from './sandbox-fixture.ts';

const RATE_HZ = 16_000;

/** What a sound file holds, decoded to mono. */
export interface Sound {
  readonly seconds: number;
  /** 0 is silence, 1 full scale. */
  readonly rms: number;
  readonly samples: Int16Array;
}

/** Downloads and decodes a sound. */
export async function hear(url: string, dir: string): Promise<Sound & { readonly bytes: Buffer }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`download answered ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const file = path.join(dir, `heard-${Math.random().toString(36).slice(2)}`);
  await writeFile(file, bytes);
  return { ...(await decode(file)), bytes };
}

/** Decodes a file with ffmpeg. */
export async function decode(file: string): Promise<Sound> {
  const chunks: Buffer[] = [];
  const args = ['-i', file, '-ac', '1', '-ar', String(RATE_HZ), '-f', 's16le', 'pipe:1'];
  await ffmpeg(args, new AbortController().signal, (chunk) => chunks.push(chunk));
  const raw = Buffer.concat(chunks);
  const samples = new Int16Array(Math.floor(raw.length / 2));
  for (let index = 0; index < samples.length; index++) samples[index] = raw.readInt16LE(index * 2);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  return { seconds: samples.length / RATE_HZ, rms: Math.sqrt(power) / 32_768, samples };
}

/** How alike two sounds are: 1 the same, 0 nothing in common. */
export function likeness(a: Int16Array, b: Int16Array): number {
  let both = 0;
  let first = 0;
  let second = 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const x = a[index] ?? 0;
    const y = b[index] ?? 0;
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return Math.abs(both) / Math.sqrt(first * second || 1);
}

/** A stereo song file of the given length, container by the file's extension. */
export async function makeSongFile(file: string, seconds: number): Promise<void> {
  const expression = '0.3*sin(2*PI*220*t)+0.2*sin(2*PI*80*t)|0.3*sin(2*PI*330*t)+0.1*(random(0)-0.5)';
  // Computing a second is dear, repeating it is not; every tone in it is whole after one.
  const source = `aevalsrc='${expression}':s=44100:d=1,aloop=loop=-1:size=44100,atrim=end=${seconds}`;
  await ffmpeg(['-f', 'lavfi', '-i', source, file], new AbortController().signal);
}
