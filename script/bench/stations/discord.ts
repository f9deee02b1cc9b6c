/** A strict fake Discord in a process of its own, so that what it takes is not taken from the bot. */

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
  // It is the bot that connects.
  callAt: () => undefined,
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
