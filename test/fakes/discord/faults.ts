import type { Fault } from './fake-discord.ts';

/** Faults that wait for their requests. */
export interface Faults {
  next(method: string, pattern: RegExp, fault: Fault): void;
  /** Takes the fault that this request meets. */
  take(method: string, path: string, hasFiles: boolean): Fault | undefined;
  readonly left: number;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  const waiting: {
    readonly method: string;
    readonly pattern: RegExp;
    readonly fault: Fault;
    left: number;
  }[] = [];
  return {
    next: (method, pattern, fault) => void waiting.push({ method, pattern, fault, left: fault.times ?? 1 }),
    take(method, path, hasFiles) {
      const index = waiting.findIndex(
        (one) =>
          one.method === method && one.pattern.test(path) && (one.fault.withFiles !== true || hasFiles),
      );
      const found = waiting[index];
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting.splice(index, 1);
      return found.fault;
    },
    get left() {
      return waiting.reduce((sum, { left }) => sum + left, 0);
    },
  };
}

/** What a fault answers, if it answers at all. */
export function faultAnswer(fault: Fault): WireAnswer | undefined {
  const { status } = fault;
  if (status === undefined) return undefined;
  if (status === 429 && fault.body === undefined) return rateLimited(fault.headers);
  const isText = typeof fault.body === 'string';
  const body = fault.body ?? { message: `${status}`, code: 0 };
  return {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', ...fault.headers },
    body: isText ? String(body) : JSON.stringify(body),
  };
}

/** A 429 as Discord sends it, with every header that a client goes by. `Retry-After` is a second unless given. */
function rateLimited(headers: Fault['headers']): WireAnswer {
  const seconds = Number(headers?.['retry-after'] ?? 1);
  const isGlobal = headers?.['x-ratelimit-global'] === 'true';
  return {
    status: 429,
    headers: {
      'content-type': 'application/json',
      via: '1.1 fake',
      'retry-after': String(seconds),
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.now() / 1_000 + seconds),
      'x-ratelimit-reset-after': String(seconds),
      'x-ratelimit-bucket': 'fake-bucket',
      'x-ratelimit-scope': isGlobal ? 'global' : 'user',
      ...headers,
    },
    body: JSON.stringify({ message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }),
  };
}
