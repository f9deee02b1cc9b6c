import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import type { CallerPermissions } from '../../../../src/commands/dispatch/command-dispatcher.ts';
import type { FakeInteraction, InteractionContext } from '../../../fakes/discord/fake-discord.ts';
import { startDiscordWorld } from '../fixtures/discord-world.ts';
import { calm, type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';

const PLAIN = Bit.ViewChannel | Bit.SendMessages | Bit.UseExternalApps;
const ADMINS = 'server admins';

describe('who asks on Discord', () => {
  let here: LoneBot;
  before(async () => {
    here = await startLoneBot();
  });
  after(() => here[Symbol.asyncDispose]());

  async function permissionsOf(call: FakeInteraction): Promise<CallerPermissions> {
    const { reply } = await here.originOf(call);
    const heard = here.heard.find(({ origin }) => origin.reply === reply);
    return heard?.findPermissions?.(calm) ?? assert.fail('nothing is proven');
  }

  const asked = (context: Partial<InteractionContext> = {}): FakeInteraction =>
    here.discord.command({
      user: here.discord.user(),
      guild: here.discord.guild(),
      ...context,
      name: 'wallet',
      subcommand: 'limits',
    });

  it('is an admin with the right Manage Server or with all rights, and with no other right', async () => {
    for (const [memberPermissions, isAdmin] of [
      [PLAIN | Bit.ManageGuild, true],
      [Bit.Administrator, true],
      [PLAIN, false],
      [0n, false],
      [PLAIN | Bit.ManageRoles | Bit.ManageChannels | Bit.ManageMessages | Bit.KickMembers, false],
    ] as const) {
      assert.equal(
        (await permissionsOf(asked({ memberPermissions }))).isAdmin,
        isAdmin,
        `${memberPermissions}`,
      );
    }
  });

  it('has the roles they have in that server, and is told who admins are in their language', async () => {
    const roles = ['100000000000000009', '100000000000000010'];
    const user = here.discord.user({ roles });
    const memberPermissions = PLAIN;
    assert.deepEqual(await permissionsOf(asked({ user, memberPermissions })), {
      isAdmin: false,
      roles,
      admins: ADMINS,
    });
    const { admins } = await permissionsOf(asked({ user, memberPermissions, locale: 'zh-CN' }));
    assert.equal(admins, '服务器管理员');
  });

  it('is an admin of what they spend alone, and has no roles there, whatever they are in the server', async () => {
    const guild = here.discord.guild({ hasBot: false });
    const user = here.discord.user({ roles: ['100000000000000009'] });
    for (const memberPermissions of [PLAIN, PLAIN | Bit.ManageGuild]) {
      assert.deepEqual(await permissionsOf(asked({ guild, user, memberPermissions, install: 'user' })), {
        isAdmin: true,
      });
    }
    const channel = here.discord.directChannel(user);
    assert.deepEqual(await permissionsOf(here.discord.command({ user, channel, name: 'help' })), {
      isAdmin: true,
    });
  });

  it('is nobody to the server that a button in direct messages is about', async () => {
    const guild = here.discord.guild();
    const user = here.discord.user();
    here.answerWith(() => ({
      kind: 'reply',
      reply: { tone: 'info', text: 'Done.', actions: [{ kind: 'fetch', jobId: 'abcdefghjkmn' }] },
    }));
    const call = here.discord.command({ user, guild, name: 'help' });
    await call.until(([first]) => first?.loading === false);
    const [control] = call.original()?.controls ?? [];
    const message = call.original() ?? assert.fail();
    const pressed = here.discord.press(message, control?.customId ?? '', {
      user,
      channel: here.discord.directChannel(user),
    });
    assert.equal((await here.originOf(pressed)).tenant, `discord:${guild.id}`);
    assert.deepEqual(await permissionsOf(pressed), { isAdmin: false });
    const there = here.discord.press(message, control?.customId ?? '', {
      user,
      guild,
      memberPermissions: Bit.ManageGuild,
    });
    assert.equal((await permissionsOf(there)).isAdmin, true);
  });

  it('is known from a message by the roles it names and what these may in the server', async () => {
    for (const [memberPermissions, isAdmin] of [
      [PLAIN, false],
      [PLAIN | Bit.ManageGuild, true],
    ] as const) {
      const guild = here.discord.guild({ memberPermissions });
      const roles = ['100000000000000009'];
      const author = here.discord.user({ roles });
      const { id } = here.discord.message(guild.general, {
        author,
        content: `<@${here.discord.botUserId}> tts Hi`,
      });
      await here.discord.until(guild.general, (all) =>
        all.some(({ replyTo, content }) => replyTo === id && content !== '…'),
      );
      const heard = here.heard.find(({ origin }) => origin.member === `discord:${author.id}`);
      assert.deepEqual(await heard?.findPermissions?.(calm), { isAdmin, roles, admins: ADMINS });
    }
  });
});

it('an admin of a server opens a command to a role, and only its members can use it', async () => {
  await using here = await startDiscordWorld();
  const { discord } = here;
  const guild = discord.guild({ memberPermissions: PLAIN });
  const role = '100000000000000009';
  const asked = async (context: Partial<InteractionContext>, name: string, more: object): Promise<string> => {
    const call = discord.command({ user: discord.user(), guild, ...context, name, ...more });
    await call.until(([first]) => first?.loading === false);
    return call.original()?.content ?? '';
  };
  const options = { command: 'tts', role };
  const allow = (memberPermissions: bigint) =>
    asked({ memberPermissions }, 'wallet', { subcommand: 'allow', options });
  assert.match(await allow(PLAIN), /^Only server admins can do that\./);
  assert.match(
    await allow(PLAIN | Bit.ManageGuild),
    /^Who can use `\/tts`: everyone → admins, role <@&100000000000000009>\.\nTakes effect now\.$/,
  );
  const hello = { options: { text: 'Hello.' } };
  assert.match(await asked({}, 'tts', hello), /^You don’t have permission to use `\/tts`\./);
  const member = discord.user({ roles: [role] });
  await asked({ user: member }, 'tts', hello);
  const job = await here.job(member, `discord:${guild.id}`);
  assert.equal((await here.world.settled(job.id)).delivery.state, 'done');
  discord.assertClean();
});
