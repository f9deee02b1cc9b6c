import { randomBytes } from 'node:crypto';
import { Secret } from '../core/model/secret.ts';
import { StartError } from '../core/model/start-error.ts';
import type { PlaygroundConfig } from './model.ts';
import { readGenerated } from './read-generated.ts';

const TOKEN_BYTES = 24;

/**
 * Returns the playground's token from the configuration, or from its file, which is created on the first start.
 * `undefined` if there is neither.
 *
 * @throws {StartError} if the file is empty: the playground would be open to everybody.
 */
export async function loadPlaygroundToken({
  token,
  tokenFile,
}: Pick<PlaygroundConfig, 'token' | 'tokenFile'>): Promise<Secret | undefined> {
  if (token !== undefined || tokenFile === undefined) return token;
  const text = await readGenerated(tokenFile, () => randomBytes(TOKEN_BYTES).toString('base64url'));
  if (text === '')
    throw new StartError(`${tokenFile} is empty. Write a token into it, or delete it for a new one.`);
  return new Secret(text);
}
