/** The contents of an AudioPod error response, from any of its shapes. */
export interface ErrorBody {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly requiredCents?: number | undefined;
  readonly availableCents?: number | undefined;
  /** Seconds or a date, in place of the header. */
  readonly retryAfter?: unknown;
}

const LONGEST_MESSAGE = 500;
const BARE_IDENTIFIER = /^[A-Za-z][\w.-]{0,63}$/;

/**
 * Reads an error response in any of the seven shapes of AudioPod API notes 9.2, also nested.
 *
 * These are `detail` as text, list or object; flat `error`; `error_code`; `error` as object. Never throws:
 * any text is accepted.
 */
export function readErrorBody(text: string): ErrorBody {
  const body = parse(text);
  const detail = field(body, 'detail');
  const error = field(body, 'error');
  const places = [
    detail,
    body,
    error,
    field(detail, 'error'),
    field(body, 'details'),
    field(error, 'details'),
  ];
  const find = (name: string): unknown =>
    places.map((place) => field(place, name)).find((value) => value !== undefined && value !== null);

  const message = [
    detail,
    field(detail, 'message'),
    validationMessage(detail),
    field(body, 'message'),
    field(error, 'message'),
    field(detail, 'error'),
    error,
    text,
  ].find(isText);
  const code = [find('code'), find('error_code'), error, find('error'), find('type')].find(isIdentifier);
  return {
    message: message?.slice(0, LONGEST_MESSAGE),
    code,
    requiredCents: cents(find('required_cents')),
    availableCents: cents(find('available_cents')),
    retryAfter: find('retry_after'),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** Turns `[{ loc: ['body', 'prompt'], msg: 'too long' }]` into `body.prompt: too long`. */
function validationMessage(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const lines = detail.flatMap((entry: unknown) => {
    const words = field(entry, 'msg');
    const where = field(entry, 'loc');
    if (!isText(words)) return [];
    return [Array.isArray(where) ? `${where.filter(isPathPart).join('.')}: ${words}` : words];
  });
  return lines.join('; ');
}

function isPathPart(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && BARE_IDENTIFIER.test(value);
}

function cents(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
