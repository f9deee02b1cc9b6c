import { type CommandShape, commandsRule } from './command-rules.ts';
import { isRecord, refuse } from './refusal.ts';
import type { ApiRequest } from './route.ts';
import type { Json, RegisteredCommand, State } from './state.ts';

/** A direct conversation with someone else, which only an app on a person's account reaches. */
const PRIVATE_CHANNEL = 2;
const USER_INSTALL = 1;

/** Replaces every command of the scope. A command keeps its id as long as its name. */
export function register({ state, params, body, complain }: ApiRequest): readonly Json[] {
  const { guild_id: guildId } = params;
  const scope = scopeOf(state, params);
  const read = commandsRule(guildId === undefined).safeParse(body);
  for (const { path, message } of read.error?.issues ?? []) complain(`${path.join('.')} ${message}`);
  if (read.error !== undefined) throw refuse.issues(read.error);
  for (const [index, command] of read.data.entries()) requireSupported(state, command, index);
  const earlier = state.commands.get(scope) ?? [];
  const commands = read.data.map((json) => {
    const { name, type } = json;
    const same = earlier.find((one) => one.name === name && one.type === type);
    return { id: same?.id ?? state.nextId(), type, name, json };
  });
  state.commands.set(scope, commands);
  state.changes.tell();
  return commands.map((one) => commandJson(state, one, guildId));
}

/** Every command of the scope, its translations only where they are asked for. */
export function listCommands({ state, params, query }: ApiRequest): readonly unknown[] {
  const all = (state.commands.get(scopeOf(state, params)) ?? []).map((one) =>
    commandJson(state, one, params['guild_id']),
  );
  return query.get('with_localizations') === 'true' ? all : all.map(withoutTranslations);
}

/** The servers the bot is in, by their ids, as many as asked for. */
export function listGuilds({ state, query }: ApiRequest): readonly Json[] {
  const after = BigInt(query.get('after') ?? 0);
  const limit = Number(query.get('limit') ?? 200);
  return [...state.guilds.values()]
    .filter(({ id, hasBot }) => hasBot && BigInt(id) > after)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .slice(0, limit)
    .map(({ id, botPermissions }) => ({
      ...{ id, name: 'A server', icon: null, banner: null, owner: false, features: [] },
      permissions: String(botPermissions),
    }));
}

function scopeOf(state: State, params: ApiRequest['params']): string {
  const { guild_id: guildId } = params;
  const isKnown = guildId === undefined || state.guilds.get(guildId)?.hasBot === true;
  if (params['application_id'] !== state.applicationId || !isKnown) throw refuse.missingAccess();
  return guildId ?? 'global';
}

/** Refuses a command for places that the application itself is not set up for. */
function requireSupported({ installs }: State, command: CommandShape, index: number): void {
  const { contexts = [], integration_types: types = [] } = command;
  const unsupported = types.find((type) => !installs.includes(type));
  const message = 'The application does not support it.';
  if (unsupported !== undefined)
    throw refuse.body({ path: [index, 'integration_types'], code: 'BASE_TYPE_CHOICES', message });
  if (contexts.includes(PRIVATE_CHANNEL) && !installs.includes(USER_INSTALL))
    throw refuse.body({ path: [index, 'contexts'], code: 'BASE_TYPE_CHOICES', message });
}

/** A command as Discord returns it: what was left out is there as nothing, and what is off is left out. */
function commandJson(state: State, { id, json }: RegisteredCommand, guildId: string | undefined): Json {
  const { contexts, integration_types: types, ...rest } = json;
  const shown = without(rest, (name, value) => name === 'required' && value === false);
  return {
    ...{ default_member_permissions: null, description: '', nsfw: false, ...Object(shown) },
    ...{ name_localizations: json.name_localizations ?? null, id, version: id },
    application_id: state.applicationId,
    ...(guildId === undefined
      ? { contexts: contexts?.toReversed() ?? null, integration_types: types ?? state.installs }
      : { guild_id: guildId, contexts: null, integration_types: [0] }),
  };
}

function withoutTranslations(command: Json): unknown {
  return without(command, (name) => name.endsWith('_localizations'));
}

/** The same value without some of its fields, wherever they are in it. */
function without(value: unknown, isLeftOut: (name: string, value: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, isLeftOut));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !isLeftOut(name, inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, without(inner, isLeftOut)]));
}
