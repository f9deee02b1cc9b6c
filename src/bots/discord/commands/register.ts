import { createHash } from 'node:crypto';
import type { DiscordApi } from '../rest/discord-api.ts';
import { commandJson, type Describe } from './command-json.ts';

/** What is remembered of a registration. A lost cache entry costs one request. */
export interface RegistrationMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, hash: string): Promise<unknown>;
}

/** Where commands are registered. */
export interface Registration {
  readonly applicationId: string;
  /** Registers in this server only, where a change shows immediately. Left out: everywhere. */
  readonly guildId?: string;
  readonly describe: Describe;
}

/**
 * Registers all commands in one request; Discord removes those not in the list.
 *
 * @returns the number of commands.
 * @throws {DiscordRefusal} for example `later` when the day's 200 new commands are used up.
 */
export async function register(
  api: Pick<DiscordApi, 'register'>,
  { applicationId, guildId, describe }: Registration,
): Promise<number> {
  const commands = commandJson(describe, guildId === undefined ? 'everywhere' : 'one-server');
  await api.register(applicationId, guildId, commands);
  return commands.length;
}

/**
 * Registers the commands only if they differ from the last registration.
 * @returns whether a request was sent.
 */
export async function registerIfChanged(
  api: Pick<DiscordApi, 'register'>,
  registration: Registration,
  memory: RegistrationMemory,
): Promise<boolean> {
  const { applicationId, guildId, describe } = registration;
  const commands = commandJson(describe, guildId === undefined ? 'everywhere' : 'one-server');
  const hash = createHash('sha256').update(JSON.stringify(commands)).digest('hex');
  const key = `commands:${applicationId}:${guildId ?? 'everywhere'}`;
  if ((await memory.get(key)) === hash) return false;
  await register(api, registration);
  await memory.set(key, hash);
  return true;
}
