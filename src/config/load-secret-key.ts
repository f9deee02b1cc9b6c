import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../core/model/start-error.ts';
import type { Config } from './model.ts';

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
  await mkdir(dataDir, { recursive: true });
  const draft = join(dataDir, `.secret-key-${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    // A link either creates the whole file or fails, so nobody ever reads half a key.
    await link(draft, path).catch((error: unknown) => {
      if (!isAlreadyThere(error)) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await chmod(path, 0o600).catch((cause: unknown) => {
    const advice = 'Give it to the user the bot runs as, or set DATA_DIR to another folder.';
    throw new StartError(`${path} belongs to another user. ${advice}`, { cause });
  });
  const text = (await readFile(path, 'utf8')).trim();
  if (Buffer.from(text, 'base64').length !== KEY_BYTES) {
    throw new StartError(
      `${path} doesn’t hold 32 bytes in base64. Restore it from a backup, or set SECRET_KEY to the key it held.`,
    );
  }
  return text;
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function keyOf(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'));
}
