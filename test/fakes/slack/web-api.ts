import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Faults, strike, strikeAfter } from './faults.ts';
import { METHOD_ARGUMENTS, type Method } from './method-arguments.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import { fileMethods } from './methods/files.ts';
import { identityMethods } from './methods/identity.ts';
import { viewMethods } from './methods/views.ts';
import type { Rates } from './rates.ts';
import { readBody } from './read-body.ts';
import { type Handlers, type Realm, Refusal } from './realm.ts';

/** Serves `POST /api/<method>`. */
export function createWebApi(realm: Realm, faults: Faults, rates: Rates | undefined) {
  const { journal, credentials } = realm;
  const handlers: Handlers<Method> = {
    ...chatMethods(realm),
    ...conversationMethods(realm),
    ...fileMethods(realm),
    ...identityMethods(realm),
    ...viewMethods(realm),
  };

  function tokenKind(token: string | undefined) {
    if (token === undefined || token === '') return 'none';
    return token === credentials.botToken ? 'bot' : token === credentials.appToken ? 'app' : 'unknown';
  }

  function run(method: Method, form: Readonly<Record<string, string>>) {
    const { team_id: _, ...sent } = form;
    const read = z.strictObject(METHOD_ARGUMENTS[method]).safeParse(sent);
    if (read.success)
      // The compiler does not join a method to its own arguments through a table; the rule just did.
      return handlers[method](read.data as never);
    const places = new Set<unknown>();
    for (const { path, message, ...issue } of read.error.issues) {
      const unknown = 'keys' in issue ? ` ${String(issue.keys)}` : '';
      journal.violation(`${method}: ${path.join('.') || 'argument'}: ${message}${unknown}.`);
      places.add(path[0]);
    }
    throw new Refusal(places.size === 1 && places.has('blocks') ? 'invalid_blocks' : 'invalid_arguments');
  }

  /** @throws {Refusal} when this token may not call the method. */
  function authorize(method: Method, kind: ReturnType<typeof tokenKind>): void {
    if (method === 'oauth.v2.access') return;
    if (kind === 'none') throw new Refusal('not_authed');
    if (kind === 'unknown') throw new Refusal('invalid_auth');
    if ((kind === 'app') !== (method === 'apps.connections.open'))
      throw new Refusal('not_allowed_token_type');
  }

  return async (method: string, request: IncomingMessage, response: ServerResponse, signal: AbortSignal) => {
    const body = (await readBody(request)).toString('utf8');
    const form = Object.fromEntries(new URLSearchParams(body));
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const kind = tokenKind(bearer ?? form['token']);
    const { token: _, ...shown } = form;
    const open = journal.request({ method, args: readNested(shown), token: kind, atMs: realm.clock.now() });
    if (method !== 'oauth.v2.access') journal.checkSecrets(method, shown);
    const fault = faults.take(method);
    if (await strike(fault, response, signal)) {
      const seen = fault?.kind === 'rate-limited' ? 429 : fault?.kind === 'status' ? fault.status : 200;
      if (!response.destroyed && fault?.kind !== 'hang')
        open.answered(seen, fault?.kind === 'error' ? fault.error : undefined);
      return;
    }
    const wait = isMethod(method) ? rates?.over(method, form['channel']) : undefined;
    if (wait !== undefined) {
      response.writeHead(429, { 'retry-after': String(wait), 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
      open.answered(429, 'ratelimited');
      return;
    }
    let answer: Readonly<Record<string, unknown>>;
    let error: string | undefined;
    try {
      if (!isMethod(method)) {
        journal.violation(`${method} is no method this fake knows.`);
        throw new Refusal('unknown_method');
      }
      if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
        journal.violation(`${method}: arguments are not form-encoded.`);
        throw new Refusal('invalid_form_data');
      }
      authorize(method, kind);
      answer = { ok: true, ...run(method, form) };
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      error = cause.error;
      answer = { ok: false, error };
    }
    if (strikeAfter(fault, response)) {
      journal.changed();
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      ...(kind === 'bot' && { 'x-oauth-scopes': [...realm.scopes].join(',') }),
    });
    response.end(JSON.stringify(answer));
    open.answered(200, error);
  };
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(METHOD_ARGUMENTS, name);
}

/** Arguments with their nested values, for people to look at. */
function readNested(form: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => {
      if (!/^[[{]/.test(value)) return [name, value];
      try {
        const nested: unknown = JSON.parse(value);
        return [name, nested];
      } catch {
        return [name, value];
      }
    }),
  );
}
