import { type Dispatcher, FormData } from 'undici';
import { DeadlineError } from '../../async/deadline.ts';
import { readText } from '../../net/read-text.ts';
import { type ApiBody, type ApiCall, pathOf } from './api-call.ts';
import { type BadResponse, translateFailure } from './translate-error.ts';

/** Where requests go and what they have in common. */
export interface Line {
  readonly baseUrl: URL;
  /** Contain the key: send them only to the origin of `baseUrl`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  /** How long the service may take to begin a response, and then to continue it. */
  readonly headersTimeoutMs: number;
  /** Unless the call says otherwise. */
  readonly maxAnswerBytes: number;
}

/** A completely read response, good or bad. */
export type Answer = BadResponse;

const MOST_REDIRECTS = 3;

/**
 * Sends one call once and reads the response.
 *
 * Redirects are followed only inside the API's own origin, and only if the method stays the same: undici's
 * redirect interceptor would send `X-API-Key` to any host.
 *
 * @throws {AudioPodError} if there is no complete response; the signal's reason if it aborts and nothing can
 *   have been charged.
 */
export async function exchange(line: Line, call: ApiCall, signal: AbortSignal): Promise<Answer> {
  let path = `${line.baseUrl.pathname.replace(/(?<!\/)\/+$/, '')}${pathOf(call)}`;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send(line, call, path, signal);
    const next = redirects < MOST_REDIRECTS ? sameOriginRedirect(line, call, path, answer) : undefined;
    if (next === undefined) return answer;
    path = next;
  }
}

async function send(line: Line, call: ApiCall, path: string, signal: AbortSignal): Promise<Answer> {
  const body = await call.body?.();
  signal.throwIfAborted();
  let written = false;
  let isSent = false;
  using end = endOf(signal, () => call.charged && isSent);
  try {
    const answer = await line.dispatcher
      .compose(
        noting({
          onBegin() {
            written = true;
          },
          onSent() {
            isSent = true;
          },
        }),
      )
      .request({
        origin: line.baseUrl.origin,
        path,
        method: call.method,
        headers: {
          ...line.headers,
          ...(call.accept === undefined ? {} : { accept: call.accept }),
          ...contentTypeOf(body),
        },
        body: body instanceof URLSearchParams ? body.toString() : (body ?? null),
        headersTimeout: line.headersTimeoutMs,
        bodyTimeout: line.headersTimeoutMs,
        signal: end.signal,
      });
    const text = await textOf(answer, call.maxAnswerBytes ?? line.maxAnswerBytes);
    return { status: answer.statusCode, headers: answer.headers, text };
  } catch (error) {
    if (end.signal.aborted && !(call.charged && written)) throw signal.reason;
    throw translateFailure(error, call, written);
  }
}

/** A form with files names its own type, which contains its boundary. */
function contentTypeOf(body: ApiBody | undefined): Readonly<Record<string, string>> {
  if (body === undefined || body instanceof FormData) return {};
  const isFields = body instanceof URLSearchParams;
  return { 'content-type': isFields ? 'application/x-www-form-urlencoded' : 'application/json' };
}

/** Reads the body. An error response counts even if its body is lost; a good response must be complete. */
async function textOf(answer: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
  try {
    return await readText(answer.body, maxBytes);
  } catch (error) {
    if (answer.statusCode < 300) throw error;
    return '';
  }
}

/**
 * Returns what ends the exchange: the caller's signal, unless the request may have been charged by then. AudioPod
 * works on a request that it has whole, and only its response says under which id. Time limits always end it.
 */
function endOf(signal: AbortSignal, isCharged: () => boolean): Disposable & { readonly signal: AbortSignal } {
  const ended = new AbortController();
  const end = (): void => {
    if (!isCharged() || isDeadline(signal.reason)) ended.abort(signal.reason);
  };
  signal.addEventListener('abort', end, { once: true });
  return { signal: ended.signal, [Symbol.dispose]: () => signal.removeEventListener('abort', end) };
}

function isDeadline(reason: unknown): boolean {
  return reason instanceof DeadlineError || (reason instanceof Error && reason.name === 'TimeoutError');
}

/** An event that undici passes on but does not declare: the request was handed to the connection to its end. */
interface SentHandler extends Dispatcher.DispatchHandler {
  onRequestSent(): void;
}

/**
 * Calls `onBegin` when undici starts a request, just before its first byte and never if connecting fails, and
 * `onSent` when all of it was sent.
 */
function noting(events: { onBegin(): void; onSent(): void }): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const noted: SentHandler = {
      ...forward(handler),
      onRequestStart: (controller, context) => {
        events.onBegin();
        handler.onRequestStart?.(controller, context);
      },
      onRequestSent: events.onSent,
    };
    return dispatch(options, noted);
  };
}

function forward(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...event) => handler.onRequestUpgrade?.(...event),
    onResponseStart: (...event) => handler.onResponseStart?.(...event),
    onResponseData: (...event) => handler.onResponseData?.(...event),
    onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
    onResponseError: (...event) => handler.onResponseError?.(...event),
  };
}

function sameOriginRedirect(line: Line, call: ApiCall, path: string, answer: Answer): string | undefined {
  const { location } = answer.headers;
  const keepsMethod = answer.status === 307 || answer.status === 308;
  const harmless = call.method === 'GET' && [301, 302, 303].includes(answer.status);
  if (typeof location !== 'string' || !(keepsMethod || harmless)) return undefined;
  const target = URL.parse(location, `${line.baseUrl.origin}${path}`);
  return target?.origin === line.baseUrl.origin ? `${target.pathname}${target.search}` : undefined;
}
