/** A strict fake Discord in its own process, so that its resource use does not affect the bot. */

import type { FakeInteraction } from '../../../test/fakes/discord/fake-discord.ts';
import { startFakeDiscord } from '../../../test/fakes/discord/fake-discord.ts';
import { serveStation } from './serve-station.ts';

const discord = await startFakeDiscord();
const guild = discord.guild();
const user = discord.user();
const acknowledged: FakeInteraction[] = [];

await serveStation({
  introduction: {
    variables: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    tenant: `discord:${guild.id}`,
    member: `discord:${user.id}`,
    channel: guild.general.id,
  },
  // The bot connects by itself.
  callAt: () => undefined,
  // Whatever a member sees lies on another host.
  reachAt: () => undefined,
  async send({ name, subcommand, options }) {
    const sentMs = performance.now();
    const interaction = discord.command({
      user,
      guild,
      name,
      ...(subcommand !== undefined && { subcommand }),
      options,
    });
    try {
      await interaction.acknowledged();
    } catch {
      return null;
    }
    acknowledged.push(interaction);
    return performance.now() - sentMs;
  },
  countUnanswered: () => acknowledged.filter((one) => one.original()?.loading !== false).length,
  countSounds: () =>
    discord.requests
      .filter(({ status }) => status === 200)
      .flatMap(({ files }) => files)
      .filter(({ name }) => name.endsWith('.m4a')).length,
  assertClean: () => discord.assertClean(),
  close: async () => discord[Symbol.asyncDispose](),
});
