import { existsSync } from 'node:fs';
import { clearCopies } from '../src/bots/discord/commands/clear-copies.ts';
import { register } from '../src/bots/discord/commands/register.ts';
import { registrationProblem } from '../src/bots/discord/commands/registration-problem.ts';
import { createApplicationApi } from '../src/bots/discord/rest/application-api.ts';
import { createRests } from '../src/bots/discord/rest/create-rest.ts';
import { DiscordRefusal } from '../src/bots/discord/rest/discord-refusal.ts';
import { createPause, createPauseMemory } from '../src/bots/discord/rest/pause.ts';
import { runScript } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';
import { ConfigError, readConfig } from '../src/config/config.ts';
import { systemClock } from '../src/core/async/clock.ts';
import { StartError } from '../src/core/model/start-error.ts';
import { silentLog } from '../src/core/ports/log.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run register

Sends the bot's commands to Discord if it has others, and removes copies that a former
DISCORD_DEV_GUILD has left. The bot does so itself at its start; this is for doing it
without starting. Reads .env.

  -h, --help          Show this help

  DISCORD_TOKEN       Token of the bot; needed
  DISCORD_DEV_GUILD   Id of a server: only there, where changes show at once
`,
  options: {},
} as const;

/** A bot in thousands of servers has to look at each. */
const DONE_WITHIN_MS = 30 * 60_000;

/**
 * Registers the bot's commands with Discord, if it has others: everywhere, or in the server `DISCORD_DEV_GUILD`
 * alone. Everywhere also means that no server keeps copies.
 *
 * The program does so by itself at its start; this script does it without starting the bot.
 *
 * @returns what was done, in a sentence.
 *
 * @throws {ConfigError | StartError} with a message for the operator.
 */
export async function registerCommands(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  // No job is started, so AudioPod's key is not required.
  const { discord } = readConfig({ ...env, SANDBOX: 'on' }).platforms;
  if (discord === undefined) {
    throw new StartError('Set DISCORD_TOKEN to the token of your bot; see docs/discord.md.');
  }
  const { devGuild, apiUrl } = discord;
  using rests = createRests(
    apiUrl,
    discord.token.reveal(),
    createPause(createPauseMemory(), systemClock),
    systemClock,
    silentLog,
  );
  const api = createApplicationApi(rests);
  const signal = AbortSignal.timeout(DONE_WITHIN_MS);
  try {
    const { applicationId, count, isChanged } = await register(
      api,
      {
        describe: (locale) => describe(COMMANDS, locale),
        ...(devGuild !== undefined && { guildId: devGuild }),
      },
      signal,
    );
    const where = devGuild === undefined ? 'everywhere' : `in server ${devGuild}`;
    const done = isChanged
      ? `Registered ${count} commands ${where}.`
      : `Discord has all ${count} commands ${where} already.`;
    const cleared = devGuild === undefined ? await clearCopies(api, applicationId, signal) : 0;
    return cleared === 0 ? done : `${done} Removed the copies in ${cleared} servers.`;
  } catch (error) {
    throw error instanceof DiscordRefusal ? new StartError(registrationProblem(error, discord)) : error;
  }
}

if (import.meta.main) {
  await runScript(
    COMMAND_LINE,
    async () => {
      if (existsSync('.env')) process.loadEnvFile('.env');
      process.stdout.write(`${await registerCommands(process.env)}\n`);
    },
    (error) =>
      error instanceof ConfigError || error instanceof StartError
        ? error.message
        : `Not registered: ${error}`,
  );
}
