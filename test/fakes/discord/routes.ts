import { PermissionFlagsBits as Bit } from 'discord.js';
import { z } from 'zod';
import { commandsRule } from './command-rules.ts';
import type { UploadedFile } from './fake-discord.ts';
import { gatewayUrl } from './gateway.ts';
import { dispatchMessage, FILE_LIMIT_BYTES, isExpired } from './interactions.ts';
import { checkVoice, FLAG, type MessageBody, readMessageBody } from './message-rules.ts';
import { addMessage, contentsOf, editMessage } from './messages.ts';
import { applicationJson, channelJson, messageJson } from './payloads.ts';
import { botPermissionsIn, directChannelOf, has, seenChannel, writingRefusal } from './places.ts';
import { refuse } from './refusal.ts';
import {
  type FakeChannel,
  type FakeInteraction,
  type FakeMessage,
  INTERACTION_TYPE,
  type Json,
  type State,
} from './state.ts';

/** A request that found its route. */
export interface ApiRequest {
  readonly state: State;
  /** The values of `{…}` in the template. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** The whole body, as sent. */
  readonly sizeBytes: number;
  /** Notes what the real Discord takes but nobody may rely on. */
  complain(error: string): void;
}

/** One route, by the template that the OpenAPI file has for it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly template: string;
  /** `token`: the path itself proves who calls, and the bot's token must stay out of it. */
  readonly auth: 'bot' | 'token';
  /** The JSON that is answered; without any, 204. */
  handle(request: ApiRequest): unknown;
}

/** The largest request that holds more than one file. */
const MAX_REQUEST_BYTES = 25 * 1024 ** 2;
/** How long an interaction waits for its first response. */
const FIRST_RESPONSE_MS = 3_000;
/** How long Discord remembers a nonce. "The past few minutes", say the docs. */
const NONCE_LIFETIME_MS = 5 * 60_000;
/** What an app that only a user installed may add to one interaction. */
const MAX_USER_FOLLOW_UPS = 5;

const WEBHOOK = '/webhooks/{webhook_id}/{webhook_token}';
const COMMANDS = '/applications/{application_id}';

/** Every route that the bot calls, and no other. */
export function createRoutes(shards: number): readonly Route[] {
  return [
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
    ...[`${COMMANDS}/commands`, `${COMMANDS}/guilds/{guild_id}/commands`].map(
      (template): Route => ({ method: 'PUT', template, auth: 'bot', handle: register }),
    ),
    { method: 'POST', template: '/users/@me/channels', auth: 'bot', handle: openDirectChannel },
    {
      method: 'GET',
      template: '/channels/{channel_id}',
      auth: 'bot',
      handle: ({ state, params }) => channelJson(seenChannel(state, params['channel_id'])),
    },
    { method: 'POST', template: '/channels/{channel_id}/messages', auth: 'bot', handle: post },
    { method: 'PATCH', template: '/channels/{channel_id}/messages/{message_id}', auth: 'bot', handle: edit },
    {
      method: 'POST',
      template: '/interactions/{interaction_id}/{interaction_token}/callback',
      auth: 'token',
      handle: respond,
    },
    { method: 'POST', template: WEBHOOK, auth: 'token', handle: followUp },
    // `@original` has routes of its own in the OpenAPI file.
    ...['@original', '{message_id}'].map(
      (name): Route => ({
        method: 'PATCH',
        template: `${WEBHOOK}/messages/${name}`,
        auth: 'token',
        handle: editResponse,
      }),
    ),
    { method: 'DELETE', template: `${WEBHOOK}/messages/@original`, auth: 'token', handle: withdraw },
  ];
}

/** Replaces every command of the scope. A command keeps its id as long as its name. */
function register({ state, params, body, complain }: ApiRequest): readonly Json[] {
  const { guild_id: guildId } = params;
  const isKnown = guildId === undefined || state.guilds.get(guildId)?.hasBot === true;
  if (params['application_id'] !== state.applicationId || !isKnown) throw refuse.missingAccess();
  const scope = guildId ?? 'global';
  const read = commandsRule(guildId === undefined).safeParse(body);
  for (const { path, message } of read.error?.issues ?? []) complain(`${path.join('.')} ${message}`);
  if (read.error !== undefined) throw refuse.issues(read.error);
  const earlier = state.commands.get(scope) ?? [];
  const commands = read.data.map((json) => {
    const { name, type } = json;
    const same = earlier.find((one) => one.name === name && one.type === type);
    return { id: same?.id ?? state.nextId(), type, name, json };
  });
  state.commands.set(scope, commands);
  state.changes.tell();
  return commands.map(({ id, json }) => ({
    ...{ default_member_permissions: null, description: '', nsfw: false, ...json },
    ...{ id, version: id, application_id: state.applicationId },
    ...(guildId !== undefined && { guild_id: guildId }),
  }));
}

function openDirectChannel({ state, body }: ApiRequest): Json {
  const read = z.strictObject({ recipient_id: z.string() }).safeParse(body);
  if (read.error !== undefined) throw refuse.issues(read.error);
  if (!state.users.has(read.data.recipient_id)) throw refuse.unknownUser();
  const channel = directChannelOf(state, read.data.recipient_id);
  if (channel === undefined) throw refuse.closedDms();
  return channelJson(channel);
}

/** Each file against the limit, the request as a whole, and what files and embeds ask for. */
function checkContents(
  { files, sizeBytes }: ApiRequest,
  body: MessageBody,
  permissions: bigint,
  limitBytes = FILE_LIMIT_BYTES,
): void {
  if (files.some(({ bytes }) => bytes.byteLength > limitBytes)) throw refuse.tooLarge();
  if (files.length > 1 && sizeBytes > MAX_REQUEST_BYTES) throw refuse.tooLarge();
  const needed =
    (files.length > 0 ? Bit.AttachFiles : 0n) | ((body.embeds ?? []).length > 0 ? Bit.EmbedLinks : 0n);
  if (!has(permissions, needed)) throw refuse.missingPermissions();
  if (((body.flags ?? 0) & FLAG.voice) === 0) return;
  if (!has(permissions, Bit.SendVoiceMessages)) throw refuse.voiceForbidden();
  checkVoice(body, files);
}

function post(request: ApiRequest): Json {
  const { state, params, files } = request;
  const channel = seenChannel(state, params['channel_id']);
  const refusal = writingRefusal(channel);
  if (refusal !== undefined) throw refusal;
  const permissions = botPermissionsIn(channel);
  const body = readMessageBody(request.body, files, 'channel', request.complain);
  checkContents(request, body, permissions);
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

function edit(request: ApiRequest): Json {
  const { state, params, files } = request;
  const channel = seenChannel(state, params['channel_id']);
  const message = state.messages.get(params['message_id'] ?? '');
  if (message?.removed !== false || message.ephemeral || message.channel !== channel)
    throw refuse.unknownMessage();
  if (message.author !== state.bot) throw refuse.notYours();
  if (channel.archived) throw refuse.archived();
  const body = readMessageBody(request.body, files, 'edit', request.complain);
  checkContents(request, body, botPermissionsIn(channel));
  editMessage(state, message, body, files);
  dispatchMessage(state, 'MESSAGE_UPDATE', message);
  return messageJson(state, message);
}

const short = z.string().min(1).max(100);
/** The first responses that the bot gives: deferred, to autocomplete, and a modal with one text in each label. */
const callback = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal(5),
    data: z.strictObject({ flags: z.literal(FLAG.ephemeral) }).optional(),
  }),
  z.strictObject({
    type: z.literal(8),
    data: z.strictObject({
      choices: z
        .array(
          z.strictObject({
            ...{ name: short, value: z.union([z.number(), short]) },
            name_localizations: z.record(z.string(), short).optional(),
          }),
        )
        .max(25),
    }),
  }),
  z.strictObject({
    type: z.literal(9),
    data: z.strictObject({
      custom_id: short,
      title: z.string().min(1).max(45),
      components: z
        .array(
          z.strictObject({
            ...{ type: z.literal(18), label: z.string().min(1).max(45), description: z.string().max(100) },
            component: z.strictObject({
              ...{ type: z.literal(4), custom_id: short, style: z.literal([1, 2]), required: z.boolean() },
              max_length: z.int().min(1).max(4_000),
            }),
          }),
        )
        .min(1)
        .max(5),
    }),
  }),
]);

/** Which first responses suit which interaction. */
const SUITS: Readonly<Record<FakeInteraction['kind'], readonly number[]>> = {
  ...{ command: [5, 9], component: [5, 9], autocomplete: [8], modal: [5] },
};

/** Takes the first response to an interaction. */
function respond({ state, params, query, body, complain }: ApiRequest): Json | undefined {
  const interaction = state.interactions.get(params['interaction_id'] ?? '');
  if (interaction === undefined || interaction.token !== params['interaction_token'])
    throw refuse.unknownInteraction();
  if (interaction.acknowledgement !== undefined) throw refuse.acknowledged();
  const isLate = state.clock.now() - interaction.createdMs > FIRST_RESPONSE_MS;
  if (isLate || interaction.expired) throw refuse.unknownInteraction();
  const read = callback.safeParse(body);
  for (const { path, message } of read.error?.issues ?? []) complain(`${path.join('.')} ${message}`);
  if (read.error !== undefined) throw refuse.issues(read.error);
  const { type, data = {} } = read.data;
  if (!SUITS[interaction.kind].includes(type))
    throw refuse.body({
      path: ['type'],
      code: 'BASE_TYPE_CHOICES',
      message: 'It does not suit the interaction.',
    });
  const flags = type === 5 ? (read.data.data?.flags ?? 0) : 0;
  if (type === 5)
    interaction.response = addMessage(state, responseBase(state, interaction, flags | FLAG.loading));
  const ephemeral = interaction.response?.ephemeral ?? false;
  interaction.acknowledgement = { type, ephemeral, data };
  state.changes.tell();
  const { id, kind, channel, response } = interaction;
  if (response !== undefined) dispatchMessage(state, 'MESSAGE_CREATE', response);
  if (query.get('with_response') !== 'true') return undefined;
  const shown = response && {
    ...{ response_message_id: response.id, response_message_loading: true },
    response_message_ephemeral: ephemeral,
  };
  const place = { channel_id: channel.id, ...(channel.guild && { guild_id: channel.guild.id }) };
  return { interaction: { id, type: INTERACTION_TYPE[kind], ...place, ...shown } };
}

/** Where a response goes, and who sees it: the asker alone, where the server forbids apps that only a user installed. */
function responseBase({ bot }: State, interaction: FakeInteraction, flags: number) {
  const { id, channel, user, messageType, isUserInstall, memberPermissions } = interaction;
  const isForcedPrivate =
    isUserInstall && channel.guild !== undefined && !has(memberPermissions, Bit.UseExternalApps);
  const shown = isForcedPrivate ? flags | FLAG.ephemeral : flags;
  const visibility = (shown & FLAG.ephemeral) === 0 ? {} : { visibleTo: user.id };
  return { channel, author: bot, flags: shown, type: messageType, interactionId: id, ...visibility };
}

/** Finds the interaction a webhook path names. @throws Refusal where its token does not work (any more). */
function interactionOf({ state, params }: ApiRequest): FakeInteraction {
  const all = [...state.interactions.values()];
  const interaction = all.find(({ token }) => token === params['webhook_token']);
  if (params['webhook_id'] !== state.applicationId || interaction === undefined)
    throw refuse.unknownWebhook();
  if (isExpired(state, interaction)) throw refuse.tokenExpired();
  if (interaction.acknowledgement === undefined) throw refuse.unknownWebhook();
  return interaction;
}

/** Reads a message for an interaction, and holds it to what every one of them has to keep to. */
function responseBody(
  request: ApiRequest,
  interaction: FakeInteraction,
  use: 'response' | 'edit',
): MessageBody {
  const body = readMessageBody(request.body, request.files, use, request.complain);
  if (interaction.channel.removed) throw refuse.unknownChannel();
  checkContents(request, body, interaction.appPermissions, interaction.attachmentSizeLimit);
  return body;
}

function followUp(request: ApiRequest): Json {
  const { state, files } = request;
  const interaction = interactionOf(request);
  const body = responseBody(request, interaction, 'response');
  const { response, channel, followUps } = interaction;
  if (response?.loading === true && !response.removed) {
    request.complain('the first follow-up after a defer edits the original; edit it instead');
    return edited(state, response, body, files);
  }
  if (channel.archived) throw refuse.archived();
  if (interaction.isUserInstall && followUps.length >= MAX_USER_FOLLOW_UPS) throw refuse.tooManyFollowUps();
  const base = responseBase(state, interaction, body.flags ?? 0);
  const message = addMessage(state, { ...base, type: 0, ...contentsOf(state, channel.id, body, files) });
  followUps.push(message);
  state.changes.tell();
  dispatchMessage(state, 'MESSAGE_CREATE', message);
  return messageJson(state, message);
}

function editResponse(request: ApiRequest): Json {
  const interaction = interactionOf(request);
  const message = responseOf(request, interaction);
  return edited(request.state, message, responseBody(request, interaction, 'edit'), request.files);
}

function edited(state: State, message: FakeMessage, body: MessageBody, files: readonly UploadedFile[]): Json {
  editMessage(state, message, body, files);
  dispatchMessage(state, 'MESSAGE_UPDATE', message);
  return messageJson(state, message);
}

function withdraw(request: ApiRequest): undefined {
  responseOf(request, interactionOf(request)).remove();
}

function responseOf({ params }: ApiRequest, { response, followUps }: FakeInteraction): FakeMessage {
  const { message_id: id } = params;
  const message = id === undefined ? response : [response, ...followUps].find((one) => one?.id === id);
  if (message?.removed !== false) throw refuse.unknownMessage();
  return message;
}
