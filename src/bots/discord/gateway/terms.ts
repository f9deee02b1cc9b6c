import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import type { Offered } from '../payload/first-response.ts';

/** What the gateway's thread must know before it starts. Plain values, and memory that both threads see. */
export interface GatewayTerms {
  /** Without a version. */
  readonly apiUrl: string;
  readonly offered: Offered;
  /** How long Discord waits for the first response to an interaction. */
  readonly firstResponseMs: number;
  /** The pause of requests that this thread shares with the main thread. */
  readonly pauseMemory: SharedArrayBuffer;
}

const NAME = 'discord-gateway:';

/**
 * Stores the terms for threads started from now on. The library starts them and offers no parameter for this.
 *
 * @param token of the bot; the thread uses it to tell its terms from those of another bot in this process.
 */
export function leaveTerms(token: string, terms: GatewayTerms): void {
  setEnvironmentData(NAME + token, { ...terms });
}

/**
 * Returns the stored terms, on the thread.
 *
 * @throws {Error} when none were stored.
 */
export function takeTerms(token: string): GatewayTerms {
  const terms: unknown = getEnvironmentData(NAME + token);
  if (!areTerms(terms)) throw new Error('No terms were stored for the gateway’s thread');
  return terms;
}

/** Only {@link leaveTerms} writes them. */
function areTerms(terms: unknown): terms is GatewayTerms {
  return typeof terms === 'object' && terms !== null && 'offered' in terms;
}
