import { existsSync } from 'node:fs';
import { register } from '../src/bots/discord/commands/register.ts';
import { createRests } from '../src/bots/discord/rest/create-rest.ts';
import { createDiscordApi } from '../src/bots/discord/rest/discord-api.ts';
import { DiscordRefusal } from '../src/bots/discord/rest/discord-refusal.ts';
import { createPause, createPauseMemory } from '../src/bots/discord/rest/pause.ts';
import { runScript } from '../src/command-line.ts';
import { COMMANDS } from '../src/commands/catalog.ts';
import { describe } from '../src/commands/framework/describe.ts';
import { ConfigError, type DiscordConfig, readConfig } from '../src/config/config.ts';
import { systemClock } from '../src/core/async/clock.ts';
import { StartError } from '../src/core/model/start-error.ts';
import { silentLog } from '../src/core/ports/log.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run register

Sends the bot's commands to Discord. The bot does so itself at its start when they changed;
this is for doing it without starting. Reads .env.

  -h, --help          Show this help

  DISCORD_TOKEN       Token of the bot; needed
  DISCORD_DEV_GUILD   Id of a server: only there, where changes show at once
`,
  options: {},
} as const;

const ANSWER_WITHIN_MS = 30_000;

/**
 * Registers the bot's commands with Discord: everywhere, or in the server `DISCORD_DEV_GUILD` alone.
 *
 * The program does so by itself when they changed; this script does it without starting the bot.
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
    silentLog,
  );
  const api = createDiscordApi(rests);
  try {
    const applicationId = await api.applicationId(AbortSignal.timeout(ANSWER_WITHIN_MS));
    const count = await register(api, {
      applicationId,
      describe: (locale) => describe(COMMANDS, locale),
      ...(devGuild !== undefined && { guildId: devGuild }),
    });
    return `Registered ${count} commands ${devGuild === undefined ? 'everywhere' : `in server ${devGuild}`}.`;
  } catch (error) {
    throw error instanceof DiscordRefusal ? new StartError(sentence(error, discord)) : error;
  }
}

function sentence(refusal: DiscordRefusal, { apiUrl, devGuild }: DiscordConfig): string {
  if (refusal.trouble === 'unauthorized') {
    return 'Discord does not accept DISCORD_TOKEN. Copy it again from the Bot page of your application.';
  }
  if (refusal.trouble === 'place-closed' && devGuild !== undefined) {
    return `The bot may not register commands in server ${devGuild}. Check DISCORD_DEV_GUILD, and that the bot was added there.`;
  }
  if (refusal.code === 30_034) return 'Discord’s 200 new commands a day are used up. Try again tomorrow.';
  if (refusal.status === 0) {
    return `Discord can’t be reached at ${apiUrl}. Check the network, and DISCORD_API_URL if you set it.`;
  }
  return `Discord refused the commands (${refusal.message}). Try again in a few minutes.`;
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
