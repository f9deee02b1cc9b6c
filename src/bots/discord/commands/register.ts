import { createHash } from 'node:crypto';
import type { DiscordApi } from '../rest/discord-api.ts';
import { commandJson, type Describe } from './command-json.ts';

/** What is remembered of a registration. A cache that forgets costs one request. */
export interface RegistrationMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, hash: string): Promise<unknown>;
}

/** Where commands are registered. */
export interface Registration {
  readonly applicationId: string;
  /** One server alone, where a change shows at once; everywhere without it. */
  readonly guildId?: string;
  readonly describe: Describe;
}

/**
 * Tells Discord of the commands, all of them at once: what is not in the list is removed.
 *
 * @returns how many there are.
 * @throws {DiscordRefusal} for example `later` when the 200 new commands of a day are used up.
 */
export async function register(
  api: Pick<DiscordApi, 'register'>,
  { applicationId, guildId, describe }: Registration,
): Promise<number> {
  const commands = commandJson(describe, guildId === undefined ? 'everywhere' : 'one-server');
  await api.register(applicationId, guildId, commands);
  return commands.length;
}

/** The same, but only when they are not what was registered last. @returns whether Discord was told. */
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
