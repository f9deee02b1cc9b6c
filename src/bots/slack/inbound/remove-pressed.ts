import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import { handleOf, responseUrlOf } from '../deliver/reply-handle.ts';
import type { Respond } from '../web/response-url.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';

/** Removes the message whose button was pressed, if its press still has a response URL. Best effort. */
export type RemovePressed = (origin: Origin, signal: AbortSignal) => Promise<void>;

/** Creates what removes pressed messages. */
export function createRemovePressed(parts: {
  readonly respond: Pick<Respond, 'remove'>;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): RemovePressed {
  const { respond, keys, clock, log } = parts;
  return async (origin, signal) => {
    const url = responseUrlOf(handleOf(origin), keys, clock.now());
    if (url === undefined) return;
    try {
      await respond.remove(url, signal);
    } catch (error) {
      if (!(error instanceof SlackApiError || error instanceof SlackTimeout)) throw error;
      log.info({ reason: error.message }, 'slack-pressed-message-not-removed');
    }
  };
}
