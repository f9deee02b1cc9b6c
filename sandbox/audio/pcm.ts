/** Sample rate of all generated speech, which is mono: the synthesizer's own rate. */
export const SPEECH_RATE_HZ = 16_000;

/** The length of the header of a canonical WAV file. */
export const WAV_HEADER_BYTES = 44;

/** Returns a canonical WAV file of 16-bit mono samples. */
export function toWav(samples: Int16Array, rateHz: number): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(rateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

/** Returns the samples of a 16-bit mono WAV file. */
export function fromWav(wav: Buffer): Int16Array {
  for (let at = 12; at + 8 <= wav.length; ) {
    const sizeBytes = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === 'data') {
      const endBytes = Math.min(wav.length, at + 8 + sizeBytes);
      const samples = new Int16Array(Math.floor((endBytes - at - 8) / 2));
      for (let index = 0; index < samples.length; index++) {
        samples[index] = wav.readInt16LE(at + 8 + index * 2);
      }
      return samples;
    }
    at += 8 + sizeBytes + (sizeBytes % 2);
  }
  return new Int16Array(0);
}

/** Joins pieces of audio in order. */
export function joinSamples(pieces: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
