import type { z } from 'zod';
import type { Clock } from '../../async/clock.ts';
import { DeadlineError, withDeadline } from '../../async/deadline.ts';
import { doubling, retry } from '../../async/retry.ts';
import type { Log } from '../../ports/log.ts';
import type { Observer } from '../../ports/observer.ts';
import type { ApiCall } from './api-call.ts';
import { AudioPodError } from './audiopod-error.ts';
import { exchange, type Line } from './exchange.ts';
import { garbledAnswer, translateAnswer, translateFailure } from './translate-error.ts';

/** Sends requests to AudioPod and parses the responses. */
export interface Transport {
  /**
   * @param shape what a good response must match; an empty one is read as `{}`.
   * @throws {AudioPodError} with an `audiopod-…` code; the signal's reason if it aborts and nothing can have
   *   been charged.
   */
  ask<T>(call: ApiCall, shape: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /**
   * Returns the response as text, for anything that is not JSON.
   *
   * @throws the errors of {@link ask}.
   */
  text(call: ApiCall, signal: AbortSignal): Promise<string>;
}

/** The settings of {@link createTransport}. */
export interface TransportOptions {
  /** For free calls. */
  readonly line: Line;
  /** For charged calls: a new connection each, see create-audiopod.ts. */
  readonly chargedLine: Line;
  readonly clock: Clock;
  /** Returns a number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly observer: Pick<Observer, 'providerRequest'>;
  /** Whether a tenant connected the key; every error then includes it. */
  readonly ownKey?: boolean | undefined;
  /** Retries of a free call after a transient failure. */
  readonly readRetries: number;
}

const CALL_DEADLINE_MS = 4 * 60_000;
const LONGEST_RETRY_AFTER_MS = 60_000;
const CHARGED_BUSY_RETRIES = 2;
const CHARGED_CONNECT_RETRIES = 3;

/** Creates the transport. Free calls are retried; charged calls only after proof that no job was created. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, log, observer, random } = options;

  const attempt = async (call: ApiCall, signal: AbortSignal) => {
    const startedMs = clock.now();
    const note = (status: number | 'unreachable' | 'timeout') =>
      observer.providerRequest(call.route, status, clock.now() - startedMs);
    try {
      const line = call.charged ? options.chargedLine : options.line;
      const answer = await exchange(line, call, signal);
      note(answer.status);
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw translateAnswer(answer, { ...call, ownKey: options.ownKey }, clock.now());
    } catch (error) {
      // A request that the caller gave up says nothing about AudioPod.
      const isGivenUp = signal.aborted && !isTimeout(error);
      if (!isGivenUp && !(error instanceof AudioPodError && error.status !== undefined)) {
        note(isTimeout(error) ? 'timeout' : 'unreachable');
      }
      throw error;
    }
  };

  const pauses = {
    clock,
    ms: doubling({ random }),
    longestMs: LONGEST_RETRY_AFTER_MS,
    retryAfterMs: (error: AudioPodError) => error.retryAfterMs,
  };

  const answerOf = (call: ApiCall, signal: AbortSignal) =>
    withDeadline(
      {
        clock,
        durationMs: call.deadlineMs ?? CALL_DEADLINE_MS,
        signal,
        // Reached only if nothing was sent, or if sending it had no effect.
        failure: (late) => translateFailure(late, call, false),
      },
      (bounded) =>
        retry(() => attempt(call, bounded), {
          signal: bounded,
          isTransient: (error, failures): error is AudioPodError =>
            error instanceof AudioPodError && mayRepeat(call, error, failures, options.readRetries),
          pauses,
          onRetry: ({ code, facts }, next) =>
            log.warn({ route: call.route, code, facts, ...next }, 'audiopod-retried'),
        }),
    );

  return {
    async ask(call, shape, signal) {
      const answer = await answerOf(call, signal);
      const parsed = shape.safeParse(parseJson(answer.text));
      if (parsed.success) return parsed.data;
      // The first issue's path contains field names of the service, never values.
      const where = parsed.error.issues[0]?.path.join('.') || 'not the expected JSON';
      throw garbledAnswer(call, answer.status, where);
    },

    async text(call, signal) {
      const { text } = await answerOf(call, signal);
      return text;
    },
  };
}

function mayRepeat(call: ApiCall, error: AudioPodError, failures: number, readRetries: number): boolean {
  const busy = error.code === 'audiopod-busy';
  const unreachable = error.code === 'audiopod-unreachable';
  if (!call.charged)
    return failures <= readRetries && (busy || unreachable || error.code === 'audiopod-down');
  if (busy) return failures <= CHARGED_BUSY_RETRIES;
  return unreachable && error.outcome === 'refused' && failures <= CHARGED_CONNECT_RETRIES;
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DeadlineError) return true;
  if ('code' in error && /^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$/.test(String(error.code))) return true;
  return isTimeout(error.cause);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text, which may contain a member's text.
    return undefined;
  }
}
