import { BotError, type Failure, toFailure } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { Log } from '../../core/ports/log.ts';
import { explainFailure } from '../../core/text/explain-failure.ts';
import type { Answer } from '../framework/reply.ts';
import { refusedOption } from './refused-option.ts';

/** Logs why a request was refused, and returns the reply for its caller. */
export type Refuse = (error: unknown, origin: Origin, signal: AbortSignal) => Answer;

/** Creates refusals that are written to one log. */
export function createRefuse(log: Log): Refuse {
  return (error, origin, signal) => {
    const failure = failureOf(error, signal);
    const fields = { code: failure.code, tenant: origin.tenant, platform: origin.platform };
    // A refusal's facts may quote what was typed, so only its message is logged.
    if (error instanceof BotError) log.info({ ...fields, reason: error.message }, 'request-refused');
    else log[signal.aborted ? 'info' : 'error']({ ...fields, error }, 'request-failed');
    const text = explainFailure(origin.locale, failure);
    const option = refusedOption(failure);
    return { kind: 'reply', reply: { tone: 'refusal', text, ...(option && { option }), actions: [] } };
  };
}

/**
 * Converts an error for the caller. If the request timed out, AudioPod is the cause: nothing else takes long.
 */
function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof BotError || !signal.aborted) return toFailure(error);
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return { code: isLate ? 'audiopod-unreachable' : 'restarting', facts: {} };
}
