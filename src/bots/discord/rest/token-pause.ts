import type { RESTOptions } from '@discordjs/rest';
import type { Clock } from '../../../core/async/clock.ts';
import { DiscordRefusal } from './discord-refusal.ts';

type MakeRequest = RESTOptions['makeRequest'];

/** Six requests a minute are far from the 10,000 refusals in ten minutes that ban this computer's address. */
const PAUSE_MS = 10_000;

/**
 * Holds back the requests of a client for a while after Discord rejected its token. One may be a passing fault, and
 * of a token that was reset every request would be refused.
 *
 * @throws {DiscordRefusal} `unauthorized` instead of sending, during a pause.
 */
export function pauseAfterRejection(makeRequest: MakeRequest, clock: Pick<Clock, 'now'>): MakeRequest {
  let untilMs = 0;
  return async (url, init) => {
    if (clock.now() < untilMs) throw new DiscordRefusal('unauthorized', { status: 401, detail: 'not sent' });
    const response = await makeRequest(url, init);
    if (response.status === 401) untilMs = clock.now() + PAUSE_MS;
    return response;
  };
}
