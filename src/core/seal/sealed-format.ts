import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { BotError } from '../model/errors.ts';
import type { FileKey } from './sealing.ts';

/**
 * An encrypted file: a mark, a salt, then chunks of AES-256-GCM, each with its tag. Every file has a key of its own, from
 * the salt and what the file is. A chunk's nonce is its number and whether it's the last (the STREAM construction), so
 * chunks can't be exchanged, left out or cut off unnoticed, and any one can be read without those before it.
 */
const MARK = Buffer.from('APS1', 'latin1');
export const SALT_BYTES = 16;
export const HEADER_BYTES = MARK.length + SALT_BYTES;
export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** The size of a whole encrypted chunk. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;

/** Returns how a file with this salt begins. */
export function headerOf(salt: Buffer): Buffer {
  return Buffer.concat([MARK, salt]);
}

/**
 * Returns the salt of a file.
 *
 * @throws {BotError} `sealed-unreadable` if it isn't an encrypted file.
 */
export function saltIn(header: Buffer, identity: string): Buffer {
  if (header.length < HEADER_BYTES || !header.subarray(0, MARK.length).equals(MARK)) throw damaged(identity);
  return header.subarray(MARK.length, HEADER_BYTES);
}

/** Derives the key of one file. A file in the place of another can't be opened there. */
export function keyOfFile(key: FileKey, salt: Buffer, identity: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, salt, `file ${identity}`, 32)));
}

/** Encrypts one chunk. */
export function sealChunk(key: KeyObject, chunk: Buffer, index: number, isLast: boolean): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonceOf(index, isLast), { authTagLength: TAG_BYTES });
  return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Decrypts one chunk.
 *
 * @throws {BotError} `sealed-unreadable` if it was altered, is in another place, or isn't the last one as told.
 */
export function openChunk(
  key: KeyObject,
  sealed: Buffer,
  {
    index,
    isLast,
    identity,
  }: { readonly index: number; readonly isLast: boolean; readonly identity: string },
): Buffer {
  if (sealed.length < TAG_BYTES) throw damaged(identity);
  const decipher = createDecipheriv(CIPHER, key, nonceOf(index, isLast), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw damaged(identity, cause);
  }
}

/**
 * Returns how much an encrypted file of this size holds. Even an empty one has a chunk.
 *
 * @throws {BotError} `sealed-unreadable` if no whole file has this size.
 */
export function plainBytesOf(
  sizeBytes: number,
  identity: string,
): { readonly bytes: number; readonly chunks: number } {
  const body = sizeBytes - HEADER_BYTES;
  const chunks = Math.ceil(body / SEALED_CHUNK_BYTES);
  const bytes = body - chunks * TAG_BYTES;
  if (chunks < 1 || bytes < (chunks - 1) * CHUNK_BYTES) throw damaged(identity);
  return { bytes, chunks };
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(index, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
}

function damaged(identity: string, cause?: unknown): BotError {
  return new BotError(
    'sealed-unreadable',
    `The file ${identity} can’t be decrypted`,
    cause === undefined ? {} : { cause },
  );
}
