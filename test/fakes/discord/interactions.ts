import { randomBytes } from 'node:crypto';
import { PermissionFlagsBits as Bit, GatewayIntentBits as Intent } from 'discord.js';
import { findCommand, slashCommandData } from './commands.ts';
import type { FakeDiscord, InteractionContext } from './fake-discord.ts';
import { FLAG } from './message-rules.ts';
import { addMessage } from './messages.ts';
import { submittedData } from './modal-rules.ts';
import { channelJson, memberJson, messageEventJson, messageJson, ownersJson, userJson } from './payloads.ts';
import { botPermissionsIn, directChannelOf, has, memberPermissionsIn } from './places.ts';
import {
  type FakeChannel,
  type FakeInteraction,
  type FakeMessage,
  INTERACTION_TYPE,
  type Json,
  type State,
} from './state.ts';

/** How long a token works after the interaction was made. */
const TOKEN_LIFETIME_MS = 15 * 60_000;

/** Bytes a file may have: of Discord's limits, the one of servers without boosts. */
export const FILE_LIMIT_BYTES = 10 * 1024 ** 2;

/** What an interaction is, besides where it happens. */
interface NewInteraction {
  readonly kind: FakeInteraction['kind'];
  readonly data: Json;
  readonly messageType?: number;
  readonly source?: FakeMessage;
}

type Acts = 'command' | 'autocomplete' | 'press' | 'submitModal' | 'messageCommand' | 'message';

/** What members do. */
export function createActs(state: State): Pick<FakeDiscord, Acts> {
  return {
    command: (call) =>
      send(state, call, { kind: 'command', data: slashCommandData(state, call), messageType: 20 }),
    async autocomplete(call) {
      const data = slashCommandData(state, call);
      const { data: answer } = await send(state, call, { kind: 'autocomplete', data }).acknowledged();
      return (answer as { choices: { name: string; value: string }[] }).choices;
    },
    press(message, customId, context, value) {
      if (message.removed) throw new Error('The message is gone');
      if (message.visibleTo !== undefined && message.visibleTo !== context.user.id)
        throw new Error('Nobody else sees that message');
      if (!message.controls.some((one) => one.customId === customId && one.value === value))
        throw new Error(`No control ${customId} on: ${JSON.stringify(message.controls)}`);
      // A button on a user-installed app's response belongs to that install.
      const origin = state.interactions.get(message.interactionId ?? '');
      const install = origin?.isUserInstall === true ? ({ install: 'user' } as const) : {};
      const data =
        value === undefined
          ? { custom_id: customId, component_type: 2, id: 1 }
          : { custom_id: customId, component_type: 3, id: 1, values: [value] };
      const where = { channel: message.channel, ...install, ...context };
      return send(state, where, { kind: 'component', data, source: message });
    },
    submitModal(interaction, values) {
      const { acknowledgement, isUserInstall, source, ...where } = interaction;
      if (acknowledgement?.type !== 9) throw new Error('That interaction was not answered with a modal');
      const data = submittedData(state, acknowledgement.data, values);
      const install = isUserInstall ? 'user' : 'guild';
      return send(state, { ...where, install }, { kind: 'modal', data, ...(source && { source }) });
    },
    messageCommand(name, message, context) {
      const where = { channel: message.channel, ...context };
      const resolved = { messages: { [message.id]: messageJson(state, message) } };
      const id = findCommand(state, { ...where, name }, 3)?.id ?? state.nextId();
      const data = { id, name, type: 3, target_id: message.id, resolved };
      return send(state, where, { kind: 'command', data, messageType: 23 });
    },
    message(channel, said) {
      const { author, content = '', attachments = [], replyTo: reference, forwards: snapshot } = said;
      const named = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id);
      // A reply to a response of an interaction mentions nobody by itself.
      const pinged = said.ping === false || reference?.interactionId !== undefined ? undefined : reference;
      const mentions = new Set([...named, ...(pinged === undefined ? [] : [pinged.author.id])]);
      const message = addMessage(state, {
        ...{ channel, author, content, attachments },
        flags: (said.voice === true ? FLAG.voice : 0) | (snapshot === undefined ? 0 : FLAG.snapshot),
        mentions: [...mentions].filter((id) => state.users.has(id)),
        ...(reference !== undefined && { reference }),
        ...(snapshot !== undefined && { snapshot }),
      });
      dispatchMessage(state, 'MESSAGE_CREATE', message);
      return message;
    },
  };
}

/** Tells of a message as each session's intents have it. Of an ephemeral one nobody hears. */
export function dispatchMessage(
  state: State,
  event: `MESSAGE_${'CREATE' | 'UPDATE'}`,
  message: FakeMessage,
): void {
  const { channel } = message;
  if (channel.kind === 'group' || message.ephemeral || !has(botPermissionsIn(channel), Bit.ViewChannel))
    return;
  const needed = channel.guild === undefined ? Intent.DirectMessages : Intent.GuildMessages;
  state.dispatch(event, channel.guild?.id, (intents) =>
    (intents & needed) === 0 ? undefined : messageEventJson(state, message),
  );
}

/** The channel something happens in. */
export function placeOf(state: State, { channel, guild, user }: InteractionContext): FakeChannel {
  const place = channel ?? guild?.general ?? directChannelOf(state, user.id);
  if (place === undefined) throw new Error('That user is of another Discord');
  return place;
}

/** Makes an interaction and sends it to the bot. */
function send(state: State, where: InteractionContext, what: NewInteraction): FakeInteraction {
  const channel = placeOf(state, where);
  const { user } = where;
  const isMember = channel.kind === 'direct' || channel.guild?.hasBot === true;
  const isUserInstall = where.install === undefined ? !isMember : where.install === 'user';
  if (!isUserInstall && !isMember) throw new Error('The bot is not there: only a user install works');
  const memberPermissions = where.memberPermissions ?? memberPermissionsIn(channel);
  // Where only a user installed the app, it may do what the user may.
  const own = isUserInstall ? memberPermissionsIn(channel) : botPermissionsIn(channel);
  const { changes, clock } = state;
  const id = state.nextId(where.sentAgoMs);
  const interaction: FakeInteraction = {
    ...{ id, token: randomBytes(48).toString('base64url'), kind: what.kind, createdMs: clock.now() },
    ...{ user, channel, isUserInstall, memberPermissions, locale: where.locale ?? user.locale },
    appPermissions: where.appPermissions ?? own,
    attachmentSizeLimit: where.attachmentSizeLimit ?? FILE_LIMIT_BYTES,
    ...{ source: what.source, messageType: what.messageType ?? 0 },
    ...{ acknowledgement: undefined, response: undefined, followUps: [], expired: false },
    acknowledged() {
      return changes.until(
        () => this.acknowledgement,
        () => `interaction ${id} gets a response`,
      );
    },
    original() {
      return this.response;
    },
    get messages() {
      const replies = [...(this.response === undefined ? [] : [this.response]), ...this.followUps];
      // The bot's own messages name the member.
      const isOwn = (one: FakeMessage): boolean =>
        one.author === state.bot && one.channel === channel && one.createdMs >= this.createdMs;
      const own = [...state.messages.values()].filter(
        (one) => isOwn(one) && one.content.startsWith(user.mention),
      );
      return [...new Set([...replies, ...own])].filter(({ removed }) => !removed);
    },
    async until(wish) {
      await changes.until(
        () => wish(this.messages) || undefined,
        () => `the messages are as wished: ${inShort(this.messages)}`,
      );
    },
    expire() {
      this.expired = true;
    },
  };
  state.interactions.set(id, interaction);
  const event = eventJson(state, interaction, what);
  state.deliver(interaction, event);
  return interaction;
}

/** What stands there, for a test that waited in vain. */
export function inShort(messages: readonly FakeMessage[]): string {
  return JSON.stringify(
    messages.map(({ content, attachments }) => ({ content, files: attachments.map(({ name }) => name) })),
  );
}

/** True once the token works no more. */
export function isExpired({ clock }: State, { expired, createdMs }: FakeInteraction): boolean {
  return expired || clock.now() - createdMs > TOKEN_LIFETIME_MS;
}

function eventJson(state: State, interaction: FakeInteraction, { data, source }: NewInteraction): Json {
  const { id, token, channel, user, locale } = interaction;
  const { guild } = channel;
  const permissions = String(interaction.memberPermissions);
  return {
    ...{ version: 1, id, application_id: state.applicationId, type: INTERACTION_TYPE[interaction.kind] },
    ...{ token, data, channel_id: channel.id, channel: channelJson(channel), locale, entitlements: [] },
    ...(guild === undefined
      ? { user: userJson(user) }
      : {
          ...{ guild_id: guild.id, guild: { id: guild.id, locale: guild.locale, features: [] } },
          guild_locale: guild.locale,
          member: { ...memberJson(user, guild), user: userJson(user), permissions },
        }),
    ...(source !== undefined && { message: messageJson(state, source) }),
    app_permissions: String(interaction.appPermissions),
    authorizing_integration_owners: ownersJson(interaction),
    context: contextOf(channel),
    attachment_size_limit: interaction.attachmentSizeLimit,
  };
}

/** 0 in a server, 1 in the bot's direct messages, 2 in someone else's. */
export function contextOf({ guild, kind }: FakeChannel): number {
  return guild !== undefined ? 0 : kind === 'direct' ? 1 : 2;
}
