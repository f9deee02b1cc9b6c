import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultsBy } from './blocks.ts';
import { type Faults, strike } from './faults.ts';
import { createMethods } from './methods.ts';
import { type Realm, Refusal, readBody } from './realm.ts';

/** Serves `POST /api/<method>`. */
export function createWebApi(realm: Realm, faults: Faults) {
  const { journal, credentials } = realm;
  const methods = createMethods(realm);

  function tokenKind(token: string | undefined) {
    if (token === undefined || token === '') return 'none';
    return token === credentials.botToken ? 'bot' : token === credentials.appToken ? 'app' : 'unknown';
  }

  /** @throws {Refusal} when this token may not call the method, or not in this form. */
  function serve(name: string, kind: ReturnType<typeof tokenKind>, isForm: boolean, form: object): object {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) {
      journal.violation(`${name} is no method that this fake knows.`);
      throw new Refusal('unknown_method');
    }
    if (!isForm) {
      journal.violation(`${name}: arguments are not form-encoded.`);
      throw new Refusal('invalid_form_data');
    }
    if (kind === 'none') throw new Refusal('not_authed');
    if (kind === 'unknown') throw new Refusal('invalid_auth');
    if ((kind === 'app') !== (name === 'apps.connections.open')) throw new Refusal('not_allowed_token_type');
    const wrong = faultsBy(method.rule, form);
    for (const fault of wrong) journal.violation(`${name}: ${fault}.`);
    if (wrong.length > 0)
      throw new Refusal(
        wrong.every((one) => one.startsWith('blocks')) ? 'invalid_blocks' : 'invalid_arguments',
      );
    if (method.scope !== undefined && !realm.scopes.has(method.scope)) throw new Refusal('missing_scope');
    // The compiler cannot match a method to its own arguments through a table; the rule just did.
    return method.serve(method.rule.parse(form) as never);
  }

  return async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { token, team_id: _, ...form } = Object.fromEntries(new URLSearchParams(await readBody(request)));
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const kind = tokenKind(bearer ?? token);
    const open = journal.request({ method: name, args: readNested(form), token: kind });
    journal.checkSecrets(name, form);
    const fault = faults.take(name);
    const struck = strike(fault, response);
    if (struck !== undefined) {
      if (struck > 0) open.answered(struck, fault?.kind === 'error' ? fault.error : undefined);
      return;
    }
    const type = request.headers['content-type'] ?? '';
    let answer: object;
    let error: string | undefined;
    try {
      answer = serve(name, kind, type.startsWith('application/x-www-form-urlencoded'), form);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      error = cause.error;
      answer = { ok: false, error };
    }
    if (strike(fault, response, true) !== undefined) {
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

/** Returns arguments with their nested values parsed, for people to read. */
function readNested(form: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]): readonly [string, unknown] => {
      try {
        return [name, /^[[{]/.test(value) ? JSON.parse(value) : value];
      } catch {
        return [name, value];
      }
    }),
  );
}
