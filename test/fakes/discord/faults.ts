import type { FakeDiscord } from './fake-discord.ts';

/** What goes wrong. Without a status, what arrives is handled as always, after the delay. */
export interface Fault {
  readonly status?: number;
  /** An object becomes JSON, a string a page of HTML. A 429 has Discord's own body by default. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time. */
  readonly delayMs?: number;
  /** Hangs up: `before` anything was done (default), or `after`, when only the answer is lost. */
  readonly destroy?: boolean | 'before' | 'after';
  /** 1 by default. */
  readonly times?: number;
}

/** Faults that wait for their requests. */
export interface Faults extends Pick<FakeDiscord['faults'], 'next' | 'left'> {
  /** Takes the fault that this request meets. */
  take(method: string, path: string): Fault | undefined;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Makes an empty list of faults. */
export function createFaults(): Faults {
  const waiting: { readonly method: string; readonly pattern: RegExp; readonly fault: Fault }[] = [];
  return {
    next(method, pattern, fault) {
      waiting.push(...Array.from({ length: fault.times ?? 1 }, () => ({ method, pattern, fault })));
    },
    take(method, path) {
      const index = waiting.findIndex((one) => one.method === method && one.pattern.test(path));
      return index < 0 ? undefined : waiting.splice(index, 1)[0]?.fault;
    },
    get left() {
      return waiting.length;
    },
  };
}

/** What a fault answers, if it answers at all. */
export function faultAnswer({ status, body, headers }: Fault): WireAnswer | undefined {
  if (status === undefined) return undefined;
  if (status === 429 && body === undefined) return rateLimited(headers);
  const isText = typeof body === 'string';
  return {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', ...headers },
    body: isText ? body : JSON.stringify(body ?? { message: `${status}`, code: 0 }),
  };
}

/** A 429 as Discord sends it, with every header that a client goes by. `Retry-After` is a second unless given. */
function rateLimited(headers: Fault['headers']): WireAnswer {
  const seconds = Number(headers?.['retry-after'] ?? 1);
  const isGlobal = headers?.['x-ratelimit-global'] === 'true';
  return {
    status: 429,
    headers: {
      ...{ 'content-type': 'application/json', via: '1.1 fake', 'retry-after': String(seconds) },
      ...{ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-bucket': 'fake-bucket' },
      'x-ratelimit-reset': String(Date.now() / 1_000 + seconds),
      'x-ratelimit-reset-after': String(seconds),
      'x-ratelimit-scope': isGlobal ? 'global' : 'user',
      ...headers,
    },
    body: JSON.stringify({ message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }),
  };
}
