import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type BoxKeys, seal, unseal } from '../model/secret-box.ts';

const KEY_BYTES = 32;

/** A data key, and whether only the previous `SECRET_KEY` opened it. */
interface OpenedDataKey {
  readonly key: KeyObject;
  readonly isOfPrevious: boolean;
}

/** Makes a new data key, encrypted with the current `SECRET_KEY`. */
export function newDataKey(id: string, keys: BoxKeys): string {
  return seal(randomBytes(KEY_BYTES).toString('base64'), purposeOf(id), keys);
}

/** Opens a data key; `undefined` if no `SECRET_KEY` does. */
export function openDataKey(
  sealed: string,
  id: string,
  { current, previous }: BoxKeys,
): OpenedDataKey | undefined {
  const opened = unseal(sealed, purposeOf(id), { current });
  if (opened !== undefined) return { key: keyOf(opened), isOfPrevious: false };
  const old = previous && unseal(sealed, purposeOf(id), { current: previous });
  return old === undefined ? undefined : { key: keyOf(old), isOfPrevious: true };
}

/** Encrypts a data key again, with the current `SECRET_KEY`. The key itself stays, and so does all it encrypted. */
export function rewrapDataKey(key: KeyObject, id: string, keys: BoxKeys): string {
  return seal(key.export().toString('base64'), purposeOf(id), keys);
}

function keyOf(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'));
}

function purposeOf(id: string): string {
  return `data-key:${id}`;
}
