import { BotError } from '../model/errors.ts';
import type { WalletKey } from '../model/money/wallet-key.ts';
import { Secret } from '../model/secret.ts';
import { type BoxKeys, seal, unseal } from '../model/secret-box.ts';
import type { WalletKeys } from '../ports/wallet-keys.ts';

/** Encrypts a key for storage. It can only be decrypted for this tenant under this id. */
export function encryptKey(key: Secret, of: Pick<WalletKey, 'id' | 'tenant'>, box: BoxKeys): string {
  return seal(key.reveal(), purposeOf(of), box);
}

/**
 * Decrypts a stored key. If only the previous `SECRET_KEY` decrypts it, it is encrypted again with the
 * current one.
 *
 * @throws {BotError} `own-key-gone` for a key that is no longer stored, `own-key-lost` for one that no
 * `SECRET_KEY` decrypts.
 */
export async function decryptKey(
  keys: Pick<WalletKeys, 'get' | 'reseal'>,
  id: string,
  { current, previous }: BoxKeys,
): Promise<Secret> {
  const key = await keys.get(id);
  if (key === undefined) throw new BotError('own-key-gone', `The connected key ${id} is not stored`);
  const opened = unseal(key.sealed, purposeOf(key), { current });
  if (opened !== undefined) return new Secret(opened);
  const old = previous && unseal(key.sealed, purposeOf(key), { current: previous });
  if (old === undefined) {
    throw new BotError('own-key-lost', `No SECRET_KEY decrypts the key that ${key.tenant} connected`);
  }
  const secret = new Secret(old);
  await keys.reseal(id, key.sealed, encryptKey(secret, key, { current }));
  return secret;
}

/** Whether a stored key can be decrypted. */
export function canDecrypt(key: WalletKey, box: BoxKeys): boolean {
  return unseal(key.sealed, purposeOf(key), box) !== undefined;
}

/** Returns the purpose that binds a key to its owner. Ids contain no colon, so it is unique. */
function purposeOf({ id, tenant }: Pick<WalletKey, 'id' | 'tenant'>): string {
  return `wallet-key:${tenant}:${id}`;
}
