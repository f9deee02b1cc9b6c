import { z } from 'zod';
import { isForcedPrivate } from '../interactions.ts';
import { FLAG, readMessageBody } from '../message-body.ts';
import { messageJson } from '../message-payload.ts';
import { addMessage, editMessage, refuseEmpty, storeUploads } from '../messages.ts';
import { isRecord, refuse } from '../refusal.ts';
import type { InteractionRecord, MessageRecord, State } from '../state.ts';
import { checkResponse, checkVoice } from './response-rules.ts';
import { type ApiRequest, param, type Route } from './route.ts';

const callbackShape = z.looseObject({
  type: z.number().int(),
  data: z.record(z.string(), z.unknown()).nullish(),
});

/** Which first responses suit which interaction. */
const SUITS: Readonly<Record<InteractionRecord['kind'], readonly number[]>> = {
  command: [4, 5, 9],
  component: [4, 5, 6, 7, 9],
  autocomplete: [8],
  modal: [4, 5, 6, 7],
};

/** The first response to an interaction. */
export const callbackRoutes: readonly Route[] = [
  {
    method: 'POST',
    template: '/interactions/{interaction_id}/{interaction_token}/callback',
    auth: 'token',
    takes: 'callback',
    handle(request) {
      const { state, query } = request;
      const interaction = state.interactions.get(param(request, 'interaction_id'));
      if (interaction === undefined || interaction.token !== param(request, 'interaction_token'))
        throw refuse.unknownInteraction();
      if (interaction.acknowledgement !== undefined) throw refuse.acknowledged();
      const afterMs = state.clock.now() - interaction.createdMs;
      if (afterMs > state.firstResponseMs || interaction.expired) throw refuse.unknownInteraction();

      const read = callbackShape.safeParse(request.body);
      const type = read.data?.type ?? 0;
      if (!SUITS[interaction.kind].includes(type)) throw wrongType();
      if ((type === 6 || type === 7) && interaction.source === undefined) throw wrongType();
      const data = read.data?.data ?? {};
      const message = respond(request, interaction, type, data);
      interaction.acknowledgement = { type, ephemeral: message?.ephemeral ?? false, afterMs, data };
      interaction.response = message;
      state.changes.tell();
      if (message !== undefined && (type === 4 || type === 5))
        state.dispatchMessage('MESSAGE_CREATE', message);
      if (message !== undefined && type === 7) state.dispatchMessage('MESSAGE_UPDATE', message);
      return query['with_response'] === 'true' ? { body: answer(state, interaction, type) } : {};
    },
  },
];

function respond(
  request: ApiRequest,
  interaction: InteractionRecord,
  type: number,
  data: Readonly<Record<string, unknown>>,
): MessageRecord | undefined {
  switch (type) {
    case 4:
      return respondWithMessage(request, interaction, data);
    case 5:
      return defer(request, interaction, data);
    case 6:
      return interaction.source;
    case 7:
      return update(request, interaction, data);
    case 8:
      checkChoices(data);
      return undefined;
    default:
      return undefined;
  }
}

function respondWithMessage(
  request: ApiRequest,
  interaction: InteractionRecord,
  data: unknown,
): MessageRecord {
  const { state, files } = request;
  const body = readMessageBody(data, files);
  checkResponse(request, interaction, body);
  refuseEmpty(body, files.length);
  checkVoice(body, files, interaction.appPermissions);
  return addMessage(state, {
    ...responseBase(state, interaction, body.flags ?? 0),
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    attachments: storeUploads(state, interaction.channel, body, files),
  });
}

function defer(
  { state, complain }: ApiRequest,
  interaction: InteractionRecord,
  data: Readonly<Record<string, unknown>>,
): MessageRecord {
  const { flags, ...rest } = data;
  const asked = typeof flags === 'number' ? flags : 0;
  if ((asked & ~FLAG.ephemeral) !== 0) complain('a deferred response takes no flag but EPHEMERAL');
  if (Object.keys(rest).length > 0) complain(`a deferred response ignores ${Object.keys(rest).join(', ')}`);
  return addMessage(state, responseBase(state, interaction, (asked & FLAG.ephemeral) | FLAG.loading));
}

/** Where a response goes, and who sees it. */
export function responseBase(state: State, interaction: InteractionRecord, flags: number) {
  const shown = isForcedPrivate(interaction) ? flags | FLAG.ephemeral : flags;
  const isPrivate = (shown & FLAG.ephemeral) !== 0;
  return {
    channel: interaction.channel,
    author: state.bot,
    flags: shown,
    type: interaction.messageType,
    interactionId: interaction.id,
    ...(isPrivate && { visibleTo: interaction.user.id }),
  };
}

function update(request: ApiRequest, interaction: InteractionRecord, data: unknown): MessageRecord {
  const { source } = interaction;
  if (source === undefined) throw wrongType();
  if (source.removed) throw refuse.unknownMessage();
  const body = readMessageBody(data, request.files, source.flags);
  checkResponse(request, interaction, body);
  editMessage(request.state, source, body, request.files);
  return source;
}

function checkChoices(data: Readonly<Record<string, unknown>>): void {
  const { choices } = data;
  if (!Array.isArray(choices)) throw wrongType();
  const wrong = choices.findIndex(
    (choice) =>
      !isRecord(choice) ||
      typeof choice['name'] !== 'string' ||
      choice['name'].length < 1 ||
      choice['name'].length > 100 ||
      String(choice['value'] ?? '').length > 100,
  );
  if (choices.length > 25 || wrong >= 0)
    throw refuse.body([
      {
        path: ['data', 'choices'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'Must be between 0 and 25 in length.',
      },
    ]);
}

function wrongType() {
  return refuse.body([
    {
      path: ['type'],
      code: 'BASE_TYPE_CHOICES',
      message: 'The type of response does not suit the interaction.',
    },
  ]);
}

function answer(state: State, interaction: InteractionRecord, type: number) {
  const message = interaction.response;
  return {
    interaction: {
      id: interaction.id,
      type: { command: 2, component: 3, autocomplete: 4, modal: 5 }[interaction.kind],
      channel_id: interaction.channel.id,
      ...(interaction.channel.guildId !== undefined && { guild_id: interaction.channel.guildId }),
      ...(message !== undefined && {
        response_message_id: message.id,
        response_message_loading: message.loading,
        response_message_ephemeral: message.ephemeral,
      }),
    },
    // Present only where a message is new or changed now: a deferred one is named by its id alone.
    ...(message !== undefined &&
      (type === 4 || type === 7) && { resource: { type, message: messageJson(state, message) } }),
  };
}
