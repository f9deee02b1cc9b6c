import type { ErrorCode } from '../../model/error-codes.ts';
import { BotError, type ErrorFacts } from '../../model/errors.ts';

/**
 * What is known about a failed charged request.
 *
 * `refused`: no job was created and nothing is charged. `unknown`: the request may have arrived, so a job may
 * run and cost money. Reads are always `refused`.
 */
export type Outcome = 'refused' | 'unknown';

/** What AudioPod returned about a failure; every field may be missing. */
export interface AudioPodErrorDetails {
  readonly outcome: Outcome;
  /** HTTP status; absent if there was no response. */
  readonly status?: number | undefined;
  /** The service's own error name, such as `voice_not_found`; a bare identifier. */
  readonly providerCode?: string | undefined;
  /** To quote when contacting AudioPod support. */
  readonly requestId?: string | undefined;
  /** In whole US cents; present if the wallet is too low. */
  readonly requiredCents?: number | undefined;
  readonly availableCents?: number | undefined;
  /** How long from now the service asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The service's own message. It may quote a member, so it must not be shown or logged automatically. */
  readonly providerMessage?: string | undefined;
  /** Whether a tenant connected the key, instead of the operator. */
  readonly ownKey?: boolean | undefined;
  /** Further facts for the text of this code. */
  readonly facts?: ErrorFacts | undefined;
  readonly cause?: unknown;
}

/** Returns the error under a more specific code, for callers that know what the refusal is about. */
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
 * Any failure of a call to AudioPod.
 *
 * `code` is one of the `audiopod-…` codes; the facts repeat the plain fields below, but never the service's
 * message.
 */
export class AudioPodError extends BotError {
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly providerCode: string | undefined;
  readonly requestId: string | undefined;
  readonly requiredCents: number | undefined;
  readonly availableCents: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Whether a tenant's own key was rejected, which only that tenant can fix. */
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

  /** AudioPod's own message. May quote a member: never log it or store it with a job. */
  get providerMessage(): string | undefined {
    return this.#providerMessage;
  }
}
