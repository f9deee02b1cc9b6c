import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StartError } from '../core/model/start-error.ts';
import type { Config } from './model.ts';
import { readGenerated } from './read-generated.ts';

/** The keys that encrypt at rest. New values use `current`; `previous` still decrypts old ones. */
export interface SecretKeys {
  readonly current: KeyObject;
  readonly previous?: KeyObject;
}

const KEY_BYTES = 32;

/**
 * Reads the keys from the configuration, or the generated one from `DATA_DIR/secret-key`, which is created on
 * the first start and readable by its owner alone.
 *
 * @throws {StartError} if the file exists but does not hold 32 bytes in base64: replacing it silently would
 * lose everything that was encrypted with it.
 */
export async function loadSecretKey(config: Pick<Config, 'dataDir' | 'secretKey'>): Promise<SecretKeys> {
  const { current, previous } = config.secretKey;
  const text = current?.reveal() ?? (await readOrGenerate(config.dataDir));
  return {
    current: keyOf(text),
    ...(previous && { previous: keyOf(previous.reveal()) }),
  };
}

async function readOrGenerate(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret-key');
  const text = await readGenerated(path, () => randomBytes(KEY_BYTES).toString('base64'));
  if (Buffer.from(text, 'base64').length !== KEY_BYTES) {
    throw new StartError(
      `${path} doesn’t hold 32 bytes in base64. Restore it from a backup, or set SECRET_KEY to the key it held.`,
    );
  }
  return text;
}

function keyOf(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'));
}
