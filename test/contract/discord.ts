import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { MessageFlags } from 'discord.js';
import { startDiscordWorld } from '../bots/discord/fixtures/discord-world.ts';
import type {
  FakeAttachment,
  FakeDiscord,
  FakeGuild,
  FakeInteraction,
  FakeMessage,
  FakeUser,
} from '../fakes/discord/fake-discord.ts';
import type { WorldSettings } from '../fakes/world.ts';
import type { Chat, Exchange, Handed, Person, Shown, ShownFile } from './chat.ts';
import { plainLines } from './plain-lines.ts';
import { sortedFiles } from './sorted-files.ts';

/** What reading languages are called there. */
const LOCALE = { en: 'en-US', 'zh-CN': 'zh-CN' } as const;

/** A server on Discord, with the real discord.js. */
export async function openDiscordChat(settings: WorldSettings): Promise<Chat> {
  const here = await startDiscordWorld({ world: settings });
  const { discord, world } = here;
  const guild = discord.guild();
  return {
    world,
    hasVoiceMessages: true,
    tenant: `discord:${guild.id}`,
    person: async (locale) => personOf(discord, guild, discord.user({ locale: LOCALE[locale] }), locale),
    restart: () => here.restart(),
    assertClean: () => discord.assertClean(),
    [Symbol.asyncDispose]: () => here[Symbol.asyncDispose](),
  };
}

function personOf(discord: FakeDiscord, guild: FakeGuild, user: FakeUser, locale: Person['locale']): Person {
  const upload = async ({ path, name, mimeType }: Handed): Promise<FakeAttachment> =>
    discord.upload(await readFile(path), name, mimeType);

  /** Messages of the bot that do not answer an interaction, though the member sees them. */
  const elsewhere = (): readonly FakeMessage[] =>
    [...discord.messagesIn(guild.general), ...discord.dms(user)].filter(
      ({ author, interactionId }) => author.id === discord.botUserId && interactionId === undefined,
    );

  const begin = (send: () => FakeInteraction): Exchange => {
    const before = elsewhere().length;
    return exchangeOf(send(), before);
  };

  const exchangeOf = (call: FakeInteraction, before: number): Exchange => {
    const messages = () =>
      [...new Set([...call.messages, ...elsewhere().slice(before)])].filter(
        ({ loading, removed }) => !loading && !removed,
      );
    return {
      answered: () => call.until(([original]) => original?.loading === false),
      shown: async () => besideVoices(messages(), user, discord.directChannel(user).id),
      async press(label) {
        const pressed = messages().flatMap((message) =>
          message.controls
            .filter((control) => control.label === label)
            .map(({ customId }) => ({ message, customId })),
        );
        const [one, ...more] = pressed;
        assert.ok(one?.customId !== undefined && more.length === 0, `there is not one button ${label}`);
        const { message, customId } = one;
        return begin(() => discord.press(message, customId, { user, guild }));
      },
    };
  };

  return {
    locale,
    async ask({ command: name, subcommand, options = {}, file, secrets }) {
      const attached = file === undefined ? {} : { [file.option]: await upload(file) };
      const send = () =>
        discord.command({
          user,
          guild,
          name,
          ...(subcommand !== undefined && { subcommand }),
          options: { ...options, ...attached },
        });
      if (secrets === undefined) return begin(send);
      const call = send();
      await call.acknowledged();
      return begin(() => discord.submitModal(call, secrets));
    },
    async splitStems(song) {
      const attachments = [await upload(song)];
      const message = discord.message(guild.general, { author: discord.user(), attachments });
      return begin(() => discord.messageCommand('Split stems', message, { user, guild }));
    },
  };
}

/** A voice message has no words; they are the message it refers to. For people who hear and read, the two are one. */
function besideVoices(messages: readonly FakeMessage[], user: FakeUser, directId: string): readonly Shown[] {
  const isVoice = ({ flags }: FakeMessage) => (flags & MessageFlags.IsVoiceMessage) !== 0;
  const voices = messages.filter(isVoice);
  const words = messages.filter((message) => !isVoice(message));
  assert.ok(voices.every(({ replyTo }) => words.some(({ id }) => id === replyTo)));
  return words.map((message) => {
    const shown = messageShown(message, user, directId);
    const said = voices.filter(({ replyTo }) => replyTo === message.id);
    return { ...shown, sounds: [...shown.sounds, ...said.flatMap((one) => one.attachments.map(fileShown))] };
  });
}

function messageShown(message: FakeMessage, { mention }: FakeUser, directId: string): Shown {
  const { content, embeds, attachments, controls, ephemeral, channel } = message;
  const descriptions = embeds.map((embed) => String(embed['description'] ?? ''));
  const files = attachments.map(fileShown);
  return {
    // Where Discord itself doesn't show whose message it is, it begins with their name.
    text: plainLines([content.replace(`${mention} `, ''), ...descriptions].map(withoutMarkdown).join('\n')),
    ...sortedFiles(files),
    // A list to choose from, and its pages, are a form of their own.
    buttons: controls.flatMap(({ label, customId }) =>
      /^(?:pick|turn)\|/.test(customId) ? [] : (label ?? []),
    ),
    audience: ephemeral || channel.id === directId ? 'asker' : 'everyone',
  };
}

function fileShown({ name, contentType, bytes, description }: FakeAttachment): ShownFile {
  return { name, mimeType: contentType, bytes, alt: description };
}

/** What Discord's own client would show: signs that are not escaped vanish. In code nothing but its end has a meaning. */
function withoutMarkdown(text: string): string {
  return text
    .replace(/<@(\d+)>/g, '@discord:$1')
    .replace(/<@&(\d+)>/g, '@&$1')
    .split(/(```\n[\s\S]*?\n```|`[^`\n]+`)/)
    .map((piece, index) =>
      index % 2 === 1 ? piece : piece.replace(/\\(.)|[*_~|]/g, (_mark, escaped?: string) => escaped ?? ''),
    )
    .join('');
}
