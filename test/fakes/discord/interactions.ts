import { randomBytes } from 'node:crypto';
import { PermissionFlagsBits as Bit } from 'discord.js';
import { HUNG_MS } from '../until.ts';
import type { InteractionContext } from './fake-discord.ts';
import { channelJson, memberJson, userJson } from './payloads.ts';
import { botPermissionsIn, fileLimitIn, has, memberPermissionsIn } from './permissions.ts';
import type {
  ChannelRecord,
  InteractionKind,
  InteractionRecord,
  Json,
  MessageRecord,
  State,
} from './state.ts';

/** How long a token works after the interaction was made. */
const TOKEN_LIFETIME_MS = 15 * 60_000;

const TYPE: Readonly<Record<InteractionKind, number>> = {
  command: 2,
  component: 3,
  autocomplete: 4,
  modal: 5,
};

/** What an interaction is, besides where it happens. */
export interface NewInteraction {
  readonly kind: InteractionKind;
  readonly data: Json;
  /** Of the response: 20 to a slash command, 23 to a message command, 0 otherwise. */
  readonly messageType: number;
  readonly source?: MessageRecord;
  /** The source as the event brings it. */
  readonly sourceJson?: Json;
}

/** Makes an interaction and sends it to the bot. */
export function sendInteraction(
  state: State,
  where: InteractionContext,
  what: NewInteraction,
): InteractionRecord {
  const record = createInteraction(state, where, what);
  state.interactions.set(record.id, record);
  const event = eventJson(state, record, what);
  state.dispatch('INTERACTION_CREATE', record.channel.guildId, () => event);
  return record;
}

/** The channel something happens in. */
export function placeOf(state: State, where: InteractionContext): ChannelRecord {
  const given = where.channel ?? where.guild?.general;
  const id = given?.id ?? directChannelId(state, where.user.id) ?? '';
  const channel = state.channels.get(id);
  if (channel === undefined) throw new Error('That channel is of another Discord');
  return channel;
}

function directChannelId(state: State, userId: string): string | undefined {
  for (const channel of state.channels.values())
    if (channel.kind === 'direct' && channel.recipients[0]?.id === userId) return channel.id;
  return undefined;
}

function createInteraction(state: State, where: InteractionContext, what: NewInteraction): InteractionRecord {
  const channel = placeOf(state, where);
  const user = state.users.get(where.user.id);
  if (user === undefined) throw new Error('That user is of another Discord');
  const isMember = channel.kind === 'direct' || channel.guild?.hasBot === true;
  const isUserInstall = where.install === undefined ? !isMember : where.install === 'user';
  if (!isUserInstall && !isMember) throw new Error('The bot is not there: only a user install works');
  const id = state.nextId(where.sentAgoMs);
  return {
    id,
    token: randomBytes(48).toString('base64url'),
    kind: what.kind,
    createdMs: state.clock.now(),
    user,
    channel,
    isUserInstall,
    appPermissions: where.appPermissions ?? appPermissionsIn(channel, isUserInstall),
    memberPermissions: where.memberPermissions ?? memberPermissionsIn(channel),
    attachmentSizeLimit: where.attachmentSizeLimit ?? fileLimitIn(state, channel),
    locale: where.locale ?? user.locale,
    source: what.source,
    messageType: what.messageType,
    acknowledgement: undefined,
    response: undefined,
    followUps: [],
    expired: false,
    acknowledged() {
      return state.changes.until(
        () => this.acknowledgement,
        HUNG_MS,
        () => `interaction ${id} got no response`,
      );
    },
    original() {
      return this.response;
    },
    get messages() {
      return [...(this.response === undefined ? [] : [this.response]), ...this.followUps];
    },
    async until(wish, withinMs = HUNG_MS) {
      await state.changes.until(
        () => (wish(this.messages) ? true : undefined),
        withinMs,
        () => inShort(this.messages),
      );
    },
    expire() {
      this.expired = true;
    },
  };
}

/** Where only a user installed the app, it may do what the user may. */
function appPermissionsIn(channel: ChannelRecord, isUserInstall: boolean): bigint {
  return isUserInstall ? memberPermissionsIn(channel) : botPermissionsIn(channel);
}

/** What stands there, for a test that waited in vain. */
export function inShort(
  messages: readonly { content: string; attachments: readonly { name: string }[] }[],
): string {
  return JSON.stringify(
    messages.map(({ content, attachments }) => ({ content, files: attachments.map(({ name }) => name) })),
  );
}

/** True once the token works no more. */
export function isExpired(state: State, interaction: InteractionRecord): boolean {
  return interaction.expired || state.clock.now() - interaction.createdMs > TOKEN_LIFETIME_MS;
}

/** True where Discord shows a response to one member only, whatever the bot asked for. */
export function isForcedPrivate(interaction: InteractionRecord): boolean {
  const { isUserInstall, channel, memberPermissions } = interaction;
  return isUserInstall && channel.guild !== undefined && !has(memberPermissions, Bit.UseExternalApps);
}

function eventJson(state: State, record: InteractionRecord, what: NewInteraction): Json {
  const { channel, user } = record;
  const { guild } = channel;
  const member =
    guild === undefined
      ? { user: userJson(user) }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: {
            ...memberJson(state, user, guild),
            user: userJson(user),
            permissions: String(record.memberPermissions),
          },
        };
  return {
    version: 1,
    id: record.id,
    application_id: state.applicationId,
    type: TYPE[record.kind],
    token: record.token,
    data: what.data,
    channel_id: channel.id,
    channel: channelJson(channel),
    ...member,
    ...(what.sourceJson !== undefined && { message: what.sourceJson }),
    app_permissions: String(record.appPermissions),
    locale: record.locale,
    entitlements: [],
    authorizing_integration_owners: owners(record),
    context: contextOf(channel),
    attachment_size_limit: record.attachmentSizeLimit,
  };
}

function owners({ isUserInstall, channel, user }: InteractionRecord): Json {
  if (isUserInstall) return { 1: user.id };
  return { 0: channel.guildId ?? '0' };
}

/** 0 in a server, 1 in the bot's direct messages, 2 in somebody else's. */
export function contextOf(channel: ChannelRecord): number {
  if (channel.guild !== undefined) return 0;
  return channel.kind === 'direct' ? 1 : 2;
}
