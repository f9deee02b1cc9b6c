/**
 * The body of the thread that makes speech: leaves a WAV file and ends. It is a thread of its own because the
 * synthesiser blocks, and so that stopping a job stops its work.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { type FliteVoice, startFlite } from './flite.ts';
import { playMelody } from './melody.ts';
import { joinSamples, SPEECH_RATE_HZ, toWav } from './pcm.ts';
import { splitScript } from './split-script.ts';

/** What is to be said, and where the file goes. */
export interface SpeakOrder {
  readonly text: string;
  readonly voice: FliteVoice;
  readonly speed: number;
  readonly wavPath: string;
}

/** What the thread starts with. */
export interface SpeakWork {
  readonly order: SpeakOrder;
  /** As `compileFlite` answers it. */
  readonly module: object;
}

const { order, module }: SpeakWork = workerData;
const flite = startFlite(module, path.dirname(order.wavPath));
const pieces: Int16Array[] = [];
for (const segment of splitScript(order.text)) {
  if (segment.kind === 'speech') pieces.push(await flite(segment.text, order.voice, order.speed));
  else if (segment.kind === 'melody') pieces.push(playMelody(segment.characters, order.speed));
  else {
    // Speed stretches the whole recording, its silences included.
    const seconds = segment.durationMs / 1000 / order.speed;
    pieces.push(new Int16Array(Math.round(seconds * SPEECH_RATE_HZ)));
  }
}
await writeFile(order.wavPath, toWav(joinSamples(pieces), SPEECH_RATE_HZ));
