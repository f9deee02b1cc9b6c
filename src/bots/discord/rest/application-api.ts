import { ApplicationIntegrationType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Rests } from './create-rest.ts';
import { refusalOf } from './discord-refusal.ts';

/**
 * How the application can be installed, by its Installation page. Discord refuses commands for more (application
 * commands reference, Contexts).
 */
export interface Installs {
  /** To servers: there, and in the bot's direct messages. */
  readonly server: boolean;
  /** To a person's account: everywhere, other conversations included. */
  readonly person: boolean;
}

/** The application that a token belongs to. */
export interface OwnApplication {
  readonly id: string;
  readonly installs: Installs;
  /** Ed25519 in hex: proves that Discord sent what arrives over HTTP. */
  readonly verifyKey: string;
}

/** Requests about the application itself. Every method throws a `DiscordRefusal` and nothing else. */
export interface ApplicationApi {
  /** Returns the application this token belongs to. */
  application(signal: AbortSignal): Promise<OwnApplication>;
  /** Returns every registered command with its translations, everywhere or in one server. */
  commands(
    applicationId: string,
    guildId: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly unknown[]>;
  /** Replaces every registered command, everywhere or in one server. */
  register(
    applicationId: string,
    guildId: string | undefined,
    commands: readonly object[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Returns the ids of at most 200 servers the bot is in, after one of them; none at the end. */
  servers(after: string | undefined, signal: AbortSignal): Promise<readonly string[]>;
}

/** The most that Discord returns (user reference, Get Current User Guilds). */
const SERVERS_AT_ONCE = 200;
/** For one request; a caller may send thousands. */
const ANSWER_WITHIN_MS = 30_000;

const named = z.object({ id: z.string() });
const applicationSchema = named.extend({
  verify_key: z.string().default(''),
  integration_types_config: z.record(z.string(), z.unknown()).nullish(),
});

/** Creates the API over REST. */
export function createApplicationApi({ bot }: Pick<Rests, 'bot'>): ApplicationApi {
  const ask = async <Answer extends z.ZodType>(
    answer: Answer,
    request: (signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<z.output<Answer>> => {
    try {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
      return answer.parse(await request(soon));
    } catch (error) {
      throw refusalOf(error);
    }
  };
  return {
    async application(signal) {
      const get = (soon: AbortSignal) => bot.get(Routes.currentApplication(), { signal: soon });
      const found = await ask(applicationSchema, get, signal);
      const { id, integration_types_config: types, verify_key: verifyKey } = found;
      const person = types?.[ApplicationIntegrationType.UserInstall] !== undefined;
      // Applications that don't say how are installed to servers.
      const server = !person || types?.[ApplicationIntegrationType.GuildInstall] !== undefined;
      return { id, installs: { server, person }, verifyKey };
    },
    async commands(applicationId, guildId, signal) {
      const query = new URLSearchParams({ with_localizations: 'true' });
      const route = commandsRoute(applicationId, guildId);
      return ask(z.array(z.unknown()), (soon) => bot.get(route, { query, signal: soon }), signal);
    },
    async register(applicationId, guildId, commands, signal) {
      const route = commandsRoute(applicationId, guildId);
      await ask(z.unknown(), (soon) => bot.put(route, { body: commands, signal: soon }), signal);
    },
    async servers(after, signal) {
      const query = new URLSearchParams({ limit: String(SERVERS_AT_ONCE), ...(after && { after }) });
      const get = (soon: AbortSignal) => bot.get(Routes.userGuilds(), { query, signal: soon });
      return (await ask(z.array(named), get, signal)).map(({ id }) => id);
    },
  };
}

function commandsRoute(applicationId: string, guildId: string | undefined): `/${string}` {
  return guildId === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guildId);
}
