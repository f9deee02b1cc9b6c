import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** What goes wrong with a request. */
export type Fault =
  /** An HTTP status instead of an answer, such as 500. `after`: the request took effect all the same. */
  | { readonly kind: 'status'; readonly status: number; readonly after?: boolean }
  /** The connection is cut. `after`: once the request took effect. */
  | { readonly kind: 'destroy'; readonly after?: boolean }
  /** `{ ok: false, error }`, as Slack reports what it refuses. */
  | { readonly kind: 'error'; readonly error: string }
  /** 429 with `Retry-After`. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** Served, but only after this many milliseconds of real time. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Never answered, until the client gives up or the fake is closed. */
  | { readonly kind: 'hang' }
  /** 200 with these bytes, such as a page instead of a file. */
  | { readonly kind: 'body'; readonly contentType: string; readonly body: string }
  /** 302 to another place, for downloads. */
  | { readonly kind: 'redirect'; readonly location: string };

/** Faults waiting for their request. */
export interface Faults {
  add(method: string, fault: Fault, times: number): void;
  /** The next fault for a request to `method`, which is then used up. */
  take(method: string): Fault | undefined;
}

/** Starts with nothing going wrong. */
export function createFaults(): Faults {
  const waiting = new Map<string, Fault[]>();
  return {
    add(method, fault, times) {
      const list = waiting.get(method) ?? [];
      list.push(...Array.from({ length: times }, () => fault));
      waiting.set(method, list);
    },
    take: (method) => waiting.get(method)?.shift(),
  };
}

/**
 * Lets a fault happen before the request is served. Answers with whether the request is over with that.
 */
export async function strike(
  fault: Fault | undefined,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  switch (fault?.kind) {
    case undefined:
      return false;
    case 'status':
      if (fault.after === true) return false;
      response.writeHead(fault.status).end('fault');
      return true;
    case 'destroy':
      if (fault.after === true) return false;
      response.destroy();
      return true;
    case 'error':
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ ok: false, error: fault.error }));
      return true;
    case 'rate-limited':
      response.writeHead(429, { 'retry-after': String(fault.retryAfterSeconds) });
      response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
      return true;
    case 'delay':
      await delay(fault.delayMs, undefined, { signal });
      return false;
    case 'hang':
      return true;
    case 'body':
      response.writeHead(200, { 'content-type': fault.contentType }).end(fault.body);
      return true;
    case 'redirect':
      response.writeHead(302, { location: fault.location }).end();
      return true;
  }
}

/**
 * Lets a fault happen after the request took effect. Answers with whether the answer is lost to it.
 */
export function strikeAfter(fault: Fault | undefined, response: ServerResponse): boolean {
  if (fault?.kind === 'status' && fault.after === true) {
    response.writeHead(fault.status).end('fault');
    return true;
  }
  if (fault?.kind === 'destroy' && fault.after === true) {
    response.destroy();
    return true;
  }
  return false;
}
