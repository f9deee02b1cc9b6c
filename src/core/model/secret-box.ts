import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** The keys of a box: 32 bytes each. New values are sealed with `current`; `previous` still opens old ones. */
export interface BoxKeys {
  readonly current: KeyObject;
  readonly previous?: KeyObject;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a credential for the database (AES-256-GCM under a random nonce). The outcome is text without
 * spaces, different each time.
 *
 * @param purpose what the value is, for example `discord-reply:123`. It is not hidden and not part of the
 *   outcome, but opening fails under any other, so a sealed value cannot be moved to another place.
 */
export function seal(text: string, purpose: string, keys: BoxKeys): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keys.current, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose, 'utf8'));
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url')}`;
}

/**
 * Opens what {@link seal} made for the same purpose. `undefined` when it cannot be opened: sealed with a key
 * that is gone, for another purpose, or altered. Callers treat that like a credential that has expired.
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
    // The tag does not fit: another key, another purpose, or altered bytes. Which one is nobody's to know.
    return undefined;
  }
}
