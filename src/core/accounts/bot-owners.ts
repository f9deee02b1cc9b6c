import type { Origin } from '../model/job/origin.ts';

/** Whether a request comes from a bot owner. Owners are admins everywhere. */
export type IsOwner = (origin: Pick<Origin, 'platform' | 'member'>) => boolean;

/**
 * Recognizes the bot owners. In the playground everyone is one: opening it requires access to the bot's
 * machine, or the playground's token.
 *
 * @param members the owners on chat platforms, as in `origin.member`.
 */
export function recognizeOwners(members: readonly string[]): IsOwner {
  return ({ platform, member }) => platform === 'web' || members.includes(member);
}
