import type { InteractionAddress } from '../rest/discord-api.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import type { Receiver } from './receiver.ts';

/** Discord waits this long for the first response; whether a later one is too late is for Discord to say. */
const ANSWERED_WITHIN_MS = 3_000;
const TRIES = 3;

/**
 * Shows "is thinking". `undefined` where nothing may be done: Discord refused, did not answer, or somebody else with
 * this token has acknowledged.
 *
 * "Already acknowledged" means somebody else, unless an earlier try of this very call may have arrived: one that was
 * not answered, or by a server in between (status 5xx). Then nobody can tell whose it was, and both may go on to claim
 * the interaction, which only one of them gets. The one who lost its answer needs no special care: if the other has
 * claimed already, this one stops, and if not, this one works and the other stops.
 */
export async function acknowledge(
  { api, log }: Pick<Receiver, 'api' | 'log'>,
  to: InteractionAddress,
  isEphemeral: boolean,
): Promise<{ readonly messageId: string | undefined } | undefined> {
  const interaction = to.interactionId;
  let mayHaveArrived = false;
  for (let tries = 1; ; tries += 1) {
    try {
      return { messageId: await api.acknowledge(to, isEphemeral, AbortSignal.timeout(ANSWERED_WITHIN_MS)) };
    } catch (error) {
      const { trouble, code, status } = refusalOf(error);
      if (trouble === 'acknowledged' && mayHaveArrived) {
        log.info({ interaction, tries }, 'interaction-perhaps-acknowledged');
        return { messageId: undefined };
      }
      const isUnsure = status === 0 || status >= 500;
      mayHaveArrived ||= isUnsure;
      if (isUnsure && tries < TRIES) continue;
      // Somebody else with this token has it. Working on it here as well could charge twice.
      const event =
        trouble === 'acknowledged' ? 'interaction-answered-elsewhere' : 'interaction-not-acknowledged';
      log.warn({ interaction, trouble, code, status }, event);
      return undefined;
    }
  }
}
