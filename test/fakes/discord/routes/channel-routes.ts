import { PermissionFlagsBits as Bit } from 'discord.js';
import { type MessageBody, readMessageBody } from '../message-body.ts';
import { hidesContent, messageJson } from '../message-payload.ts';
import { addMessage, editMessage, refuseEmpty, storeUploads } from '../messages.ts';
import { channelJson } from '../payloads.ts';
import { accessRefusal, botPermissionsIn, fileLimitIn, has, writingPermission } from '../permissions.ts';
import { refuse } from '../refusal.ts';
import type { ChannelRecord, Json, MessageRecord, State } from '../state.ts';
import { checkSizes, checkVoice } from './response-rules.ts';
import { type ApiAnswer, type ApiRequest, param, type Route } from './route.ts';

const CHANNEL = '/channels/{channel_id}';
const MESSAGE = `${CHANNEL}/messages/{message_id}`;

/** How long Discord remembers a nonce. "The past few minutes", say the docs. */
const NONCE_LIFETIME_MS = 5 * 60_000;

/** Channels and their messages, with the bot's token. */
export const channelRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: CHANNEL,
    auth: 'bot',
    handle: (request) => ({ body: channelJson(channelOf(request)) }),
  },
  { method: 'POST', template: `${CHANNEL}/messages`, auth: 'bot', takes: 'message', handle: create },
  { method: 'GET', template: `${CHANNEL}/messages`, auth: 'bot', handle: list },
  {
    method: 'GET',
    template: MESSAGE,
    auth: 'bot',
    handle: (request) => ({ body: readable(request.state, standing(request, readableChannel(request))) }),
  },
  { method: 'PATCH', template: MESSAGE, auth: 'bot', takes: 'edit', handle: edit },
  { method: 'DELETE', template: MESSAGE, auth: 'bot', handle: remove },
  {
    method: 'POST',
    template: `${CHANNEL}/typing`,
    auth: 'bot',
    handle(request) {
      writableChannel(request);
      return {};
    },
  },
];

function channelOf(request: ApiRequest): ChannelRecord {
  const channel = request.state.channels.get(param(request, 'channel_id'));
  const refusal = accessRefusal(channel);
  if (refusal !== undefined) throw refusal;
  if (channel === undefined) throw refuse.unknownChannel();
  return channel;
}

function readableChannel(request: ApiRequest): ChannelRecord {
  const channel = channelOf(request);
  if (!has(botPermissionsIn(channel), Bit.ReadMessageHistory)) throw refuse.missingPermissions();
  return channel;
}

function writableChannel(request: ApiRequest): ChannelRecord {
  const channel = channelOf(request);
  if (channel.kind === 'forum') throw refuse.forum();
  if (!has(botPermissionsIn(channel), writingPermission(channel))) throw refuse.missingPermissions();
  if (channel.archived) throw refuse.archived();
  if (channel.recipients.some(({ closedDms }) => closedDms)) throw refuse.closedDms();
  return channel;
}

function create(request: ApiRequest): ApiAnswer {
  const { state, files } = request;
  const channel = writableChannel(request);
  const permissions = botPermissionsIn(channel);
  const body = readMessageBody(request.body, files);
  if (files.length > 0 && !has(permissions, Bit.AttachFiles)) throw refuse.missingPermissions();
  if ((body.embeds?.length ?? 0) > 0 && !has(permissions, Bit.EmbedLinks)) throw refuse.missingPermissions();
  checkSizes(files, request.sizeBytes, fileLimitIn(state, channel));
  checkVoice(body, files, permissions);
  refuseEmpty(body, files.length);
  const reference = referenceOf(state, channel, body, permissions);

  const nonce = body.nonce === undefined || body.nonce === null ? undefined : String(body.nonce);
  const earlier = body.enforce_nonce === true && nonce !== undefined && sentBefore(state, channel, nonce);
  if (earlier) return { body: messageJson(state, earlier) };

  respectSlowMode(state, channel);
  const message = addMessage(state, {
    channel,
    author: state.bot,
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    flags: body.flags ?? 0,
    attachments: storeUploads(state, channel, body, files),
    ...(nonce !== undefined && { nonce }),
    ...(reference !== undefined && { reference }),
  });
  state.dispatchMessage('MESSAGE_CREATE', message);
  return { body: messageJson(state, message) };
}

function sentBefore(state: State, channel: ChannelRecord, nonce: string): MessageRecord | undefined {
  const since = state.clock.now() - NONCE_LIFETIME_MS;
  for (const message of state.messages.values())
    if (
      message.channelId === channel.id &&
      message.authorId === state.bot.id &&
      message.nonce === nonce &&
      message.createdMs >= since
    )
      return message;
  return undefined;
}

function respectSlowMode(state: State, channel: ChannelRecord): void {
  const nowMs = state.clock.now();
  const freeMs = (channel.lastWrittenMs ?? Number.NEGATIVE_INFINITY) + channel.slowModeSeconds * 1_000;
  if (freeMs > nowMs) throw refuse.slowMode(freeMs - nowMs);
  channel.lastWrittenMs = nowMs;
}

function referenceOf(
  state: State,
  channel: ChannelRecord,
  { message_reference: reference }: MessageBody,
  permissions: bigint,
): MessageRecord | undefined {
  if (reference === undefined || reference === null) return undefined;
  if (!has(permissions, Bit.ReadMessageHistory)) throw refuse.noHistory();
  const message = state.messages.get(reference.message_id);
  if (message !== undefined && !message.removed && !message.ephemeral && message.channelId === channel.id)
    return message;
  if (reference.fail_if_not_exists === false) return undefined;
  throw refuse.body([
    {
      path: ['message_reference'],
      code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE',
      message: 'Unknown message',
    },
  ]);
}

function list(request: ApiRequest): ApiAnswer {
  const { state, query } = request;
  const channel = readableChannel(request);
  const limit = Number(query['limit'] ?? 50);
  const messages = [...state.messages.values()]
    .filter((one) => one.channelId === channel.id && !one.removed && !one.ephemeral)
    .slice(-limit)
    .reverse();
  return { body: messages.map((message) => readable(state, message)) };
}

/** Over the API as over the gateway, content needs the intent. */
function readable(state: State, message: MessageRecord): Json {
  const mayRead = state.privilegedIntents.includes('messageContent');
  return messageJson(state, message, (one) => !mayRead && hidesContent(state, one));
}

function standing(request: ApiRequest, channel: ChannelRecord): MessageRecord {
  const message = request.state.messages.get(param(request, 'message_id'));
  if (message === undefined || message.removed || message.ephemeral || message.channelId !== channel.id)
    throw refuse.unknownMessage();
  return message;
}

function edit(request: ApiRequest): ApiAnswer {
  const { state, files } = request;
  const channel = channelOf(request);
  const message = standing(request, channel);
  if (message.authorId !== state.bot.id) throw refuse.notYours();
  if (channel.archived) throw refuse.archived();
  const body = readMessageBody(request.body, files, message.flags);
  if (files.length > 0 && !has(botPermissionsIn(channel), Bit.AttachFiles)) throw refuse.missingPermissions();
  checkSizes(files, request.sizeBytes, fileLimitIn(state, channel));
  editMessage(state, message, body, files);
  state.dispatchMessage('MESSAGE_UPDATE', message);
  return { body: messageJson(state, message) };
}

function remove(request: ApiRequest): ApiAnswer {
  const channel = channelOf(request);
  const message = standing(request, channel);
  if (message.authorId !== request.state.bot.id && !has(botPermissionsIn(channel), Bit.ManageMessages))
    throw refuse.missingPermissions();
  message.remove();
  return {};
}
