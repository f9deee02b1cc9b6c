import type { ServerResponse } from 'node:http';

/** A fault of a request. `after`: the request took effect all the same. */
export type Fault =
  /** An HTTP status instead of a response, such as 500. */
  | { readonly kind: 'status'; readonly status: number; readonly after?: boolean }
  /** The connection is cut. */
  | { readonly kind: 'destroy'; readonly after?: boolean }
  /** `{ ok: false, error }`, as Slack reports refusals. */
  | { readonly kind: 'error'; readonly error: string }
  /** 429 with `Retry-After`. */
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** Never answered, until the client gives up or the fake is closed. */
  | { readonly kind: 'hang' }
  /** 200 with these bytes, such as a page instead of a file. */
  | { readonly kind: 'body'; readonly contentType: string; readonly body: string }
  /** 302 to another address, for downloads. */
  | { readonly kind: 'redirect'; readonly location: string };

/** Faults waiting for their request. */
export type Faults = ReturnType<typeof createFaults>;

/** Starts without faults. */
export function createFaults() {
  const waiting = new Map<string, Fault[]>();
  return {
    add(method: string, fault: Fault, times: number): void {
      const list = waiting.get(method) ?? [];
      waiting.set(method, [...list, ...Array.from({ length: times }, () => fault)]);
    },
    /** Uses up the next fault for a request to `method` and returns it. */
    take: (method: string): Fault | undefined => waiting.get(method)?.shift(),
  };
}

/**
 * Applies a fault, unless it is for after the request. Returns the status, or 0 when there was no response.
 */
export function strike(fault: Fault | undefined, response: ServerResponse, isAfter = false) {
  if (fault === undefined || ('after' in fault && fault.after === true) !== isAfter) return undefined;
  const answer = (status: number, body = 'fault', headers = {}): number => {
    response.writeHead(status, headers).end(body);
    return status;
  };
  const refusal = (error: string) => JSON.stringify({ ok: false, error });
  switch (fault.kind) {
    case 'status':
      return answer(fault.status);
    case 'destroy':
      response.destroy();
      return 0;
    case 'error':
      return answer(200, refusal(fault.error), { 'content-type': 'application/json; charset=utf-8' });
    case 'rate-limited':
      return answer(429, refusal('ratelimited'), { 'retry-after': String(fault.retryAfterSeconds) });
    case 'hang':
      return 0;
    case 'body':
      return answer(200, fault.body, { 'content-type': fault.contentType });
    case 'redirect':
      return answer(302, '', { location: fault.location });
  }
}
