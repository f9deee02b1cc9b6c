import type { Clock } from '../../../core/async/clock.ts';
import type { Observer, RequestOutcome } from '../../../core/ports/observer.ts';
import { SlackApiError, SlackTimeout } from './slack-error.ts';
import type { SlackWeb } from './slack-web.ts';

/** Reports each call of a method with its outcome, waits for a rate limit included. Otherwise changes nothing. */
export function observeCalls(
  inner: SlackWeb,
  observer: Pick<Observer, 'platformRequest'>,
  clock: Pick<Clock, 'now'>,
): SlackWeb {
  return {
    brokenBy: () => inner.brokenBy(),
    async call(method, ...rest) {
      const startedMs = clock.now();
      const note = (outcome: RequestOutcome): void =>
        observer.platformRequest('slack', method, outcome, clock.now() - startedMs);
      try {
        const answer = await inner.call(method, ...rest);
        note('ok');
        return answer;
      } catch (error) {
        note(outcomeOf(error));
        throw error;
      }
    },
  };
}

function outcomeOf(error: unknown): RequestOutcome {
  if (error instanceof SlackApiError) return 'refused';
  return error instanceof SlackTimeout && error.kind === 'rate-limited' ? 'rate-limited' : 'failed';
}
