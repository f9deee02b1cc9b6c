import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import type { Offered } from '../payload/first-response.ts';

/** What the gateway's thread has to know before it starts. Plain values. */
export interface GatewayTerms {
  /** Without a version. */
  readonly apiUrl: string;
  readonly offered: Offered;
  /** How long Discord waits for the first response to an interaction. */
  readonly firstResponseMs: number;
}

const NAME = 'discord-gateway:';

/**
 * Leaves the terms for threads that are started from now on. The library starts them and has no place for this.
 *
 * @param token of the bot, by which the thread tells its terms from those of another bot in this process.
 */
export function leaveTerms(token: string, terms: GatewayTerms): void {
  setEnvironmentData(NAME + token, { ...terms });
}

/**
 * Takes them up on the thread.
 *
 * @throws {Error} when none were left.
 */
export function takeTerms(token: string): GatewayTerms {
  const terms: unknown = getEnvironmentData(NAME + token);
  if (!areTerms(terms)) throw new Error('No terms were left for the thread of the gateway');
  return terms;
}

/** Only {@link leaveTerms} writes there. */
function areTerms(terms: unknown): terms is GatewayTerms {
  return typeof terms === 'object' && terms !== null && 'offered' in terms;
}
