import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/**
 * Encryption keys, 32 bytes each. New values are encrypted with `current`; `previous` only decrypts old ones.
 */
export interface BoxKeys {
  readonly current: KeyObject;
  readonly previous?: KeyObject;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a credential for the database (AES-256-GCM with a random nonce).
 *
 * The result is text without spaces, different each time.
 *
 * @param purpose what the value is, for example `discord-reply:123`. It is neither hidden nor part of the
 *   result, but decryption fails with any other, so an encrypted value can't be copied to another record.
 */
export function seal(text: string, purpose: string, keys: BoxKeys): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keys.current, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose, 'utf8'));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url')}`;
}

/**
 * Decrypts the result of {@link seal} for the same purpose.
 *
 * Returns `undefined` if it can't be decrypted: the key is gone, the purpose differs, or the value was
 * altered. Callers treat that like an expired credential.
 */
export function unseal(sealed: string, purpose: string, keys: BoxKeys): string | undefined {
  const [version, body, ...rest] = sealed.split('.');
  if (version !== VERSION || body === undefined || rest.length > 0) return undefined;
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const candidates = keys.previous === undefined ? [keys.current] : [keys.current, keys.previous];
  for (const key of candidates) {
    const text = openWith(key, bytes, purpose);
    if (text !== undefined) return text;
  }
  return undefined;
}

function openWith(key: KeyObject, bytes: Buffer, purpose: string): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(purpose, 'utf8'));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const shown = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return shown.toString('utf8');
  } catch {
    // The tag doesn't match: another key, another purpose or altered bytes. The reason is deliberately not
    // reported.
    return undefined;
  }
}
