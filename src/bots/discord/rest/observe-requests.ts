import type { RESTOptions } from '@discordjs/rest';
import type { Clock } from '../../../core/async/clock.ts';
import type { Observer, RequestOutcome } from '../../../core/ports/observer.ts';
import { PLATFORM } from '../payload/platform.ts';

type MakeRequest = RESTOptions['makeRequest'];

/** The words of Discord's paths. All else is an id or a token. */
const WORDS = new Set([
  ...['applications', 'attachments', 'bot', 'callback', 'channels', 'commands', 'gateway', 'guilds'],
  ...['interactions', 'members', 'messages', 'oauth2', 'permissions', 'reactions', 'skus', 'threads'],
  ...['thread-members', 'users', 'webhooks', '@me', '@original'],
]);

/** Reports each request to Discord with its outcome, and otherwise changes nothing. */
export function observeRequests(
  makeRequest: MakeRequest,
  { observer, clock }: { observer: Pick<Observer, 'platformRequest'>; clock: Pick<Clock, 'now'> },
): MakeRequest {
  return async (url, init) => {
    const startedMs = clock.now();
    const route = `${init.method ?? 'GET'} ${routeOf(url)}`;
    const note = (outcome: RequestOutcome): void =>
      observer.platformRequest(PLATFORM, route, outcome, clock.now() - startedMs);
    try {
      const response = await makeRequest(url, init);
      note(outcomeOf(response.status));
      return response;
    } catch (error) {
      note('failed');
      throw error;
    }
  };
}

/** Returns the path without ids and tokens: `/channels/{}/messages`. */
export function routeOf(url: string): string {
  const path = URL.parse(url)?.pathname.replace(/^.*?\/v\d+(?=\/)/, '') ?? '';
  return path
    .split('/')
    .map((part) => (part === '' || WORDS.has(part) ? part : '{}'))
    .join('/');
}

function outcomeOf(status: number): RequestOutcome {
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
