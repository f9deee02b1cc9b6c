import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Busboy } from '@fastify/busboy';
import type { LoggedRequest, UploadedFile } from './fake-discord.ts';
import { type Fault, type Faults, faultAnswer, type WireAnswer } from './faults.ts';
import { openFile } from './files.ts';
import type { Contract } from './openapi.ts';
import { Refusal, refuse } from './refusal.ts';
import type { Route } from './route.ts';
import type { State } from './state.ts';

const API = '/api/v10';

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

/** A request, taken in whole. */
interface ReadRequest {
  readonly url: URL;
  /** Without parameters; empty where there is no body. */
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** What a careful server would not have understood. */
  readonly errors: readonly string[];
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
  const { state, faults, contract } = service;
  const request = await readRequest(incoming, state.origin);
  const { method = 'GET', headers } = incoming;
  const whole = decodeURIComponent(request.url.pathname);
  const isApi = whole.startsWith(`${API}/`);
  const path = isApi ? whole.slice(API.length) : whole;
  const found = isApi ? findRoute(service.routes, method, path) : undefined;
  const { body, files, errors, contentType } = request;
  const log: LoggedRequest = {
    ...{
      method,
      path,
      route: `${method} ${found?.route.template ?? path}`,
      body,
      files,
      status: 0,
      code: undefined,
    },
    ...{ authorization: headers.authorization, contractErrors: [...errors] },
  };
  service.requests.push(log);
  if (found !== undefined && contentType !== '')
    log.contractErrors.push(...contract.requestErrors(found.route, contentType, body));
  const fault = faults.take(method, path);
  if (fault?.delayMs !== undefined) await delay(fault.delayMs, undefined, { signal: service.signal });
  if (fault?.destroy === true || fault?.destroy === 'before') return void incoming.socket.destroy();
  const answer =
    (fault && faultAnswer(fault)) ??
    (isApi ? api(service, request, found, log) : serveFile(state, request.url, log));
  if (fault?.destroy === 'after') return void incoming.socket.destroy();
  send(outgoing, log, answer, fault);
  state.changes.tell();
}

function api(
  { state, contract, checkAnswers }: Service,
  { url, body, files, sizeBytes }: ReadRequest,
  found: FoundRoute | undefined,
  log: LoggedRequest,
): WireAnswer {
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
    const answer = route.handle({ state, params, query: url.searchParams, body, files, sizeBytes, complain });
    if (answer === undefined) return { status: 204, headers: {}, body: '' };
    if (checkAnswers)
      for (const error of contract.answerErrors(route, 200, answer)) complain(`the fake's answer: ${error}`);
    return json(200, answer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.code = error.code;
    const wait = error.body['retry_after'];
    const isLimit = typeof wait === 'number';
    const limit = { 'retry-after': String(Math.ceil(Number(wait))), 'x-ratelimit-scope': 'user' };
    return json(error.status, error.body, isLimit ? limit : {});
  }
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function serveFile(state: State, url: URL, log: LoggedRequest): WireAnswer {
  if (log.authorization !== undefined)
    log.contractErrors.push('the file host must not be given an Authorization header');
  const file = log.method === 'GET' ? openFile(state, url) : undefined;
  return file === undefined
    ? { status: 404, headers: { 'content-type': 'text/plain' }, body: 'This content is no longer available.' }
    : { status: 200, headers: { 'content-type': file.contentType }, body: file.bytes };
}

function send(
  outgoing: ServerResponse,
  log: LoggedRequest,
  { status, headers, body }: WireAnswer,
  fault: Fault | undefined,
): void {
  log.status = status;
  const isBodiless = status === 204;
  const length = isBodiless ? {} : { 'content-length': Buffer.byteLength(body) };
  outgoing.writeHead(status, { ...headers, ...fault?.headers, ...length });
  outgoing.end(isBodiless ? undefined : body);
}

/** The route whose template fits, literal parts before placeholders. */
function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute | undefined {
  const fitting = routes
    .filter((route) => route.method === method)
    .flatMap((route) => {
      const params = matchTemplate(route.template.split('/'), path.split('/'));
      return params === undefined ? [] : [{ route, params }];
    });
  return fitting.toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
}

function matchTemplate(wanted: readonly string[], given: readonly string[]) {
  const isPlaceholder = (step: string) => step.startsWith('{');
  const fits =
    wanted.length === given.length &&
    wanted.every((step, index) => isPlaceholder(step) || step === given[index]);
  return fits
    ? Object.fromEntries(
        wanted.flatMap((step, index) =>
          isPlaceholder(step) ? [[step.slice(1, -1), given[index] ?? ''] as const] : [],
        ),
      )
    : undefined;
}

/** Takes in a request. Rejects when the client goes away in the middle. */
async function readRequest(request: IncomingMessage, origin: string): Promise<ReadRequest> {
  const { 'content-type': type = '' } = request.headers;
  const url = new URL(request.url ?? '/', origin);
  const contentType = type.split(';')[0]?.trim() ?? '';
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  const base = { url, contentType, sizeBytes: whole.byteLength, body: undefined, files: [], errors: [] };
  if (whole.byteLength === 0) return base;
  if (contentType === 'multipart/form-data') return { ...base, ...(await readParts(type, whole)) };
  const stray = contentType === 'application/json' ? [] : [`a body of type ${contentType || 'nothing'}`];
  const { body, errors } = readJson(whole.toString('utf8'));
  return { ...base, body, errors: [...errors, ...stray] };
}

async function readParts(
  type: string,
  whole: Buffer,
): Promise<Pick<ReadRequest, 'body' | 'files' | 'errors'>> {
  const files: UploadedFile[] = [];
  const errors: string[] = [];
  let body: unknown;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parser = new Busboy({ headers: { 'content-type': type }, limits: { fieldSize: 1024 ** 2 } });
  parser.on('field', (name, value) => {
    if (name !== 'payload_json') return void errors.push(`unknown part ${name}`);
    const read = readJson(value);
    body = read.body;
    errors.push(...read.errors);
  });
  parser.on('file', (part, stream, name, _encoding, contentType) => {
    const index = /^files\[(\d+)\]$/.exec(part)?.[1];
    if (index === undefined) errors.push(`unknown file part ${part}`);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      files.push({ index: Number(index ?? -1), name, contentType, bytes: Buffer.concat(chunks) });
    });
  });
  parser.on('finish', resolve);
  parser.on('error', reject);
  parser.end(whole);
  await promise;
  if (body === undefined && files.length > 0) errors.push('files without payload_json');
  return { body, files, errors };
}

function readJson(text: string): { readonly body: unknown; readonly errors: readonly string[] } {
  try {
    return { body: JSON.parse(text), errors: [] };
  } catch {
    return { body: undefined, errors: ['a body that is not JSON'] };
  }
}
