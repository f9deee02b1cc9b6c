import type { ErrorCode } from '../../model/error-codes.ts';
import { BotError, type ErrorFacts } from '../../model/errors.ts';

/**
 * What is known about a charged request that went wrong. `refused`: no job was made, nothing is charged.
 * `unknown`: the request may have arrived, so a job may run and cost money. Reads are always `refused`.
 */
export type Outcome = 'refused' | 'unknown';

/** What AudioPod said about a failure, as far as it said so. */
export interface AudioPodErrorDetails {
  readonly outcome: Outcome;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number | undefined;
  /** The service's own error name, such as `voice_not_found`; a bare identifier. */
  readonly providerCode?: string | undefined;
  /** To quote when asking the service about it. */
  readonly requestId?: string | undefined;
  /** Whole US cents, with an empty wallet. */
  readonly requiredCents?: number | undefined;
  readonly availableCents?: number | undefined;
  /** How long the service asks to be left alone, from now. */
  readonly retryAfterMs?: number | undefined;
  /** The service's own words. They may quote a member, so they go nowhere by themselves. */
  readonly providerMessage?: string | undefined;
  /** The key was not the operator's but one that a tenant connected. */
  readonly ownKey?: boolean | undefined;
  /** What the words for this code need beside that. */
  readonly facts?: ErrorFacts | undefined;
  readonly cause?: unknown;
}

/** The same error under a code that says more, because whoever asked knows what the refusal is about. */
export function renamed(
  error: AudioPodError,
  code: ErrorCode,
  message: string,
  facts?: ErrorFacts,
): AudioPodError {
  const { outcome, status, providerCode, requestId, ownKey, providerMessage } = error;
  return new AudioPodError(code, message, {
    outcome,
    status,
    providerCode,
    requestId,
    ownKey,
    providerMessage,
    facts,
    cause: error,
  });
}

/**
 * Anything that goes wrong between the bot and AudioPod. `code` is one of the `audiopod-…` codes; the facts
 * repeat the plain fields below, and never the service's own words.
 */
export class AudioPodError extends BotError {
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly providerCode: string | undefined;
  readonly requestId: string | undefined;
  readonly requiredCents: number | undefined;
  readonly availableCents: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** True when a tenant's own key was refused, which only that tenant can mend. */
  readonly ownKey: boolean | undefined;
  // Private, so that neither printing nor JSON shows it.
  readonly #providerMessage: string | undefined;

  constructor(code: ErrorCode, message: string, details: AudioPodErrorDetails) {
    const { outcome, status, providerCode, requestId, requiredCents, availableCents, retryAfterMs, ownKey } =
      details;
    const facts = Object.entries({
      outcome,
      status,
      providerCode,
      requestId,
      requiredCents,
      availableCents,
      retryAfterMs,
      ownKey,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    super(code, message, { facts: { ...details.facts, ...Object.fromEntries(facts) }, cause: details.cause });
    this.outcome = outcome;
    this.status = status;
    this.providerCode = providerCode;
    this.requestId = requestId;
    this.requiredCents = requiredCents;
    this.availableCents = availableCents;
    this.retryAfterMs = retryAfterMs;
    this.ownKey = ownKey;
    this.#providerMessage = details.providerMessage;
  }

  /** AudioPod's own words. May quote what a member wrote: never log it, never store it with a job. */
  get providerMessage(): string | undefined {
    return this.#providerMessage;
  }
}
