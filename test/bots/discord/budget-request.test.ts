import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermissionFlagsBits as Bit } from 'discord.js';
import { fromDollars, ZERO } from '../../../src/core/model/money/money.ts';
import type { Recipient } from '../../../src/core/ports/notices.ts';
import type { FakeGuild, FakeMessage, FakeUser } from '../../fakes/discord/fake-discord.ts';
import { ownersOn } from '../../fakes/owners-on.ts';
import { type DiscordWorld, startDiscordWorld } from './fixtures/discord-world.ts';
import { soundsOf } from './fixtures/lone-bot.ts';

const ADMIN = Bit.ManageGuild | Bit.SendMessages | Bit.AttachFiles;
const MEMBER = Bit.SendMessages | Bit.AttachFiles;

/** A bot whose servers need approval, and two owners. */
async function startApproving() {
  const owners: Recipient[] = [];
  const here: DiscordWorld = await startDiscordWorld({
    world: {
      limits: { tenantMonthly: ZERO },
      grantable: fromDollars(7),
      isOwner: ({ member }) => owners.some((one) => 'member' in one && one.member === member),
    },
    dependencies: (given) => ownersOn(given, owners, () => here.bot),
  });
  const { discord } = here;
  const [first, second] = [discord.user(), discord.user()];
  for (const { id } of [first, second]) owners.push({ platform: 'discord', member: `discord:${id}` });
  return { here, discord, first, second };
}

function buttonOn(message: FakeMessage | undefined, label: string): string {
  const control = message?.controls.find((one) => one.label === label);
  if (control === undefined) throw new Error(`No button ${label} on ${message?.content}`);
  return control.customId;
}

/** A command that is refused for want of a budget. @returns the refusal. */
async function refused({ discord }: DiscordWorld, user: FakeUser, guild: FakeGuild): Promise<FakeMessage> {
  const call = discord.command({ user, guild, name: 'tts', options: { text: 'Hello' } });
  const isRefusal = ({ controls }: FakeMessage) => controls.some(({ label }) => label === 'Show limits');
  await call.until((messages) => messages.some(isRefusal));
  const message = call.messages.find(isRefusal);
  if (message === undefined) throw new Error('No refusal');
  return message;
}

async function press(
  { discord }: DiscordWorld,
  on: FakeMessage,
  label: string,
  who: { readonly user: FakeUser; readonly guild?: FakeGuild; readonly memberPermissions?: bigint },
): Promise<string> {
  const pressed = discord.press(on, buttonOn(on, label), who);
  await pressed.until(([reply]) => reply !== undefined && !reply.loading);
  return pressed.original()?.content ?? '';
}

describe('a server without a budget, where each needs approval', () => {
  it('asks the owners with one press of an admin, and is told once that it was granted', async () => {
    const { here, discord, first, second } = await startApproving();
    await using _here = here;
    const guild = discord.guild();
    const user = discord.user();
    const refusal = await refused(here, user, guild);
    const asMember = { user, guild, memberPermissions: MEMBER };
    assert.match(await press(here, refusal, 'Ask for a budget', asMember), /admins/);
    assert.equal(discord.dms(first).length, 0);
    const asAdmin = { user, guild, memberPermissions: ADMIN };
    assert.match(await press(here, refusal, 'Ask for a budget', asAdmin), /^The bot owner was asked/);
    assert.match(await press(here, refusal, 'Ask for a budget', asAdmin), /^The bot owner was asked/);
    const requests = [first, second].flatMap((owner) => discord.dms(owner));
    assert.equal(requests.length, 2, 'each owner reads it once');
    const [toFirst, toSecond] = requests;
    if (toFirst === undefined || toSecond === undefined) throw new Error('No request');
    assert.match(toFirst.content, new RegExp(`discord:${guild.id} .*\\$7\\.00 a month`));

    assert.match(
      await press(here, toFirst, 'Grant budget', { user: first }),
      /can spend \$7\.00 a month now/,
    );
    await here.restart();
    assert.match(await press(here, toFirst, 'Grant budget', { user: first }), /already: \$7\.00 a month/);
    assert.match(await press(here, toSecond, 'Decline', { user: second }), /already: \$7\.00 a month/);
    const told = discord
      .messagesIn(guild.general)
      .filter(({ content }) => content.includes('granted a budget'));
    assert.equal(told.length, 1);
    const { allowance } = await here.world.store.rules.tenant(`discord:${guild.id}`);
    assert.equal(allowance.monthly, fromDollars(7));
    const spoken = discord.command({ user, guild, name: 'tts', options: { text: 'Hello' } });
    await spoken.until((messages) => messages.some((one) => soundsOf(one).length > 0));
    assert.match(await press(here, refusal, 'Ask for a budget', asAdmin), /has set a budget meanwhile/);
    discord.assertClean();
  });

  it('is told in its channel, or else its member, when an owner declines; others can’t answer', async () => {
    const { here, discord, first } = await startApproving();
    await using _here = here;
    const guild = discord.guild();
    const user = discord.user();
    const refusal = await refused(here, user, guild);
    await press(here, refusal, 'Ask for a budget', { user, guild, memberPermissions: ADMIN });
    const [request] = discord.dms(first);
    if (request === undefined) throw new Error('No request');
    // Nobody else reads that message; a press of another is forged, or of someone who was an owner.
    const stranger = { ...request, visibleTo: undefined };
    assert.match(await press(here, stranger, 'Grant budget', { user }), /bot owner/);
    guild.general.change({ botPermissions: 0n });
    assert.match(await press(here, request, 'Decline', { user: first }), /^Declined\./);
    assert.match(await press(here, request, 'Decline', { user: first }), /^Declined\./);
    assert.equal(discord.dms(user).filter(({ content }) => content.includes('declined')).length, 1);
    const { allowance } = await here.world.store.rules.tenant(`discord:${guild.id}`);
    assert.equal(allowance.monthly, 'default');
  });
});
