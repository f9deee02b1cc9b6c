import type { ApplicationApi } from '../rest/application-api.ts';
import { commandJson, type Describe } from './command-json.ts';
import { sameCommands } from './same-commands.ts';

/** Where commands are registered. */
export interface Registration {
  /** Registers in this server only, where a change shows immediately. Left out: everywhere. */
  readonly guildId?: string;
  readonly describe: Describe;
}

/** Outcome of a registration. */
export interface Registered {
  readonly applicationId: string;
  /** The number of commands that Discord has now. */
  readonly count: number;
  /** Whether Discord had others before. */
  readonly isChanged: boolean;
}

/**
 * Registers all commands in one request, unless Discord has exactly these; it removes those not in the list.
 * Where they can be used is what the application is set up for, because Discord refuses anything beyond.
 *
 * @throws {DiscordRefusal} for example `later` when the day's 200 new commands are used up.
 */
export async function register(
  api: Pick<ApplicationApi, 'application' | 'commands' | 'register'>,
  { guildId, describe }: Registration,
  signal: AbortSignal,
): Promise<Registered> {
  const { id: applicationId, installs } = await api.application(signal);
  const commands = commandJson(describe, guildId === undefined ? installs : 'one-server');
  const registered = await api.commands(applicationId, guildId, signal);
  const isChanged = !sameCommands(commands, registered, guildId === undefined ? 'everywhere' : 'one-server');
  if (isChanged) await api.register(applicationId, guildId, commands, signal);
  return { applicationId, count: commands.length, isChanged };
}
