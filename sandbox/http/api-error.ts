/** A refusal as the client receives it. Handlers throw it; `serveRoute` turns it into a response. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Returns shape A of AudioPod API notes 9.2. */
export function refuse(status: number, detail: string): ApiError {
  return new ApiError(status, { detail });
}

/** Returns shape B: a field failed validation. */
export function refuseField(field: string, message: string, type = 'value_error'): ApiError {
  return new ApiError(422, { detail: [{ loc: ['body', field], msg: message, type }] });
}

/** Returns shape E: a refusal with a machine-readable code. */
export function refuseWithCode(
  status: number,
  code: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): ApiError {
  return new ApiError(status, { error_code: code, message, details });
}

/** Returns shape D: the wallet has less than the job needs. */
export function refuseBalance(requiredCents: number, availableCents: number): ApiError {
  return new ApiError(402, {
    error: 'insufficient_api_balance',
    message: 'Insufficient API wallet balance.',
    required_cents: requiredCents,
    available_cents: availableCents,
  });
}

/**
 * Returns a refusal for a feature missing from the key's plan; both statuses occur (AudioPod API notes 9.1).
 */
export function refusePlan(status: 402 | 403): ApiError {
  if (status === 403) return refuse(403, 'Your plan does not include this feature');
  return new ApiError(402, { detail: { code: 'PREMIUM_TIER_REQUIRED', action: 'upgrade' } });
}
