import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { lintCommands } from './contract/lint-commands.ts';
import { lintMessage } from './contract/lint-message.ts';
import type { Contract } from './contract/openapi.ts';
import type { Fault, LoggedRequest } from './fake-discord.ts';
import { type Faults, faultAnswer, type WireAnswer } from './faults.ts';
import { openFile } from './files.ts';
import { type ReadRequest, readRequest } from './read-request.ts';
import { isRecord, Refusal, refuse } from './refusal.ts';
import type { Route } from './routes/route.ts';
import type { State } from './state.ts';

const API = '/api/v10';

/** A logged request while it is being answered. */
type OpenRequest = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] } & {
  contractErrors: string[];
};

/** What answering needs. */
export interface Service {
  readonly state: State;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly contract: Contract;
  readonly checkAnswers: boolean;
  readonly requests: LoggedRequest[];
  /** Ends delays when everything closes. */
  readonly signal: AbortSignal;
}

interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Answers one request, and writes down what was wrong with it. */
export async function serve(
  service: Service,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming, service.state.origin);
  const path = request.path.startsWith(`${API}/`) ? request.path.slice(API.length) : request.path;
  const isApi = path !== request.path;
  const found = isApi ? findRoute(service.routes, request.method, path) : undefined;
  const log = openLog(service, request, path, found?.route, incoming.headers.authorization);
  service.requests.push(log);
  if (found !== undefined) log.contractErrors.push(...judge(service, request, found.route));

  const fault = service.faults.take(request.method, path, request.files.length > 0);
  if (fault?.delayMs !== undefined) await delay(fault.delayMs, undefined, { signal: service.signal });
  if (fault?.destroy === true || fault?.destroy === 'before') return void incoming.socket.destroy();
  const answer =
    (fault && faultAnswer(fault)) ??
    (isApi ? api(service, request, found, log) : serveFile(service.state, request, log));
  if (fault?.destroy === 'after') return void incoming.socket.destroy();
  send(outgoing, log, answer, fault);
  service.state.changes.tell();
}

function openLog(
  { state }: Service,
  request: ReadRequest,
  path: string,
  route: Route | undefined,
  authorization: string | undefined,
): OpenRequest {
  return {
    method: request.method,
    path,
    route: `${request.method} ${route?.template ?? path}`,
    query: Object.fromEntries(request.url.searchParams),
    authorization,
    body: request.body,
    files: request.files,
    atMs: state.clock.now(),
    status: 0,
    code: undefined,
    contractErrors: [...request.errors],
  };
}

function api(
  service: Service,
  request: ReadRequest,
  found: FoundRoute | undefined,
  log: OpenRequest,
): WireAnswer {
  const { state } = service;
  const complain = (error: string) => void log.contractErrors.push(error);
  try {
    if (found === undefined) {
      complain('no such route');
      throw refuse.unknownRoute();
    }
    const { route, params } = found;
    if (route.auth === 'bot' && log.authorization !== `Bot ${state.token}`) throw refuse.unauthorized();
    if (route.auth === 'token' && log.authorization !== undefined)
      complain('the token of the bot has no business in this request');
    const { body, files, sizeBytes } = request;
    const { body: answer, status = answer === undefined ? 204 : 200 } = route.handle({
      state,
      params,
      query: log.query,
      body,
      files,
      sizeBytes,
      complain,
    });
    if (service.checkAnswers && answer !== undefined)
      for (const error of service.contract.answerErrors(route, status, answer))
        complain(`the fake's answer: ${error}`);
    return json(status, answer, {});
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(error.status, error.body, error.headers);
  }
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>>): WireAnswer {
  if (body === undefined) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function serveFile(state: State, request: ReadRequest, log: OpenRequest): WireAnswer {
  if (log.authorization !== undefined)
    log.contractErrors.push('the file host must not be given an Authorization header');
  const file = request.method === 'GET' ? openFile(state, request.url) : undefined;
  if (file === undefined)
    return {
      status: 404,
      headers: { 'content-type': 'text/plain' },
      body: 'This content is no longer available.',
    };
  return { status: 200, headers: { 'content-type': file.contentType }, body: file.bytes };
}

function send(
  outgoing: ServerResponse,
  log: OpenRequest,
  answer: WireAnswer,
  fault: Fault | undefined,
): void {
  log.status = answer.status;
  log.code = codeOf(answer);
  const isBodiless = answer.status === 204;
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    ...fault?.headers,
    ...(isBodiless ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
  });
  outgoing.end(isBodiless ? undefined : answer.body);
}

function codeOf({ status, headers, body }: WireAnswer): number | undefined {
  if (status < 400 || headers['content-type'] !== 'application/json') return undefined;
  const parsed: unknown = JSON.parse(String(body));
  return isRecord(parsed) && typeof parsed['code'] === 'number' ? parsed['code'] : undefined;
}

/** The OpenAPI file's opinion, and ours about what it does not see. */
function judge({ contract }: Service, request: ReadRequest, route: Route): readonly string[] {
  const { body, files } = request;
  const errors = request.contentType === '' ? [] : contract.requestErrors(route, request.contentType, body);
  switch (route.takes) {
    case 'commands':
      return [...errors, ...lintCommands(body, !route.template.includes('{guild_id}'))];
    case 'edit':
      return [...errors, ...lintMessage(body, files, 'edit')];
    case 'message':
      return [...errors, ...lintMessage(body, files, route.auth === 'bot' ? 'channel' : 'response')];
    case 'callback': {
      const { type, data } = isRecord(body) ? body : {};
      if (type !== 4 && type !== 7) return errors;
      return [...errors, ...lintMessage(data, files, type === 4 ? 'response' : 'edit')];
    }
    default:
      return errors;
  }
}

/** The route whose template fits, literal parts before placeholders. */
function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute | undefined {
  const fitting = routes
    .filter((route) => route.method === method)
    .flatMap((route) => {
      const params = matchTemplate(route.template, path);
      return params === undefined ? [] : [{ route, params }];
    });
  return fitting.toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
}

function matchTemplate(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const value = given[index] ?? '';
    if (step.startsWith('{')) params[step.slice(1, -1)] = value;
    else if (step !== value) return undefined;
  }
  return params;
}
