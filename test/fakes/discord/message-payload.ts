import { attachmentJson } from './files.ts';
import { FLAG } from './message-body.ts';
import { memberJson, userJson } from './payloads.ts';
import type { InteractionRecord, Json, MessageRecord, State } from './state.ts';

/** A message as Discord shows it. `blank` leaves out what needs the Message Content intent. */
export function messageJson(
  state: State,
  message: MessageRecord,
  isBlank: (one: MessageRecord) => boolean = () => false,
): Json {
  const mentioned = message.mentions.flatMap((id) => state.users.get(id) ?? []);
  return {
    id: message.id,
    channel_id: message.channelId,
    author: userJson(message.author),
    type: message.type,
    timestamp: new Date(message.createdMs).toISOString(),
    edited_timestamp: message.editedMs === undefined ? null : new Date(message.editedMs).toISOString(),
    tts: false,
    pinned: false,
    mention_everyone: false,
    mention_roles: [],
    mentions: mentioned.map(userJson),
    ...contentJson(state, message, isBlank(message)),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...responseJson(state, message),
    ...referenceJson(state, message, isBlank),
  };
}

function contentJson(state: State, message: MessageRecord, blank: boolean): Json {
  const flags = (message.flags & ~FLAG.loading) | (message.loading ? FLAG.loading : 0);
  if (blank) return { content: '', attachments: [], embeds: [], components: [], flags };
  return {
    content: message.content,
    attachments: message.attachments.map((file) => attachmentJson(state, file)),
    embeds: message.embeds.map((embed) => ({ type: 'rich', ...embed })),
    components: numbered(message.components),
    flags,
  };
}

/** Discord gives every component a number. */
function numbered(components: readonly Json[]): readonly Json[] {
  let last = 0;
  const number = (part: Json): Json => {
    last += 1;
    const id = part['id'] ?? last;
    const inner = part['components'];
    return Array.isArray(inner) ? { ...part, id, components: inner.map(number) } : { ...part, id };
  };
  return components.map(number);
}

function responseJson(state: State, message: MessageRecord): Json {
  const interaction = state.interactions.get(message.interactionId ?? '');
  if (interaction === undefined) return {};
  return {
    webhook_id: state.applicationId,
    application_id: state.applicationId,
    interaction_metadata: metadataJson(interaction),
  };
}

function metadataJson({ id, kind, user, isUserInstall, channel, source }: InteractionRecord): Json {
  const owners = isUserInstall ? { 1: user.id } : { 0: channel.guildId ?? '0' };
  const base = { id, user: userJson(user), authorizing_integration_owners: owners };
  switch (kind) {
    case 'component':
      return { ...base, type: 3, interacted_message_id: source?.id };
    case 'modal':
      // Every modal came from a command or a button, which Discord tells of too.
      return { ...base, type: 5, triggering_interaction_metadata: { ...base, type: 2 } };
    default:
      return { ...base, type: 2 };
  }
}

function referenceJson(state: State, message: MessageRecord, isBlank: (one: MessageRecord) => boolean): Json {
  const { reference, snapshot } = message;
  if (snapshot !== undefined) {
    const { content, attachments, embeds, components, flags } = contentJson(
      state,
      snapshot,
      isBlank(message),
    );
    return {
      message_reference: { type: 1, channel_id: snapshot.channelId, message_id: snapshot.id },
      message_snapshots: [
        {
          message: {
            type: snapshot.type,
            timestamp: new Date(snapshot.createdMs).toISOString(),
            edited_timestamp: null,
            mentions: [],
            mention_roles: [],
            content,
            attachments,
            embeds,
            components,
            flags,
          },
        },
      ],
    };
  }
  if (reference === undefined) return {};
  return {
    message_reference: {
      type: 0,
      channel_id: reference.channelId,
      message_id: reference.id,
      ...(message.channel.guildId !== undefined && { guild_id: message.channel.guildId }),
    },
    // One level deep, as Discord sends it.
    referenced_message: reference.removed
      ? null
      : messageJson(state, { ...reference, reference: undefined, content: reference.content }, isBlank),
  };
}

/** What the bot must not read of a message without the Message Content intent. */
export function hidesContent(state: State, message: MessageRecord): boolean {
  return !(
    message.authorId === state.bot.id ||
    message.channel.kind === 'direct' ||
    message.mentions.includes(state.bot.id)
  );
}

/** A message as an event, with where it is and who wrote it. */
export function messageEventJson(
  state: State,
  message: MessageRecord,
  isBlank: (one: MessageRecord) => boolean,
): Json {
  const { guild, kind } = message.channel;
  return {
    ...messageJson(state, message, isBlank),
    ...(guild === undefined
      ? { channel_type: kind === 'direct' ? 1 : 3 }
      : { guild_id: guild.id, member: memberJson(state, message.author, guild) }),
  };
}
