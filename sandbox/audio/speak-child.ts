/**
 * The body of the child process that makes speech: reads a `SpeakOrder` as JSON from standard input and leaves a WAV
 * file. It is a process of its own because the synthesiser blocks, and so that stopping a job stops its work.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { type FliteVoice, loadFlite } from './flite.ts';
import { playMelody } from './melody.ts';
import { joinSamples, SPEECH_RATE_HZ, toWav } from './pcm.ts';
import { splitScript } from './split-script.ts';

/** What the parent sends. */
export interface SpeakOrder {
  readonly text: string;
  readonly voice: FliteVoice;
  readonly speed: number;
  readonly wavPath: string;
}

const order: SpeakOrder = JSON.parse(await readText(process.stdin));
const flite = await loadFlite(path.dirname(order.wavPath));
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
