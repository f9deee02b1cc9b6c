import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { commandJson } from '../commands/command-json.ts';
import { sameCommands } from '../commands/same-commands.ts';
import { createApplicationApi } from '../rest/application-api.ts';
import { DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import { type DiscordLook, installsOf } from './discord-look.ts';

/** Each is one request; a bot in thousands of servers would need minutes to look at all. */
const SERVERS_LOOKED_AT = 50;

/** Looks at the commands that Discord has of the bot. */
export const COMMAND_CHECKS: readonly Check<DiscordLook>[] = [
  {
    name: 'discord.commands',
    looksAt: 'Whether Discord has this release’s commands',
    remedy: 'Start the bot, or run npm run register.',
    async run(look, signal) {
      const application = await look.application();
      if (application instanceof DiscordRefusal) return [];
      const { devGuild } = look.settings;
      const scope = devGuild === undefined ? 'everywhere' : 'one-server';
      const { server, person } = installsOf(application);
      // Commands have to be for something; registering does the same.
      const installs = { server: server || !person, person };
      const ours = commandJson(look.describe, scope === 'everywhere' ? installs : 'one-server');
      const theirs = await createApplicationApi(look.rests).commands(application.id, devGuild, signal);
      const where = devGuild === undefined ? '' : ` in server ${devGuild}`;
      if (sameCommands(ours, theirs, scope))
        return inOrder(`Discord has all ${ours.length} commands${where}.`);
      return theirs.length === 0
        ? broken(`Discord has no commands of the bot${where}.`)
        : warning(
            `Discord has other commands than this release${where} (${theirs.length} of ${ours.length}).`,
          );
    },
  },
  {
    name: 'discord.copies',
    looksAt: `That no server keeps copies of the commands (the first ${SERVERS_LOOKED_AT} servers)`,
    remedy: 'Members see commands twice there. Run npm run register, which removes copies.',
    async run(look, signal) {
      const application = await look.application();
      // In the server for development the commands are meant to be.
      if (application instanceof DiscordRefusal || look.settings.devGuild !== undefined) return [];
      const api = createApplicationApi(look.rests);
      const servers = await api.servers(undefined, signal);
      const looked = servers.slice(0, SERVERS_LOOKED_AT);
      const counts = await Promise.all(
        looked.map((server) =>
          api.commands(application.id, server, signal).then(
            ({ length }) => length,
            (error: unknown) => {
              // The bot has just left, or was added without commands.
              if (refusalOf(error).trouble === 'place-closed') return 0;
              throw error;
            },
          ),
        ),
      );
      const copies = counts.filter((count) => count > 0).length;
      if (copies > 0)
        return warning(
          `Copies of the commands are left in ${copies} ${copies === 1 ? 'server' : 'servers'}.`,
        );
      const some = servers.length > looked.length ? ` that were looked at (${looked.length})` : '';
      return inOrder(
        servers.length === 0
          ? 'The bot is in no server yet.'
          : `No copies of commands in the servers${some}.`,
      );
    },
  },
];
