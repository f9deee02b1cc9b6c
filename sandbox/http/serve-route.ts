import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import type { Accounts } from '../accounts.ts';
import type { SandboxClock } from '../clock.ts';
import { applyFault, Dropped } from '../faults/apply-fault.ts';
import type { FaultList, Target } from '../faults/fault-list.ts';
import { reshapeAnswer } from '../faults/reshape.ts';
import type { SettingsHolder } from '../settings.ts';
import { ApiError, refuse } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import type { Form } from './form.ts';
import { readForm } from './read-form.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { Answer, Call, Route } from './route.ts';
import { sendFile } from './send-file.ts';

/** The dependencies of serving a route. */
export interface ServeDeps {
  readonly accounts: Accounts;
  readonly clock: SandboxClock;
  readonly faults: FaultList;
  readonly settings: SettingsHolder;
  readonly requests: RequestLog;
  readonly rateLimitHeaders: () => Readonly<Record<string, string>>;
  readonly workDir: string;
  readonly log: (line: string) => void;
}

/**
 * Serves one request: log, key, body, faults before, work, faults after, response.
 *
 * The body is always read first, so that a refusal reaches a client that is still sending.
 */
export function serveRoute(route: Route, deps: ServeDeps): RequestHandler {
  return async (request, response) => {
    const entry = open(request, response, deps);
    entry.operation = route.operation;
    const target = { operation: route.operation, path: request.path };
    const uploadDir = path.join(deps.workDir, 'uploads', entry.requestId);
    try {
      const form = await readForm(request, uploadDir, deps.settings.current.uploadLimitBytes);
      entry.fieldNames = form.names;
      entry.fileNames = form.uploads.map((upload) => upload.name);
      if (hidden(route, deps)) throw refuse(404, 'Not Found');
      const { accounts, settings } = deps;
      const account =
        route.open === true
          ? accounts.main
          : accounts.of(authenticate(request.headers, settings.current.keys));
      await applyFault('before', target, response, deps);
      const answer = await route.handle({ ...callOf(request, form, target, deps), account });
      if ('jobId' in answer && answer.jobId !== undefined) entry.jobId = answer.jobId;
      await applyFault('after', target, response, deps);
      await send(answer, target, entry, response, deps);
    } catch (cause) {
      refuseWith(cause, entry, response, deps);
    } finally {
      await rm(uploadDir, { recursive: true, force: true });
    }
  };
}

/** Responds to a request without a route with 404 or 405, as the service would. */
export function serveNothing(
  status: 404 | 405,
  deps: ServeDeps,
  allow: readonly string[] = [],
): RequestHandler {
  return (request, response) => {
    const entry = open(request, response, deps);
    request.resume();
    const headers: Record<string, string> = status === 405 ? { Allow: allow.join(', ').toUpperCase() } : {};
    const detail = status === 405 ? 'Method Not Allowed' : 'Not Found';
    refuseWith(new ApiError(status, { detail }, headers), entry, response, deps);
  };
}

function open(request: Request, response: Response, deps: ServeDeps): LoggedRequest {
  const requestId = randomUUID();
  response.set('X-Request-Id', requestId);
  if (deps.settings.current.rateLimitHeaders) response.set(deps.rateLimitHeaders());
  const entry: LoggedRequest = {
    requestId,
    atMs: deps.clock.now(),
    method: request.method,
    path: request.path,
    queryNames: [...queryOf(request).keys()],
    headerNames: Object.keys(request.headers),
    contentType: request.headers['content-type']?.split(';')[0] ?? '',
    fieldNames: [],
    fileNames: [],
    operation: '',
    status: 0,
  };
  deps.requests.add(entry);
  return entry;
}

function hidden(route: Route, { settings }: ServeDeps): boolean {
  const { dialect } = settings.current;
  return dialect !== 'both' && route.dialect !== undefined && route.dialect !== dialect;
}

function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
}

function callOf(request: Request, form: Form, target: Target, { faults }: ServeDeps): Omit<Call, 'account'> {
  return {
    param: (name: string) => {
      const value = request.params[name];
      return typeof value === 'string' ? value : '';
    },
    query: queryOf(request),
    form,
    origin: `${request.protocol}://${request.headers.host ?? 'localhost'}`,
    take: (kind) => faults.take(kind, target),
  };
}

async function send(
  answer: Answer,
  target: Target,
  entry: LoggedRequest,
  response: Response,
  { faults }: ServeDeps,
): Promise<void> {
  if ('file' in answer) {
    entry.status = 200;
    await sendFile(response, answer.file, faults.take('truncate', target)?.keepBytes);
    return;
  }
  if ('text' in answer) {
    const wrapped = faults.take('wrapped-text', target);
    entry.status = 200;
    response.status(200);
    if (wrapped !== undefined && wrapped.as !== 'string') response.json({ [wrapped.as]: answer.text });
    else if (wrapped !== undefined || takesOnlyJson(response.req, answer.contentType))
      response.json(answer.text);
    else response.set('Content-Type', answer.contentType).end(answer.text);
    return;
  }
  const body = reshapeAnswer(answer.body, target, faults);
  entry.status = answer.status ?? 200;
  response.status(entry.status).set(answer.headers ?? {});
  if (body === undefined) response.end();
  else response.json(body);
}

/** One official client asks for JSON alone and reads every answer as that (AudioPod API notes 6.4). */
function takesOnlyJson(request: Request, contentType: string): boolean {
  return request.accepts(contentType) === false && request.accepts('json') !== false;
}

function refuseWith(cause: unknown, entry: LoggedRequest, response: Response, { log }: ServeDeps): void {
  if (cause instanceof Dropped || response.headersSent) {
    response.socket?.destroy();
    return;
  }
  if (!(cause instanceof ApiError)) log(`${entry.operation}: ${String(cause)}`);
  const error =
    cause instanceof ApiError
      ? cause
      : new ApiError(500, { error: { code: 'system_error', message: 'Internal Server Error', details: {} } });
  entry.status = error.status;
  response.status(error.status).set(error.headers);
  if (Buffer.isBuffer(error.body)) response.end(error.body);
  else response.json(error.body);
}
