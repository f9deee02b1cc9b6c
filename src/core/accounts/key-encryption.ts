import { BotError } from '../model/errors.ts';
import type { WalletKey } from '../model/money/wallet-key.ts';
import { Secret } from '../model/secret.ts';
import { type BoxKeys, seal, unseal } from '../model/secret-box.ts';
import type { WalletKeys } from '../ports/wallet-keys.ts';

/** Encrypts a key for the record. It opens again for this tenant under this id, and nowhere else. */
export function encryptKey(key: Secret, of: Pick<WalletKey, 'id' | 'tenant'>, box: BoxKeys): string {
  return seal(key.reveal(), purposeOf(of), box);
}

/**
 * Opens a key on record. One that only the previous `SECRET_KEY` opens is encrypted anew with the present one.
 *
 * @throws {BotError} `own-key-gone` for one that is not on record any more, `own-key-lost` for one that no
 *   `SECRET_KEY` opens.
 */
export async function decryptKey(
  keys: Pick<WalletKeys, 'get' | 'reseal'>,
  id: string,
  { current, previous }: BoxKeys,
): Promise<Secret> {
  const key = await keys.get(id);
  if (key === undefined) throw new BotError('own-key-gone', `The connected key ${id} is not on record`);
  const opened = unseal(key.sealed, purposeOf(key), { current });
  if (opened !== undefined) return new Secret(opened);
  const old = previous && unseal(key.sealed, purposeOf(key), { current: previous });
  if (old === undefined) {
    throw new BotError('own-key-lost', `No SECRET_KEY opens the key that ${key.tenant} connected`);
  }
  const secret = new Secret(old);
  await keys.reseal(id, key.sealed, encryptKey(secret, key, { current }));
  return secret;
}

/** Ids hold no colon, so no two keys have the same. */
function purposeOf({ id, tenant }: Pick<WalletKey, 'id' | 'tenant'>): string {
  return `wallet-key:${tenant}:${id}`;
}
