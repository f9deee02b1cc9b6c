import { z } from 'zod';
import type { InstallationRecord } from '../../../core/model/installations.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { CommandDescription } from '../../bot.ts';
import { SlackApiError } from '../web/slack-error.ts';

/** What workspaces and organizations installed, as it is stored, and the keys that decrypt it. */
export interface StoredInstallations {
  readonly records: readonly InstallationRecord[];
  readonly keys: BoxKeys;
}

/** How the bot and Slack reach each other. What the configuration doesn't have is absent. */
export interface SlackAccess {
  readonly mode: string;
  /** Absent if workspaces install the bot themselves: then each has a token of its own. */
  readonly botToken?: Secret;
  readonly appToken?: Secret;
  readonly signingSecret?: Secret;
}

/** Slack, and the app there. */
export interface SlackLook {
  readonly apiUrl: string;
  readonly access: SlackAccess;
  /** The commands in English, as the manifest names them. */
  readonly commands: readonly CommandDescription[];
  readonly publicUrl: string | undefined;
  /** A configuration token of the app’s owner, which reads the manifest. */
  readonly configToken: string | undefined;
  /** What workspaces installed. Absent if the bot has a token of its own. */
  readonly installations?: (() => Promise<StoredInstallations | undefined>) | undefined;
  readonly now: () => number;
  /** Reads the bot's token once for all checks. Rejects like {@link askSlack}. */
  identity(): Promise<TokenIdentity>;
}

const identitySchema = z.object({
  team_id: z.string().optional(),
  team: z.string().optional(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  is_enterprise_install: z.boolean().default(false),
});

/** Whose token it is, and what it may do; `scopes` is absent if Slack doesn't say. */
export interface TokenIdentity extends z.infer<typeof identitySchema> {
  readonly scopes: readonly string[] | undefined;
}

const IDENTITY_WITHIN_MS = 8_000;

/** Prepares a look at Slack. Nothing is sent before the first check. */
export function lookAtSlack(parts: Omit<SlackLook, 'identity'>): SlackLook {
  let identity: Promise<TokenIdentity> | undefined;
  const { apiUrl, access } = parts;
  return {
    ...parts,
    identity() {
      identity ??= readIdentity(apiUrl, access.botToken?.reveal() ?? '');
      return identity;
    },
  };
}

/**
 * Calls a method of Slack's Web API once.
 *
 * @returns the parsed response, and the token's scopes if Slack names them.
 * @throws {SlackApiError} if Slack refuses; other errors if it doesn't answer.
 */
export async function askSlack<T>(
  call: {
    readonly apiUrl: string;
    readonly method: string;
    readonly token: string;
    readonly form?: Readonly<Record<string, string>>;
  },
  shape: z.ZodType<T>,
  signal: AbortSignal,
): Promise<{ readonly answer: T; readonly scopes: readonly string[] | undefined }> {
  const response = await fetch(new URL(call.method, call.apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${call.token}` },
    body: new URLSearchParams(call.form),
    signal,
  });
  const body: unknown = await response.json();
  const status = refusalSchema.parse(body);
  if (!status.ok) throw new SlackApiError(call.method, status.error);
  const scopes = response.headers.get('x-oauth-scopes');
  return { answer: shape.parse(body), scopes: scopes?.split(',').map((scope) => scope.trim()) };
}

const refusalSchema = z.object({ ok: z.boolean(), error: z.string().default('unknown') });

async function readIdentity(apiUrl: string, token: string): Promise<TokenIdentity> {
  const signal = AbortSignal.timeout(IDENTITY_WITHIN_MS);
  const { answer, scopes } = await askSlack({ apiUrl, method: 'auth.test', token }, identitySchema, signal);
  return { ...answer, scopes };
}
