import { FLAG, readMessageBody } from '../message-body.ts';
import { messageJson } from '../message-payload.ts';
import { addMessage, editMessage, refuseEmpty, storeUploads } from '../messages.ts';
import { refuse } from '../refusal.ts';
import type { InteractionRecord, MessageRecord } from '../state.ts';
import { responseBase } from './callback-routes.ts';
import { checkResponse, checkVoice, interactionOf } from './response-rules.ts';
import type { ApiAnswer, ApiRequest, Route } from './route.ts';

/** What an app that only a user installed may add to one interaction. */
const MAX_USER_FOLLOW_UPS = 5;

const BASE = '/webhooks/{webhook_id}/{webhook_token}';

/** Follow-ups and edits by an interaction's token. */
export const webhookRoutes: readonly Route[] = [
  { method: 'POST', template: BASE, auth: 'token', takes: 'message', handle: followUp },
  // `@original` has routes of its own in the OpenAPI file.
  ...['@original', '{message_id}'].flatMap((name): readonly Route[] => {
    const template = `${BASE}/messages/${name}`;
    return [
      { method: 'GET', template, auth: 'token', handle: show },
      { method: 'PATCH', template, auth: 'token', takes: 'edit', handle: edit },
      { method: 'DELETE', template, auth: 'token', handle: remove },
    ];
  }),
];

function followUp(request: ApiRequest): ApiAnswer {
  const { state, files } = request;
  const interaction = interactionOf(request);
  const body = readMessageBody(request.body, files);
  checkResponse(request, interaction, body);
  refuseEmpty(body, files.length);
  const { response } = interaction;
  if (response?.loading === true && !response.removed) {
    request.complain('the first follow-up after a defer edits the original; edit it instead');
    editMessage(state, response, body, files);
    state.dispatchMessage('MESSAGE_UPDATE', response);
    return { body: messageJson(state, response) };
  }
  if (interaction.channel.archived) throw refuse.archived();
  if (interaction.isUserInstall && interaction.followUps.length >= MAX_USER_FOLLOW_UPS)
    throw refuse.tooManyFollowUps();
  if (((body.flags ?? 0) & FLAG.voice) !== 0)
    request.complain('a follow-up is not documented to be a voice message');
  checkVoice(body, files, interaction.appPermissions);
  const message = addMessage(state, {
    ...responseBase(state, interaction, body.flags ?? 0),
    type: 0,
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    attachments: storeUploads(state, interaction.channel, body, files),
  });
  interaction.followUps.push(message);
  state.changes.tell();
  state.dispatchMessage('MESSAGE_CREATE', message);
  return { body: messageJson(state, message) };
}

function show(request: ApiRequest): ApiAnswer {
  return { body: messageJson(request.state, messageOf(request, interactionOf(request))) };
}

function edit(request: ApiRequest): ApiAnswer {
  const { state, files } = request;
  const interaction = interactionOf(request);
  const message = messageOf(request, interaction);
  const body = readMessageBody(request.body, files, message.flags);
  checkResponse(request, interaction, body);
  editMessage(state, message, body, files);
  state.dispatchMessage('MESSAGE_UPDATE', message);
  return { body: messageJson(state, message) };
}

function remove(request: ApiRequest): ApiAnswer {
  messageOf(request, interactionOf(request)).remove();
  return {};
}

function messageOf({ params }: ApiRequest, interaction: InteractionRecord): MessageRecord {
  const id = params['message_id'];
  const message =
    id === undefined || id === '@original'
      ? interaction.response
      : [interaction.response, ...interaction.followUps].find((one) => one?.id === id);
  if (message === undefined || message.removed) throw refuse.unknownMessage();
  return message;
}
