import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { BotError } from '../model/errors.ts';
import { seal, unseal } from '../model/secret-box.ts';

/** The key of files; see sealed-format.ts. */
export type FileKey = KeyObject;

/**
 * Encrypts what is kept of members' contents with the data key of a store: AES-256-GCM, with the identity of the row
 * as additional data, so a value that was copied to another row can't be opened there.
 */
export interface Sealing {
  /** Whether anything is encrypted. */
  readonly isOn: boolean;
  /**
   * Encrypts a text.
   *
   * @param identity the row and column it's for, such as `job:1a2b`. Never the same for two.
   */
  seal(text: string, identity: string): string;
  /**
   * Decrypts a text. One that a release before encryption has stored is returned as it is.
   *
   * @throws {BotError} `sealed-unreadable` if it was altered, is another row's, or needs another data key.
   */
  open(stored: string, identity: string): string;
  /** Absent where nothing is encrypted. */
  readonly fileKey?: FileKey;
}

/** How every encrypted text begins. No JSON does. */
export const SEALED_PREFIX = 'v1.';

/** Encrypts nothing: for tests, and for tools that only look at columns. It can't open what is encrypted. */
export const NO_SEALING: Sealing = {
  isOn: false,
  seal: (text) => text,
  open: (stored, identity) => {
    if (stored.startsWith(SEALED_PREFIX)) throw unreadable(identity);
    return stored;
  },
};

/** Creates {@link Sealing} with a data key. Texts and files have keys of their own, derived from it. */
export function createSealing(dataKey: KeyObject): Sealing {
  const keys = { current: derive(dataKey, 'audiopod-bot texts') };
  return {
    isOn: true,
    seal: (text, identity) => seal(text, identity, keys),
    open(stored, identity) {
      if (!stored.startsWith(SEALED_PREFIX)) return stored;
      const text = unseal(stored, identity, keys);
      if (text === undefined) throw unreadable(identity);
      return text;
    },
    fileKey: derive(dataKey, 'audiopod-bot files'),
  };
}

/** Derives a key for one purpose (HKDF-SHA256, RFC 5869), so that no key is used in two ways. */
function derive(key: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32)));
}

function unreadable(identity: string): BotError {
  return new BotError('sealed-unreadable', `What is stored as ${identity} can’t be decrypted`);
}
