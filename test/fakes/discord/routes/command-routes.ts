import { z } from 'zod';
import { type CommandShape, commandShape } from '../command-shape.ts';
import { type FieldError, refuse } from '../refusal.ts';
import type { CommandRecord, Json, State } from '../state.ts';
import type { ApiAnswer, ApiRequest, Route } from './route.ts';

/** How many commands of each type one scope takes: slash, user, message. */
const LIMITS: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

const TEMPLATES = [
  '/applications/{application_id}/commands',
  '/applications/{application_id}/guilds/{guild_id}/commands',
];

/** Registering commands, for everybody or for one server. */
export const commandRoutes: readonly Route[] = TEMPLATES.flatMap((template): readonly Route[] => [
  { method: 'GET', template, auth: 'bot', handle: list },
  { method: 'PUT', template, auth: 'bot', takes: 'commands', handle: replace },
]);

function scopeOf({ state, params }: ApiRequest): string {
  if (params['application_id'] !== state.applicationId) throw refuse.missingAccess();
  const guildId = params['guild_id'];
  if (guildId === undefined) return 'global';
  if (state.guilds.get(guildId)?.hasBot !== true) throw refuse.missingAccess();
  return guildId;
}

function list(request: ApiRequest): ApiAnswer {
  const scope = scopeOf(request);
  const commands = request.state.commands.get(scope) ?? [];
  const isFull = request.query['with_localizations'] === 'true';
  return {
    body: commands.map((command) => {
      const shown = answerJson(request.state, scope, command);
      return isFull ? shown : withoutLocalizations(shown);
    }),
  };
}

/** Replaces every command of the scope, of whatever type. A command keeps its id as long as its name. */
function replace(request: ApiRequest): ApiAnswer {
  const { state } = request;
  const scope = scopeOf(request);
  const read = z.array(commandShape).safeParse(request.body);
  if (!read.success)
    throw refuse.body([{ path: [], code: 'BASE_TYPE_BAD_TYPE', message: 'Not a list of commands' }]);
  const errors = read.data.flatMap((command, index) => commandErrors(read.data, command, index));
  if (errors.length > 0) throw refuse.body(errors);
  const earlier = state.commands.get(scope) ?? [];
  const commands = read.data.map((command): CommandRecord => {
    const { name, type } = command;
    const same = earlier.find((one) => one.name === name && one.type === type);
    return { id: same?.id ?? state.nextId(), version: state.nextId(), type, name, json: command };
  });
  state.commands.set(scope, commands);
  state.changes.tell();
  return { body: commands.map((command) => answerJson(state, scope, command)) };
}

function commandErrors(
  all: readonly CommandShape[],
  command: CommandShape,
  index: number,
): readonly FieldError[] {
  const { name, type } = command;
  const ofType = all.filter((one) => one.type === type);
  return [
    ...(ofType.filter((one) => one.name === name).length > 1
      ? [
          {
            path: [index, 'name'],
            code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
            message: 'Names must be unique',
          },
        ]
      : []),
    ...(type === 1 && (!/^[-_'\p{L}\p{N}]{1,32}$/u.test(name) || name !== name.toLowerCase())
      ? [
          {
            path: [index, 'name'],
            code: 'APPLICATION_COMMAND_INVALID_NAME',
            message: 'Command name is invalid',
          },
        ]
      : []),
    ...(ofType.length > (LIMITS[type] ?? 0)
      ? [{ path: [index], code: 'APPLICATION_COMMAND_TOO_MANY', message: 'Too many commands of this type' }]
      : []),
  ];
}

function answerJson(state: State, scope: string, { id, version, json }: CommandRecord): Json {
  return {
    default_member_permissions: null,
    description: '',
    nsfw: false,
    ...json,
    id,
    version,
    application_id: state.applicationId,
    ...(scope === 'global' ? {} : { guild_id: scope }),
  };
}

/** The list leaves translations out unless asked for them, at every depth. */
function withoutLocalizations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLocalizations);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'name_localizations' && key !== 'description_localizations')
      .map(([key, inner]) => [key, withoutLocalizations(inner)]),
  );
}
