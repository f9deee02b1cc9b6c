import { dataUri } from './data-uri.ts';

const RATE = 8_000;
const SECONDS = 3;

/** A short WAV file for players to load and draw: a note that swells three times. */
export function sampleSound(): string {
  const samples = Int16Array.from({ length: RATE * SECONDS }, (_, at) => {
    const seconds = at / RATE;
    const swell = Math.sin(Math.PI * (seconds % 1)) ** 2 * (0.4 + 0.2 * seconds);
    return Math.round(20_000 * swell * Math.sin(2 * Math.PI * 220 * seconds));
  });
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return dataUri('audio/wav', Buffer.concat([head, new Uint8Array(samples.buffer)]));
}
