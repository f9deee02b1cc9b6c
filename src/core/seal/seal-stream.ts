import { randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import { CHUNK_BYTES, headerOf, keyOfFile, SALT_BYTES, sealChunk } from './sealed-format.ts';
import type { FileKey } from './sealing.ts';

/**
 * Encrypts what passes through as one file; see sealed-format.ts.
 *
 * @param identity what the file is. It can only be decrypted as the same.
 */
export function sealStream(fileKey: FileKey, identity: string): Transform {
  const salt = randomBytes(SALT_BYTES);
  const key = keyOfFile(fileKey, salt, identity);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let index = 0;
  return new Transform({
    construct(done) {
      this.push(headerOf(salt));
      done();
    },
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      // A full chunk waits for the next byte: it may be the last.
      if (waitingBytes > CHUNK_BYTES) {
        const all = Buffer.concat(waiting, waitingBytes);
        let at = 0;
        for (; waitingBytes - at > CHUNK_BYTES; at += CHUNK_BYTES) {
          this.push(sealChunk(key, all.subarray(at, at + CHUNK_BYTES), index, false));
          index += 1;
        }
        waiting = [all.subarray(at)];
        waitingBytes -= at;
      }
      done();
    },
    flush(done) {
      this.push(sealChunk(key, Buffer.concat(waiting, waitingBytes), index, true));
      done();
    },
  });
}
