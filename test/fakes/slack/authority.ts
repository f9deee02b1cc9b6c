import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { faultsBy } from './blocks.ts';
import { text } from './method.ts';
import { type Realm, Refusal } from './realm.ts';
import { newId } from './workspace.ts';

/** An organization of several workspaces. */
export interface FakeOrganization {
  readonly id: string;
  readonly name: string;
  readonly realms: Realm[];
}

/** Whom a token was given for. */
type Holder = { readonly realm: Realm } | { readonly organization: FakeOrganization };

interface Grant {
  readonly holder: Holder;
  /** Slack's error for each use, once it is worth nothing. */
  deadBy?: string;
}

interface Code {
  readonly holder: Holder;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly atMs: number;
  isUsed: boolean;
}

/** What the app's settings say at Slack. */
export interface AppSettings {
  readonly appId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrls: string[];
}

/** Which token may do what where. */
export type Authority = ReturnType<typeof createAuthority>;

/** A code is exchanged within this time (Slack, "Installing with OAuth"). */
const CODE_LIFE_MS = 10 * 60_000;

const accessRule = z.strictObject({
  client_id: text,
  client_secret: text,
  code: text,
  redirect_uri: text.optional(),
});

/** Starts without tokens. `onToken` hears of each that is given. */
export function createAuthority(app: AppSettings, now: () => number, onToken: (token: string) => void) {
  const grants = new Map<string, Grant>();
  const codes = new Map<string, Code>();

  const grantOf = (holder: Holder): Grant | undefined =>
    [...grants.values()].find((one) => isSame(one.holder, holder) && one.deadBy === undefined);

  const kill = (holder: Holder, error: string): void => {
    for (const grant of grants.values()) if (isSame(grant.holder, holder)) grant.deadBy ??= error;
  };

  /** Gives a new token. One that the holder had before is worth nothing then. */
  const give = (holder: Holder, token = `xoxb-${randomBytes(12).toString('hex')}`): string => {
    kill(holder, 'token_revoked');
    grants.set(token, { holder });
    onToken(token);
    return token;
  };

  return {
    give,
    kill,
    tokens: (): readonly string[] => [...grants.keys()],
    knows: (token: string): boolean => grants.has(token),
    /** The organization by whose installation the app is in a workspace, which has none of its own. */
    organizationOf(realm: Realm): FakeOrganization | undefined {
      if (grantOf({ realm }) !== undefined) return undefined;
      for (const { holder, deadBy } of grants.values()) {
        if (deadBy !== undefined || !('organization' in holder)) continue;
        if (holder.organization.realms.includes(realm)) return holder.organization;
      }
      return undefined;
    },
    /** Whether a token may act in this workspace now. */
    allows(token: string, realm: Realm): boolean {
      const grant = grants.get(token);
      if (grant === undefined || grant.deadBy !== undefined) return false;
      return 'realm' in grant.holder
        ? grant.holder.realm === realm
        : grant.holder.organization.realms.includes(realm);
    },
    /**
     * Returns where a token acts. An organization's acts in the workspace that the call names.
     *
     * @throws {Refusal} for one that is worth nothing, or doesn't say where.
     */
    realmFor(token: string, teamId: string | undefined, isIdentity: boolean): Realm {
      const grant = grants.get(token);
      if (grant === undefined) throw new Refusal('invalid_auth');
      if (grant.deadBy !== undefined) throw new Refusal(grant.deadBy);
      if ('realm' in grant.holder) return grant.holder.realm;
      const { realms } = grant.holder.organization;
      const [first] = realms;
      if (isIdentity && first !== undefined) return first;
      if (teamId === undefined) throw new Refusal('missing_argument');
      const realm = realms.find(({ workspace }) => workspace.team.id === teamId);
      if (realm === undefined) throw new Refusal('team_access_not_granted');
      return realm;
    },
    holderOf: (token: string): Holder | undefined => grants.get(token)?.holder,
    /**
     * What a person's browser is sent back to who allows an installation on Slack's page.
     *
     * @throws when Slack would show an error there.
     */
    allow(page: URL, holder: Holder, without: readonly string[] = []): URL {
      const { searchParams } = page;
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      if (page.pathname !== '/oauth/v2/authorize') throw new Error(`${page.pathname} is no page of Slack.`);
      if (searchParams.get('client_id') !== app.clientId) throw new Error('Slack: invalid client_id');
      if (!app.redirectUrls.includes(redirectUri)) throw new Error('Slack: redirect_uri did not match');
      const scopes = (searchParams.get('scope') ?? '').split(',').filter((one) => !without.includes(one));
      const code = `${newId('C')}.${randomBytes(8).toString('hex')}`;
      codes.set(code, { holder, scopes, redirectUri, atMs: now(), isUsed: false });
      return backTo(redirectUri, { code, state: searchParams.get('state') });
    },
    deny: ({ searchParams }: URL): URL =>
      backTo(searchParams.get('redirect_uri') ?? '', {
        error: 'access_denied',
        state: searchParams.get('state'),
      }),
    /** `oauth.v2.access` (Slack's method reference). @throws {Refusal}. */
    access(form: object): object {
      const [fault] = faultsBy(accessRule, form);
      if (fault !== undefined) throw new Refusal('invalid_arguments');
      const args = accessRule.parse(form);
      if (args.client_id !== app.clientId) throw new Refusal('invalid_client_id');
      if (args.client_secret !== app.clientSecret) throw new Refusal('bad_client_secret');
      const code = codes.get(args.code);
      if (code === undefined || now() - code.atMs > CODE_LIFE_MS) throw new Refusal('invalid_code');
      if (code.isUsed) throw new Refusal('code_already_used');
      if (args.redirect_uri !== code.redirectUri) throw new Refusal('bad_redirect_uri');
      code.isUsed = true;
      return granted(code.holder, code.scopes);
    },
  };

  function granted(holder: Holder, scopes: readonly string[]): object {
    const realms = 'realm' in holder ? [holder.realm] : holder.organization.realms;
    const [first] = realms;
    if (first === undefined) throw new Error('An organization needs a workspace.');
    for (const realm of realms) {
      realm.scopes.clear();
      for (const scope of scopes) realm.scopes.add(scope);
    }
    const { team, bot, users } = first.workspace;
    const enterprise = 'organization' in holder ? holder.organization : first.enterprise;
    return {
      ...{ ok: true, access_token: give(holder), token_type: 'bot', scope: scopes.join(',') },
      ...{ bot_user_id: bot.id, app_id: app.appId, authed_user: { id: users.admin.id } },
      team: 'realm' in holder ? { id: team.id, name: team.name } : null,
      enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
      is_enterprise_install: 'organization' in holder,
    };
  }
}

function isSame(one: Holder, other: Holder): boolean {
  if ('realm' in one) return 'realm' in other && one.realm === other.realm;
  return 'organization' in other && one.organization === other.organization;
}

function backTo(redirectUri: string, values: Readonly<Record<string, string | null>>): URL {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(values)) if (value !== null) url.searchParams.set(name, value);
  return url;
}
