import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadSecretKey } from '../../config/config.ts';
import { canDecrypt } from '../../core/accounts/key-encryption.ts';
import { broken, type Check, inOrder } from '../../core/model/check.ts';
import { openDataKey } from '../../core/seal/data-key.ts';
import { openStoreProbe } from '../../core/store/checkup/store-probe.ts';
import { canOpenSecret } from '../../core/webhooks/webhook-secret.ts';

/** The key, and where what it encrypts is stored. */
export type SecretKeySubject = Pick<Config, 'dataDir' | 'secretKey' | 'store'>;

/** Looks whether the key still decrypts what is stored. */
export const secretKeyCheck: Check<SecretKeySubject> = {
  name: 'secret-key',
  looksAt: 'Whether `SECRET_KEY`, or the generated key, decrypts the database',
  remedy: 'Set SECRET_KEY to the key the bot had, or restore secret-key in DATA_DIR from a backup.',
  async run(subject) {
    await using probe = openStoreProbe(subject.store.url.reveal());
    const isGenerated = subject.secretKey.current === undefined;
    // Loading it would generate one.
    if (isGenerated && !existsSync(join(subject.dataDir, 'secret-key'))) {
      return probe === undefined
        ? inOrder('The first start generates a key in DATA_DIR.')
        : broken('There is a database, but no key: secret-key is missing in DATA_DIR.');
    }
    const box = await loadSecretKey(subject);
    const where = isGenerated ? 'The key in DATA_DIR' : 'SECRET_KEY';
    if (probe === undefined) return inOrder(`${where} is readable. Nothing is encrypted with it yet.`);
    const { dataKeys, keys, endpoints } = await probe.sealed();
    if (dataKeys.some(({ id, sealed }) => openDataKey(sealed, id, box) === undefined)) {
      return broken(`${where} doesn’t decrypt the database, which was encrypted with another one.`);
    }
    const opened = [
      ...dataKeys.map(() => true),
      ...keys.map((key) => canDecrypt(key, box)),
      ...endpoints.map((one) => canOpenSecret(one, box)),
    ];
    if (opened.length === 0) return inOrder(`${where} is readable. Nothing is encrypted with it yet.`);
    const lost = opened.filter((isOpen) => !isOpen).length;
    if (lost === 0) return inOrder(`${where} decrypts the stored keys and secrets (${opened.length}).`);
    return broken(`${where} doesn’t decrypt ${lost} of ${opened.length} stored keys and secrets.`);
  },
};
