import { PermissionFlagsBits as Bit } from 'discord.js';
import { z } from 'zod';
import { gatewayUrl } from './gateway.ts';
import { dispatchMessage, FILE_LIMIT_BYTES } from './interactions.ts';
import { type MessageBody, readMessageBody } from './message-rules.ts';
import { addMessage, contentsOf, editMessage } from './messages.ts';
import {
  applicationJson,
  channelJson,
  memberJson,
  messageJson,
  rolesJson,
  seenMessageJson,
  userJson,
} from './payloads.ts';
import { botPermissionsIn, directChannelOf, has, seenChannel, writingRefusal } from './places.ts';
import { refuse } from './refusal.ts';
import { listCommands, listGuilds, register } from './registration.ts';
import { editResponse, followUp, readResponse, respond, withdraw } from './responses.ts';
import { type ApiRequest, checkContents, type Route } from './route.ts';
import type { FakeChannel, FakeGuild, FakeMessage, Json, State } from './state.ts';

/** How long Discord remembers a nonce. "The past few minutes", say the docs. */
const NONCE_LIFETIME_MS = 5 * 60_000;

const WEBHOOK = '/webhooks/{webhook_id}/{webhook_token}';
const COMMANDS = '/applications/{application_id}';

/** Every route that the bot calls, and no other. */
export function createRoutes(shards: number): readonly Route[] {
  return [
    {
      method: 'GET',
      template: '/gateway',
      auth: 'none',
      handle: ({ state }) => ({ url: gatewayUrl(state) }),
    },
    {
      method: 'GET',
      template: '/gateway/bot',
      auth: 'bot',
      handle: ({ state }) => ({
        ...{ url: gatewayUrl(state), shards },
        // As many at once as there are shards; the real one lets small bots start one in five seconds.
        session_start_limit: {
          ...{ total: 1_000, remaining: 999, reset_after: 86_400_000, max_concurrency: shards },
        },
      }),
    },
    {
      method: 'GET',
      template: '/applications/@me',
      auth: 'bot',
      handle: ({ state }) => applicationJson(state),
    },
    ...[`${COMMANDS}/commands`, `${COMMANDS}/guilds/{guild_id}/commands`].flatMap((template): Route[] => [
      { method: 'PUT', template, auth: 'bot', handle: register },
      { method: 'GET', template, auth: 'bot', handle: listCommands },
    ]),
    {
      method: 'GET',
      template: '/guilds/{guild_id}/roles',
      auth: 'bot',
      handle: ({ state, params }) => rolesJson(ownGuild(state, params)),
    },
    { method: 'GET', template: '/guilds/{guild_id}/members/{user_id}', auth: 'bot', handle: readMember },
    { method: 'GET', template: '/users/@me/guilds', auth: 'bot', handle: listGuilds },
    { method: 'POST', template: '/users/@me/channels', auth: 'bot', handle: openDirectChannel },
    {
      method: 'GET',
      template: '/channels/{channel_id}',
      auth: 'bot',
      handle: ({ state, params }) => channelJson(seenChannel(state, params['channel_id'])),
    },
    { method: 'POST', template: '/channels/{channel_id}/messages', auth: 'bot', handle: post },
    { method: 'GET', template: '/channels/{channel_id}/messages/{message_id}', auth: 'bot', handle: read },
    { method: 'PATCH', template: '/channels/{channel_id}/messages/{message_id}', auth: 'bot', handle: edit },
    {
      method: 'DELETE',
      template: '/channels/{channel_id}/messages/{message_id}',
      auth: 'bot',
      handle: remove,
    },
    {
      method: 'POST',
      template: '/interactions/{interaction_id}/{interaction_token}/callback',
      auth: 'token',
      handle: respond,
    },
    { method: 'POST', template: WEBHOOK, auth: 'token', handle: followUp },
    { method: 'GET', template: `${WEBHOOK}/messages/@original`, auth: 'token', handle: readResponse },
    // `@original` has routes of its own in the OpenAPI file.
    ...['@original', '{message_id}'].map(
      (name): Route => ({
        method: 'PATCH',
        template: `${WEBHOOK}/messages/${name}`,
        auth: 'token',
        handle: editResponse,
      }),
    ),
    ...['@original', '{message_id}'].map(
      (name): Route => ({
        method: 'DELETE',
        template: `${WEBHOOK}/messages/${name}`,
        auth: 'token',
        handle: withdraw,
      }),
    ),
  ];
}

/** The guild that a path names, if the bot is in it. @throws Refusal where it is not. */
function ownGuild(state: State, params: ApiRequest['params']): FakeGuild {
  const guild = state.guilds.get(params['guild_id'] ?? '');
  if (guild?.hasBot !== true) throw refuse.missingAccess();
  return guild;
}

function readMember({ state, params }: ApiRequest): Json {
  const guild = ownGuild(state, params);
  const user = state.users.get(params['user_id'] ?? '');
  if (user === undefined) throw refuse.unknownUser();
  return { ...memberJson(user, guild), user: userJson(user) };
}

function openDirectChannel({ state, body }: ApiRequest): Json {
  const read = z.strictObject({ recipient_id: z.string() }).safeParse(body);
  if (read.error !== undefined) throw refuse.issues(read.error);
  if (!state.users.has(read.data.recipient_id)) throw refuse.unknownUser();
  const channel = directChannelOf(state, read.data.recipient_id);
  if (channel === undefined) throw refuse.closedDms();
  return channelJson(channel);
}

function post(request: ApiRequest): Json {
  const { state, params, files } = request;
  const channel = seenChannel(state, params['channel_id']);
  const refusal = writingRefusal(channel);
  if (refusal !== undefined) throw refusal;
  const permissions = botPermissionsIn(channel);
  const body = readMessageBody(request.body, files, 'channel', request.complain);
  checkContents(request, body, permissions, fileLimitIn(channel));
  const reference = referenceOf(state, channel, body, permissions);
  const { nonce, flags = 0 } = body;
  const earlier = [...state.messages.values()].find(
    (one) =>
      one.channel === channel &&
      one.author === state.bot &&
      one.nonce === nonce &&
      one.createdMs >= state.clock.now() - NONCE_LIFETIME_MS,
  );
  if (body.enforce_nonce === true && nonce !== undefined && earlier !== undefined)
    return messageJson(state, earlier);
  respectSlowMode(state, channel);
  const message = addMessage(state, {
    ...{ channel, author: state.bot, flags, ...contentsOf(state, channel.id, body, files) },
    ...(nonce !== undefined && { nonce }),
    ...(reference !== undefined && { reference }),
  });
  dispatchMessage(state, 'MESSAGE_CREATE', message);
  return messageJson(state, message);
}

/** How large a file of the bot's own may be: nobody's subscription counts there. */
function fileLimitIn({ guild }: FakeChannel): number {
  return { 0: FILE_LIMIT_BYTES, 2: 50 * 1024 ** 2, 3: 100 * 1024 ** 2 }[guild?.boostLevel ?? 0];
}

function respectSlowMode({ clock }: State, channel: FakeChannel): void {
  const nowMs = clock.now();
  const freeMs = (channel.lastWrittenMs ?? Number.NEGATIVE_INFINITY) + channel.slowModeSeconds * 1_000;
  if (freeMs > nowMs) throw refuse.slowMode(freeMs - nowMs);
  channel.lastWrittenMs = nowMs;
}

function referenceOf(
  state: State,
  channel: FakeChannel,
  { message_reference: reference }: MessageBody,
  permissions: bigint,
): FakeMessage | undefined {
  if (reference === undefined) return undefined;
  if (!has(permissions, Bit.ReadMessageHistory)) throw refuse.noHistory();
  const message = state.messages.get(reference.message_id);
  if (message?.removed === false && !message.ephemeral && message.channel === channel) return message;
  if (reference.fail_if_not_exists === false) return undefined;
  const code = 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE';
  throw refuse.body({ path: ['message_reference'], code, message: 'Unknown message' });
}

/** Reads one message, without what needs the intent that the bot does not have. */
function read(request: ApiRequest): Json {
  const message = messageAt(request);
  if (!has(botPermissionsIn(message.channel), Bit.ReadMessageHistory)) throw refuse.missingAccess();
  return seenMessageJson(request.state, message);
}

/** The message that a path names. An ephemeral one is found by its interaction's token only. */
function messageAt({ state, params }: ApiRequest): FakeMessage {
  const channel = seenChannel(state, params['channel_id']);
  const message = state.messages.get(params['message_id'] ?? '');
  if (message?.removed !== false || message.ephemeral || message.channel !== channel)
    throw refuse.unknownMessage();
  return message;
}

function ownMessage(request: ApiRequest): FakeMessage {
  const message = messageAt(request);
  if (message.author !== request.state.bot) throw refuse.notYours();
  return message;
}

function remove(request: ApiRequest): undefined {
  ownMessage(request).remove();
}

function edit(request: ApiRequest): Json {
  const { state, files } = request;
  const message = ownMessage(request);
  const { channel } = message;
  if (channel.archived) throw refuse.archived();
  const body = readMessageBody(request.body, files, 'edit', request.complain);
  checkContents(request, body, botPermissionsIn(channel), fileLimitIn(channel));
  editMessage(state, message, body, files);
  dispatchMessage(state, 'MESSAGE_UPDATE', message);
  return messageJson(state, message);
}
