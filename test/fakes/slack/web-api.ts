import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authority } from './authority.ts';
import { faultsBy } from './blocks.ts';
import { type Faults, strike } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Method } from './method.ts';
import { createMethods } from './methods.ts';
import { type Realm, Refusal, readBody } from './realm.ts';

/** What serves the Web API. */
interface Parts {
  readonly journal: Journal;
  readonly authority: Authority;
  readonly appToken: string;
  /** All workspaces; the first is the usual one. */
  readonly realms: readonly [Realm, ...Realm[]];
  readonly faults: Faults;
}

/** Serves `POST /api/<method>`. */
export function createWebApi({ journal, authority, appToken, realms, faults }: Parts) {
  const known = new Map<Realm, Readonly<Record<string, Method>>>();
  const [usual] = realms;

  function methodsOf(realm: Realm): Readonly<Record<string, Method>> {
    const methods = known.get(realm) ?? createMethods(realm);
    known.set(realm, methods);
    return methods;
  }

  function tokenKind(token: string | undefined) {
    if (token === undefined || token === '') return 'none';
    return authority.knows(token) ? 'bot' : token === appToken ? 'app' : 'unknown';
  }

  /** Records what a call names of another workspace than the one it acts in. */
  function checkCrossing(name: string, realm: Realm, form: object): void {
    const said = Object.values(form).join(' ');
    for (const { workspace } of realms) {
      if (workspace === realm.workspace) continue;
      const things = [...workspace.allUsers, ...workspace.allChannels, ...workspace.files];
      const foreign = things.find(({ id }) => said.includes(id));
      if (foreign !== undefined)
        journal.violation(`${name}: names ${foreign.id} of ${workspace.team.name} with another token.`);
    }
  }

  function realmOf(
    name: string,
    token: string,
    kind: ReturnType<typeof tokenKind>,
    teamId: string | undefined,
  ) {
    if (kind === 'none') throw new Refusal('not_authed');
    if (kind === 'app') return usual;
    const realm = authority.realmFor(token, teamId, name === 'auth.test');
    if (teamId !== undefined && teamId !== realm.workspace.team.id && name !== 'auth.test')
      journal.violation(`${name}: names another workspace than the token's.`);
    return realm;
  }

  /** @throws {Refusal} when this token may not call the method, or not in this form. */
  function serve(
    name: string,
    realm: Realm,
    kind: ReturnType<typeof tokenKind>,
    token: string,
    form: object,
  ): object {
    const methods = methodsOf(realm);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) {
      journal.violation(`${name} is no method that this fake knows.`);
      throw new Refusal('unknown_method');
    }
    if ((kind === 'app') !== (name === 'apps.connections.open')) throw new Refusal('not_allowed_token_type');
    const wrong = faultsBy(method.rule, form);
    for (const fault of wrong) journal.violation(`${name}: ${fault}.`);
    if (wrong.length > 0)
      throw new Refusal(
        wrong.every((one) => one.startsWith('blocks')) ? 'invalid_blocks' : 'invalid_arguments',
      );
    if (method.scope !== undefined && !realm.scopes.has(method.scope)) throw new Refusal('missing_scope');
    checkCrossing(name, realm, form);
    // The compiler cannot match a method to its own arguments through a table; the rule just did.
    const answer = method.serve(method.rule.parse(form) as never);
    return name === 'auth.test' ? { ...answer, ...installedAs(token) } : answer;
  }

  /** What `auth.test` says of an organization's token instead of a workspace. */
  function installedAs(token: string): object {
    const holder = authority.holderOf(token);
    if (holder === undefined || 'realm' in holder) return {};
    const { id } = holder.organization;
    return { enterprise_id: id, team_id: id, is_enterprise_install: true };
  }

  return async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fields: Readonly<Record<string, string>> = Object.fromEntries(
      new URLSearchParams(await readBody(request)),
    );
    const { token: sent, team_id: teamId, ...form } = fields;
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? sent ?? '';
    const kind = tokenKind(token);
    const isAccess = name === 'oauth.v2.access';
    const shown = isAccess ? {} : readNested(form);
    const open = journal.request({
      ...{ method: name, args: shown, token: kind },
      ...(teamId !== undefined && { team: teamId }),
    });
    if (!isAccess) journal.checkSecrets(name, form);
    const fault = faults.take(name);
    const struck = strike(fault, response);
    if (struck !== undefined) {
      if (struck > 0) open.answered(struck, fault?.kind === 'error' ? fault.error : undefined);
      return;
    }
    const type = request.headers['content-type'] ?? '';
    let answer: object;
    let error: string | undefined;
    let scopes: readonly string[] = [];
    try {
      if (!type.startsWith('application/x-www-form-urlencoded')) {
        journal.violation(`${name}: arguments are not form-encoded.`);
        throw new Refusal('invalid_form_data');
      }
      if (isAccess) answer = authority.access(form);
      else {
        const realm = realmOf(name, token, kind, teamId);
        scopes = [...realm.scopes];
        answer = serve(name, realm, kind, token, form);
      }
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
      ...(kind === 'bot' && scopes.length > 0 && { 'x-oauth-scopes': scopes.join(',') }),
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
