import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import {
  ActionRowBuilder,
  type AutocompleteInteraction,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  Events,
  FileUploadBuilder,
  LabelBuilder,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
} from 'discord.js';
import { type FakeDiscordSettings, startFakeDiscord } from './fake-discord.ts';
import { complaints, type LoggedIn, login, refused } from './login.ts';

const start = (settings: FakeDiscordSettings = {}) => startFakeDiscord({ checkAnswers: true, ...settings });

/** The next interaction that reaches the client. */
async function arrival<T>(session: LoggedIn): Promise<T> {
  const [interaction] = await once(session.client, Events.InteractionCreate);
  return interaction;
}

const COMMANDS = [
  {
    name: 'speak',
    description: 'Speaks',
    type: 1,
    integration_types: [0, 1],
    contexts: [0, 1],
    options: [
      { name: 'text', description: 'What', type: 3, required: true, max_length: 10 },
      { name: 'voice', description: 'Who', type: 3, autocomplete: true },
      { name: 'speed', description: 'How fast', type: 10, min_value: 0.5, max_value: 2 },
      { name: 'as', description: 'Which way', type: 3, choices: [{ name: 'File', value: 'file' }] },
      { name: 'song', description: 'A file', type: 11, file_types: ['audio', '.webm'] },
    ],
  },
  {
    name: 'wallet',
    description: 'Money',
    type: 1,
    options: [{ name: 'show', description: 'Shows', type: 1, options: [] }],
  },
  { name: 'Split stems', type: 3 },
];

describe('a member', () => {
  it('is offered choices while typing', async () => {
    await using discord = await start();
    const guild = discord.guild();
    await using session = await login(discord);
    await session.client.application.commands.set(COMMANDS);
    const arrived = arrival<AutocompleteInteraction>(session);
    const offered = discord.autocomplete({
      user: discord.user(),
      guild,
      name: 'speak',
      focused: { name: 'voice', value: 'A' },
    });
    const interaction = await arrived;
    assert.ok(interaction.isAutocomplete());
    await interaction.respond([{ name: `${interaction.options.getFocused()}ura`, value: 'aura' }]);
    const choices = await offered;
    assert.deepEqual(choices, [{ name: 'Aura', value: 'aura', name_localizations: null }]);
    discord.assertClean();
  });

  it('can only send what a registered command takes', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const user = discord.user();
    const guild = discord.guild();
    await session.client.application.commands.set(COMMANDS);
    const speak = (options: Readonly<Record<string, string | number | boolean>>) => () =>
      discord.command({ user, guild, name: 'speak', options });
    const song = (name: string) => discord.upload(Buffer.from('x'), name, 'audio/mpeg');
    assert.throws(speak({}), /text is required/);
    assert.throws(speak({ text: 'hello', pitch: 1 }), /no option pitch/);
    assert.throws(speak({ text: 'much too long' }), /text: is out of range/);
    assert.throws(speak({ text: 'hello', speed: 3 }), /speed: is out of range/);
    assert.throws(speak({ text: 'hello', as: 'bubble' }), /as: is none of the choices/);
    assert.throws(
      () => discord.command({ user, guild, name: 'speak', options: { text: 'x', song: song('x.pdf') } }),
      /song: is not a type of file/,
    );
    assert.throws(() => discord.command({ user, guild, name: 'wallet' }), /needs a subcommand/);
    assert.throws(() => discord.command({ user, guild, name: 'other' }), /No command other/);
    assert.throws(
      () => discord.command({ user, channel: discord.groupChannel(user), name: 'speak' }),
      /not offered here/,
    );
    const { got } = await session.slash({
      user,
      name: 'speak',
      options: { text: 'hello', speed: 1, song: song('x.MP3') },
    });
    assert.equal(got.options.getNumber('speed'), 1);
    assert.equal(got.options.getString('text', true), 'hello');
    assert.ok(got.inGuild() === false);
  });

  it('presses a button that is there, enabled, and theirs to see', async () => {
    await using discord = await start();
    const guild = discord.guild();
    const user = discord.user();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user, guild, name: 'try' });
    const button = (disabled: boolean) =>
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        new ButtonBuilder()
          .setCustomId('get')
          .setLabel('Get')
          .setStyle(ButtonStyle.Primary)
          .setDisabled(disabled),
      );
    await got.reply({ content: 'ready', components: [button(false)], flags: MessageFlags.Ephemeral });
    const message = sent.original();
    assert.ok(message !== undefined);
    assert.deepEqual(
      message.controls.map(({ label }) => label),
      ['Get'],
    );
    assert.throws(() => discord.press(message, 'other', { user }), /No control other/);
    assert.throws(() => discord.press(message, 'get', { user: discord.user() }), /Nobody else/);

    const arrived = arrival<ButtonInteraction>(session);
    const pressed = discord.press(message, 'get', { user });
    const interaction = await arrived;
    assert.equal(interaction.message.id, message.id);
    await interaction.update({ content: 'taken', components: [button(true)] });
    assert.equal(pressed.original()?.id, message.id);
    assert.equal(message.content, 'taken');
    assert.throws(() => discord.press(message, 'get', { user }), /disabled/);
    await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
    assert.equal(pressed.followUps.length, 1);
    discord.assertClean();
  });

  it('cannot be answered by changing a message that there is not', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    const answer = got.client.rest.post(`/interactions/${got.id}/${got.token}/callback`, {
      auth: false,
      body: { type: 6 },
    });
    await refused(answer, 50035);
  });

  it('fills a modal in, with files', async () => {
    await using discord = await start();
    await using session = await login(discord);
    const { sent, got } = await session.slash({ user: discord.user(), guild: discord.guild(), name: 'try' });
    const modal = new ModalBuilder()
      .setCustomId('stems')
      .setTitle('Stems')
      .addLabelComponents(
        new LabelBuilder()
          .setLabel('Song')
          .setFileUploadComponent(new FileUploadBuilder().setCustomId('song').setMaxValues(1)),
      );
    await got.showModal(modal);
    const song = discord.upload(Buffer.from('song'), 'song.mp3', 'audio/mpeg');
    assert.throws(() => discord.submitModal(sent, { other: 'x' }), /no field other/);
    const arrived = arrival<ModalSubmitInteraction>(session);
    const submitted = discord.submitModal(sent, { song: [song] });
    const interaction = await arrived;
    assert.equal(interaction.fields.getUploadedFiles('song', true).first()?.id, song.id);
    await interaction.reply('thanks');
    assert.equal(submitted.original()?.content, 'thanks');
    discord.assertClean();
  });

  it('picks a message command on a voice message and on a forwarded one, which arrive whole', async () => {
    await using discord = await start();
    const { general } = discord.guild();
    const user = discord.user();
    await using session = await login(discord);
    await session.client.application.commands.set(COMMANDS);
    const voice = discord.message(general, {
      author: user,
      voice: true,
      attachments: [
        discord.upload(Buffer.from('ogg'), 'voice-message.ogg', 'audio/ogg', {
          durationSeconds: 2.5,
          waveform: 'AAAA',
        }),
      ],
    });
    const forwarded = discord.message(general, { author: user, forwards: voice });
    const pick = async (message: typeof voice) => {
      const arrived = arrival<MessageContextMenuCommandInteraction>(session);
      const sent = discord.messageCommand('Split stems', message, { user });
      return { sent, got: await arrived };
    };
    const direct = await pick(voice);
    assert.ok(direct.got.targetMessage.flags.has(MessageFlags.IsVoiceMessage));
    assert.equal(direct.got.targetMessage.attachments.first()?.duration, 2.5);
    await direct.got.deferReply();
    assert.equal(direct.sent.original()?.loading, true);

    const second = await pick(forwarded);
    assert.equal(second.got.targetMessage.attachments.size, 0);
    assert.equal(second.got.targetMessage.messageSnapshots.first()?.attachments.size, 1);
    assert.deepEqual(complaints(discord), []);
  });
});
