import { lookup } from 'node:dns/promises';
import { type Readable, Transform } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { BotError } from '../../../core/model/errors.ts';
import { guardedConnector } from '../../../core/net/guarded-connector.ts';
import { trustHosts } from '../../../core/net/trusted-hosts.ts';
import type { AttachmentSource } from '../../../core/ports/attachments.ts';
import { urlOf } from '../payload/files-of.ts';

const MIB = 1024 * 1024;
/** The only hosts Discord serves members' files from. */
const DISCORD_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];
const MOST_REDIRECTS = 3;
const CONNECT_MS = 10_000;
const STALL_MS = 30_000;
const GONE = new Set([401, 403, 404, 410]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Opens members' files. Close it with the bot. */
export interface DiscordAttachments extends AttachmentSource {
  close(): Promise<void>;
}

/**
 * Opens files from Discord's own hosts over https and from the bot owner's allowed hosts; the same check
 * applies after every redirect. The connection itself refuses private addresses.
 */
export function createAttachments(settings: {
  readonly maxBytes: number;
  readonly mediaHosts: readonly string[];
}): DiscordAttachments {
  const { maxBytes, mediaHosts } = settings;
  const [firstHost = ''] = DISCORD_HOSTS;
  const vouchedFor = trustHosts(new URL(`https://${firstHost}`), mediaHosts);
  const isDiscords = (url: URL): boolean => DISCORD_HOSTS.includes(url.hostname) && url.port === '';
  const isAllowed = (url: URL): boolean =>
    url.username === '' &&
    url.password === '' &&
    ((url.protocol === 'https:' && isDiscords(url)) ||
      (/^https?:$/.test(url.protocol) && !isDiscords(url) && vouchedFor.has(url)));
  const dispatcher = new Agent({
    connect: guardedConnector({
      isTrusted: (origin) => !isDiscords(origin) && vouchedFor.has(origin),
      resolve: (hostname) => lookup(hostname, { all: true }),
      connectTimeoutMs: CONNECT_MS,
    }),
    headersTimeout: STALL_MS,
    bodyTimeout: STALL_MS,
  });

  const follow = async (link: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    let next: string | undefined = link;
    let base: URL | undefined;
    for (let hops = 0; next !== undefined && hops <= MOST_REDIRECTS; hops += 1) {
      const url: URL | null = URL.parse(next, base?.href);
      if (url === null || !isAllowed(url)) throw gone('The file is not on a Discord host');
      const answer = await ask(url, dispatcher, signal);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== 'string') return answer;
      answer.body.on('error', () => {}).destroy();
      next = location;
      base = url;
    }
    throw gone('The link redirects too often');
  };

  return {
    async open(ref, signal) {
      const link = urlOf(ref);
      if (link === undefined) throw gone('The reference was not written by this adapter');
      const answer = await follow(link, signal);
      const discard = (): void => void answer.body.on('error', () => {}).destroy();
      if (answer.statusCode !== 200) {
        discard();
        if (GONE.has(answer.statusCode)) throw gone(`The file host answers ${answer.statusCode}`);
        throw new BotError('attachment-short', `The file host answers ${answer.statusCode}`);
      }
      const announced = Number(answer.headers['content-length'] ?? Number.NaN);
      if (announced > maxBytes) {
        discard();
        throw tooLarge(announced, maxBytes);
      }
      const stream = capped(answer.body, maxBytes);
      return Number.isNaN(announced) ? { stream } : { stream, sizeBytes: announced };
    },
    close: () => dispatcher.destroy(),
  };
}

async function ask(url: URL, dispatcher: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  try {
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'audiopod-bot' };
    return await request(url, { dispatcher, headers, signal });
  } catch (cause) {
    signal.throwIfAborted();
    // A refusal by the connector is final; anything else may work in a moment.
    if (cause instanceof BotError) throw gone('The file host is at a private address');
    throw new BotError('attachment-short', 'The file host cannot be reached', { cause });
  }
}

/** Ends a stream past a size: a host may send more than it announced. */
function capped(body: Readable, maxBytes: number): Readable {
  let bytes = 0;
  const cap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge(bytes, maxBytes));
      else done(null, chunk);
    },
  });
  body.on('error', (cause) => {
    cap.destroy(new BotError('attachment-short', 'The file broke off', { cause }));
  });
  cap.on('close', () => body.destroy());
  return body.pipe(cap);
}

function gone(message: string): BotError {
  return new BotError('attachment-gone', message);
}

function tooLarge(sizeBytes: number, maxBytes: number): BotError {
  return new BotError('file-too-large', 'The attachment is over the size limit', {
    facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
  });
}
