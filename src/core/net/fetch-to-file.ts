import { type Dispatcher, request } from 'undici';
import { BotError, type ErrorFacts } from '../model/errors.ts';
import type { TrustedHosts } from './trusted-hosts.ts';
import { writeToFile } from './write-to-file.ts';

/** One attempt at a download. */
export interface FetchOrder {
  readonly url: string;
  readonly toPath: string;
  readonly maxBytes: number;
  /** Must itself refuse private addresses; see guarded-connector.ts. */
  readonly dispatcher: Dispatcher;
  readonly trusted: TrustedHosts;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 5;
/** The most data buffered for the disk. */
const WAITING_BYTES = 512 * 1024;
const EXPIRED = new Set([401, 403, 404, 410]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Downloads one link to disk, following at most five redirects, each checked like the first link.
 *
 * An existing file is overwritten; an unfinished one is left behind if this throws.
 *
 * @throws {BotError} as documented for `Download`; the signal's reason if it aborts; disk errors.
 */
export async function fetchToFile(order: FetchOrder): Promise<{ readonly sizeBytes: number }> {
  const { answer, facts } = await follow(order);
  try {
    return await keep(answer, order, facts);
  } finally {
    discard(answer.body);
  }
}

async function keep(
  answer: Dispatcher.ResponseData,
  order: FetchOrder,
  facts: ErrorFacts,
): Promise<{ readonly sizeBytes: number }> {
  const status = answer.statusCode;
  if (status !== 200) {
    const code = EXPIRED.has(status) ? 'result-link-expired' : 'result-unreachable';
    throw new BotError(code, `The link returned ${status}`, { facts: { ...facts, status } });
  }
  const announced = Number(answer.headers['content-length'] ?? Number.NaN);
  if (announced > order.maxBytes) throw tooLarge(order.maxBytes, facts);
  const sizeBytes = await writeAll(received(answer.body, order.signal, facts), order, facts);
  if (sizeBytes === 0 || (!Number.isNaN(announced) && sizeBytes !== announced)) {
    throw new BotError('result-short', 'Fewer bytes arrived than announced', {
      facts: { ...facts, sizeBytes },
    });
  }
  return { sizeBytes };
}

async function follow(order: FetchOrder): Promise<{ answer: Dispatcher.ResponseData; facts: ErrorFacts }> {
  let link = order.url;
  let base: URL | undefined;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const url = checkHop(link, base, order.trusted);
    const facts = { host: url.host };
    const answer = await ask(url, order, facts);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.statusCode) || typeof location !== 'string') return { answer, facts };
    discard(answer.body);
    link = location;
    base = url;
  }
  throw new BotError('result-unreachable', 'The link redirects too often');
}

function checkHop(link: string, base: URL | undefined, trusted: TrustedHosts): URL {
  const url = URL.parse(link, base?.href);
  const allowed =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && trusted.has(url)));
  if (allowed) return url;
  throw new BotError('result-host-refused', 'The link is not a plain https address', {
    facts: url === null ? {} : { host: url.host },
  });
}

async function ask(url: URL, order: FetchOrder, facts: ErrorFacts): Promise<Dispatcher.ResponseData> {
  try {
    // `identity`, because Content-Length must count the bytes that are written.
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'audiopod-bot' };
    return await request(url, { dispatcher: order.dispatcher, headers, signal: order.signal });
  } catch (cause) {
    order.signal.throwIfAborted();
    if (cause instanceof BotError) throw new BotError(cause.code, cause.message, { facts, cause });
    throw new BotError('result-unreachable', 'The host of the link cannot be reached', { facts, cause });
  }
}

/** Yields the body and translates its errors, to tell network errors from disk errors. */
async function* received(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  facts: ErrorFacts,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    signal.throwIfAborted();
    throw new BotError('result-short', 'The download broke off', { facts, cause });
  }
}

async function writeAll(
  chunks: AsyncIterable<Uint8Array>,
  order: FetchOrder,
  facts: ErrorFacts,
): Promise<number> {
  let sizeBytes = 0;
  async function* bounded(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > order.maxBytes) throw tooLarge(order.maxBytes, facts);
      yield chunk;
    }
  }
  await writeToFile(bounded(), order.toPath, { mode: 0o600, bufferBytes: WAITING_BYTES });
  return sizeBytes;
}

/** Closes a body that won't be read. One that was read to its end is unaffected. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {}).destroy();
}

function tooLarge(maxBytes: number, facts: ErrorFacts): BotError {
  return new BotError('result-too-large', `The result is larger than ${maxBytes} bytes`, {
    facts: { ...facts, maxBytes },
  });
}
