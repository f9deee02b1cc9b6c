/**
 * The worker thread that generates speech: it writes a WAV file and exits.
 *
 * It has its own thread because the synthesizer blocks, and so that canceling a job stops its work.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { type FliteVoice, startFlite } from './flite.ts';
import { playMelody } from './melody.ts';
import { joinSamples, SPEECH_RATE_HZ, toWav } from './pcm.ts';
import { splitScript } from './split-script.ts';

/** The segments to speak and the output file. */
export interface SpeakOrder {
  readonly text: string;
  readonly voice: FliteVoice;
  readonly speed: number;
  readonly wavPath: string;
}

/** The data the thread starts with. */
export interface SpeakWork {
  readonly order: SpeakOrder;
  /** The result of `compileFlite`. */
  readonly module: object;
}

const { order, module }: SpeakWork = workerData;
const flite = startFlite(module, path.dirname(order.wavPath));
const pieces: Int16Array[] = [];
for (const segment of splitScript(order.text)) {
  if (segment.kind === 'speech') pieces.push(await flite(segment.text, order.voice, order.speed));
  else if (segment.kind === 'melody') pieces.push(playMelody(segment.characters, order.speed));
  else {
    // Speed stretches the whole recording, including its silences.
    const seconds = segment.durationMs / 1000 / order.speed;
    pieces.push(new Int16Array(Math.round(seconds * SPEECH_RATE_HZ)));
  }
}
await writeFile(order.wavPath, toWav(joinSamples(pieces), SPEECH_RATE_HZ));
