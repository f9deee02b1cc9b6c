import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { StartError } from '../core/model/start-error.ts';

const TIMEOUT_MS = 30_000;

/**
 * Sends a command to the bot that runs in this `DATA_DIR`, over its socket.
 *
 * @returns its answer, unchecked; `undefined` if no bot listens there.
 * @throws {StartError} if the bot fails to answer.
 */
export async function askRunningBot(socketPath: string, command: unknown): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const sent = request({ socketPath, method: 'POST', path: '/', timeout: TIMEOUT_MS });
  sent.on('timeout', () => sent.destroy(new StartError('The bot doesn’t answer. Its log may say why.')));
  sent.on('error', (error) => {
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(undefined);
    else reject(error);
  });
  sent.on('response', (response) => {
    if (response.statusCode === 200) json(response).then(resolve, reject);
    else reject(new StartError('The bot couldn’t do that. Its log says why.'));
  });
  sent.end(JSON.stringify(command));
  return promise;
}
