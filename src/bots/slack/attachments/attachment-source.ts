import { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { BotError } from '../../../core/model/errors.ts';
import { trustHosts } from '../../../core/net/trusted-hosts.ts';
import type { AttachmentSource } from '../../../core/ports/attachments.ts';
import type { Members } from '../people/members.ts';
import { readText } from '../people/read-text.ts';
import { refusalKind, SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Tokens } from '../web/tokens.ts';
import { aPage, requireFile } from './require-file.ts';
import { fileRefOf, slackFile } from './slack-file.ts';

const MIB = 1024 * 1024;
const SLACK_FILES = 'https://files.slack.com';
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const STALL_MS = 60_000;

const info = z.object({ file: slackFile });

/** Opens members' files, only from Slack's own hosts and the bot owner's allowed hosts. */
export function createAttachmentSource(parts: {
  readonly web: SlackWeb;
  readonly members: Members;
  readonly apiUrl: string;
  readonly tokens: Tokens;
  readonly mediaHosts: readonly string[];
  readonly maxBytes: number;
}): AttachmentSource {
  const { web, members, maxBytes } = parts;
  const api = new URL(parts.apiUrl);
  const trusted = trustHosts(api, parts.mediaHosts);

  /** Slack's hosts alone, each as it is addressed otherwise: nobody else may have the token, nor read along. */
  const mayHaveToken = (url: URL): boolean => url.origin === SLACK_FILES || url.origin === api.origin;
  const isAllowed = (url: URL): boolean =>
    url.username === '' &&
    url.password === '' &&
    (mayHaveToken(url) || (['https:', 'http:'].includes(url.protocol) && trusted.has(url)));

  const addressOf = async (file: string, signal: AbortSignal): Promise<string> => {
    try {
      const seen = await web.call('files.info', (client) => client.files.info({ file }), info, signal);
      const address = seen.file.url_private_download ?? seen.file.url_private;
      if (address != null) return address;
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw broken(error);
      if (refusalKind(error) === 'removed') throw removed(error);
    }
    throw gone('Slack no longer shows the file to the bot');
  };

  const tokenNow = async (signal: AbortSignal): Promise<string> => {
    try {
      return (await parts.tokens.current(signal)).secret.reveal();
    } catch (error) {
      throw error instanceof SlackApiError && refusalKind(error) === 'removed' ? removed(error) : error;
    }
  };

  const fetchFrom = async (address: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    let url = URL.parse(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (url === null || !isAllowed(url)) throw gone('The file is not on a Slack host');
      const token = mayHaveToken(url) ? await tokenNow(signal) : undefined;
      const answer = await request(url, {
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          'accept-encoding': 'identity',
        },
        headersTimeout: STALL_MS,
        bodyTimeout: STALL_MS,
        signal,
      }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw broken(error);
      });
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== 'string') return answer;
      discard(answer);
      url = URL.parse(location, url.href);
    }
    throw gone('The file redirects too often');
  };

  return {
    readMarkup: (text, { locale }, signal) => readText(text, { links: 'label', locale }, members, signal),
    async open(ref, signal) {
      const { file, url } = fileRefOf(ref);
      const answer = await fetchFrom(url ?? (await addressOf(file, signal)), signal);
      try {
        const size = check(answer, ref.sizeBytes, maxBytes);
        return { stream: requireFile(answer.body, ref.sizeBytes), ...size };
      } catch (error) {
        discard(answer);
        throw error;
      }
    },
  };
}

/**
 * Checks that a response is the file.
 * @throws {BotError} if it is not.
 */
function check(
  answer: Dispatcher.ResponseData,
  expectedBytes: number | undefined,
  maxBytes: number,
): { readonly sizeBytes?: number } {
  const { statusCode } = answer;
  if (statusCode === 429 || statusCode >= 500) throw broken(new Error(`Slack answered ${statusCode}`));
  if (statusCode !== 200) throw gone(`Slack answers ${statusCode} for the file`);
  // Without access, Slack responds with 200 and the sign-in page.
  if (/^text\/html\b/i.test(String(answer.headers['content-type'] ?? ''))) {
    throw aPage();
  }
  const announced = Number(answer.headers['content-length'] ?? Number.NaN);
  const sizeBytes = expectedBytes ?? (Number.isNaN(announced) ? undefined : announced);
  if (sizeBytes !== undefined && sizeBytes > maxBytes) {
    throw new BotError('file-too-large', 'The file is over the size limit', {
      facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
    });
  }
  return sizeBytes === undefined ? {} : { sizeBytes };
}

function gone(message: string): BotError {
  return new BotError('attachment-gone', message);
}

function removed(cause: SlackApiError): BotError {
  return new BotError('bot-removed', 'The bot is no longer installed in the workspace', { cause });
}

function broken(cause: unknown): BotError {
  return new BotError('attachment-short', 'The file could not be read from Slack', { cause });
}

/** Closes a body that will not be read. */
function discard({ body }: Dispatcher.ResponseData): void {
  if (body instanceof Readable) body.on('error', () => {}).destroy();
}
