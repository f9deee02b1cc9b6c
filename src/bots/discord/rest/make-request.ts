import { DefaultRestOptions, type RESTOptions } from '@discordjs/rest';
import * as undici from 'undici';
import { retryAfterMs } from '../../../core/async/retry.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Pause } from './pause.ts';

type MakeRequest = RESTOptions['makeRequest'];
type RequestInit = Parameters<MakeRequest>[1];
type Response = Awaited<ReturnType<MakeRequest>>;

/**
 * Creates the function that sends requests, for every client of Discord's REST.
 *
 * The library repeats a 429 after its `Retry-After`, and at once if that header is missing or no number. A
 * page of Cloudflare has none: it refuses this computer's address, and 10,000 refusals in ten minutes ban it.
 * So such a response pauses everything, and requests during the pause are refused without being sent.
 */
export function createMakeRequest(pause: Pause, log: Pick<Log, 'warn'>): MakeRequest {
  return async (url, init) => {
    pause.throwIfPaused();
    const response = await (init.body instanceof FormData
      ? sendFiles(url, init, init.body)
      : sendWords(url, init));
    if (!refusesAddress(response)) {
      if (response.ok) pause.end();
      return response;
    }
    // Read to the end, or the connection could not be used again.
    await response.arrayBuffer();
    const paused = pause.begin(retryAfterMs(response.headers.get('Retry-After'), Date.now()));
    log.warn({ status: response.status, pauseMs: Math.round(paused.leftMs) }, 'discord-refuses-this-address');
    throw paused;
  };
}

/** Whether a refusal is of this address, or says nothing that the library could wait by. */
function refusesAddress({ status, headers }: Response): boolean {
  const isPage = headers.get('Content-Type')?.includes('json') !== true;
  if (status === 429) return isPage || !(Number(headers.get('Retry-After')) > 0);
  return isPage && (status === 401 || status === 403);
}

/**
 * Sends text the library's way, and files with fetch. Fetch streams them from disk, where the library would read
 * each into memory first, but it costs several times as much.
 */
const sendWords: MakeRequest = async (url, init) => {
  try {
    return await DefaultRestOptions.makeRequest(url, init);
  } catch (error) {
    // The library retries on a reset's code, although the request may have been carried out.
    const isReset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    throw isReset ? new Error('The connection to Discord broke off', { cause: error }) : error;
  }
};

/**
 * Sends with undici’s own fetch. The one that Node 24.21 carries never ends a request whose file is removed or
 * changed meanwhile, and leaves a rejection that nobody awaits, which would end the program.
 */
const sendFiles = async (url: string, init: RequestInit, files: FormData): Promise<Response> => {
  // The library builds this object from plain values; only its types are those of another version.
  const { method = 'GET', headers = {}, signal = null } = init as unknown as undici.RequestInit;
  const body = new undici.FormData();
  for (const [name, value] of files) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, value.name);
  }
  return undici.fetch(url, { method, headers, body, signal });
};
