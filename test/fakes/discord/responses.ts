import { PermissionFlagsBits as Bit } from 'discord.js';
import { z } from 'zod';
import type { UploadedFile } from './fake-discord.ts';
import { dispatchMessage, isExpired } from './interactions.ts';
import { FLAG, type MessageBody, readMessageBody } from './message-rules.ts';
import { addMessage, contentsOf, editMessage } from './messages.ts';
import { modalRule } from './modal-rules.ts';
import { messageJson } from './payloads.ts';
import { has } from './places.ts';
import { refuse } from './refusal.ts';
import { type ApiRequest, checkContents } from './route.ts';
import {
  type Acknowledgement,
  type FakeInteraction,
  type FakeMessage,
  INTERACTION_TYPE,
  type Json,
  type State,
} from './state.ts';

/** How long an interaction waits for its first response. */
const FIRST_RESPONSE_MS = 3_000;
/** What an app that only a user installed may add to one interaction. */
const MAX_USER_FOLLOW_UPS = 5;

const short = z.string().min(1).max(100);
/** The first responses that the bot gives: deferred, deferred in the pressed message, to autocomplete, and a modal. */
const callback = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal(5),
    // discord.js says 0 for what everybody may see.
    data: z.strictObject({ flags: z.literal([0, FLAG.ephemeral]) }).optional(),
  }),
  z.strictObject({ type: z.literal(6) }),
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
  z.strictObject({ type: z.literal(9), data: modalRule }),
]);

/** Which first responses suit which interaction. */
const SUITS: Readonly<Record<FakeInteraction['kind'], readonly number[]>> = {
  ...{ command: [5, 9], component: [5, 6, 9], autocomplete: [8], modal: [5] },
};

/** Takes the first response to an interaction, however it came. @throws Refusal */
export function takeFirstResponse(
  state: State,
  interaction: FakeInteraction,
  body: unknown,
  complain: ApiRequest['complain'],
): Acknowledgement {
  if (interaction.acknowledgement !== undefined) throw refuse.acknowledged();
  const isLate = state.clock.now() - interaction.createdMs > FIRST_RESPONSE_MS;
  if (isLate || interaction.expired) throw refuse.unknownInteraction();
  const read = callback.safeParse(body);
  for (const { path, message } of read.error?.issues ?? []) complain(`${path.join('.')} ${message}`);
  if (read.error !== undefined) throw refuse.issues(read.error);
  const { type } = read.data;
  const data = 'data' in read.data ? (read.data.data ?? {}) : {};
  if (!SUITS[interaction.kind].includes(type))
    throw refuse.body({
      path: ['type'],
      code: 'BASE_TYPE_CHOICES',
      message: 'It does not suit the interaction.',
    });
  const flags = type === 5 ? (read.data.data?.flags ?? 0) : 0;
  if (type === 5)
    interaction.response = addMessage(state, responseBase(state, interaction, flags | FLAG.loading));
  if (type === 6) interaction.response = interaction.source;
  const ephemeral = interaction.response?.ephemeral ?? false;
  const acknowledgement = { type, ephemeral, data };
  interaction.acknowledgement = acknowledgement;
  state.changes.tell();
  const { response } = interaction;
  if (type === 5 && response !== undefined) dispatchMessage(state, 'MESSAGE_CREATE', response);
  return acknowledgement;
}

/** Takes the first response to an interaction as a request of the bot. */
export function respond({ state, params, query, body, complain }: ApiRequest): Json | undefined {
  const interaction = state.interactions.get(params['interaction_id'] ?? '');
  if (interaction === undefined || interaction.token !== params['interaction_token'])
    throw refuse.unknownInteraction();
  const { type, ephemeral } = takeFirstResponse(state, interaction, body, complain);
  const { id, kind, channel, response } = interaction;
  if (query.get('with_response') !== 'true') return undefined;
  const shown = response && {
    ...{ response_message_id: response.id, response_message_loading: type === 5 },
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

/** Adds a message to what an interaction was answered with. */
export function followUp(request: ApiRequest): Json {
  const { state, files } = request;
  const interaction = interactionOf(request);
  const body = responseBody(request, interaction, 'response');
  const { response, channel, followUps } = interaction;
  if (response?.loading === true && !response.removed) {
    request.complain('the first follow-up after a defer edits the original; edit it instead');
    return edited(state, response, body, files);
  }
  // Reported of deferred replies (discord-api-docs issues 2739 and 3087), and never documented as mended.
  if (response?.removed === true) throw refuse.unknownMessage();
  if (channel.archived) throw refuse.archived();
  if (interaction.isUserInstall && followUps.length >= MAX_USER_FOLLOW_UPS) throw refuse.tooManyFollowUps();
  const base = responseBase(state, interaction, body.flags ?? 0);
  const message = addMessage(state, { ...base, type: 0, ...contentsOf(state, channel.id, body, files) });
  followUps.push(message);
  state.changes.tell();
  dispatchMessage(state, 'MESSAGE_CREATE', message);
  return messageJson(state, message);
}

/** Returns the response to an interaction. */
export function readResponse(request: ApiRequest): Json {
  return messageJson(request.state, responseOf(request, interactionOf(request)));
}

/** Edits the response to an interaction, or a follow-up. */
export function editResponse(request: ApiRequest): Json {
  const interaction = interactionOf(request);
  const message = responseOf(request, interaction);
  return edited(request.state, message, responseBody(request, interaction, 'edit'), request.files);
}

function edited(state: State, message: FakeMessage, body: MessageBody, files: readonly UploadedFile[]): Json {
  editMessage(state, message, body, files);
  dispatchMessage(state, 'MESSAGE_UPDATE', message);
  return messageJson(state, message);
}

/** Deletes the response to an interaction, or a follow-up. */
export function withdraw(request: ApiRequest): undefined {
  responseOf(request, interactionOf(request)).remove();
}

function responseOf({ params }: ApiRequest, { response, followUps }: FakeInteraction): FakeMessage {
  const { message_id: id } = params;
  const message = id === undefined ? response : [response, ...followUps].find((one) => one?.id === id);
  if (message?.removed !== false) throw refuse.unknownMessage();
  return message;
}
