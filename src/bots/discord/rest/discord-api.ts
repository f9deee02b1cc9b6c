import type { REST } from '@discordjs/rest';
import { MessageFlags, Routes } from 'discord-api-types/v10';
import PQueue from 'p-queue';
import { z } from 'zod';
import type { Attached } from '../../attached.ts';
import type { InteractionAddress } from '../payload/interaction-header.ts';
import { mentionSchema, type WireMention } from '../payload/wire.ts';
import type { Rests } from './create-rest.ts';
import { refusalOf } from './discord-refusal.ts';
import { choicesBody, formBody } from './first-bodies.ts';
import { bodyOf, formOf, type OutgoingMessage, type OutgoingVoice, voiceBodyOf } from './outgoing.ts';

/** A message that exists on Discord now. */
export interface SentMessage {
  readonly id: string;
  readonly attachmentIds: readonly string[];
}

/** Additional parts of a message the bot sends to a channel unprompted. */
interface ChannelExtra {
  /** At most 25 characters; if sent twice within a few minutes, Discord returns the first message. */
  readonly nonce: string;
  /** A message of the same channel; if it is gone, this message is no reply. */
  readonly replyTo?: string;
}

/** One request that writes a message. */
interface Written {
  readonly body: Record<string, unknown>;
  readonly files: readonly Attached[];
}

/** The bot's requests to Discord. Every method throws a `DiscordRefusal` and nothing else. */
export interface DiscordApi {
  /** Offers completions. */
  offer(to: InteractionAddress, choices: readonly object[], signal: AbortSignal): Promise<void>;
  /** Opens a form. It must be the first response, so nothing can be acknowledged before. */
  openForm(to: InteractionAddress, form: object, signal: AbortSignal): Promise<void>;
  /** Returns the id of the message that an acknowledgement shows. */
  original(to: InteractionAddress, signal: AbortSignal): Promise<string>;
  editOriginal(to: InteractionAddress, message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage>;
  /** Deletes the first response, or another one by its id. */
  withdraw(to: InteractionAddress, id: string, signal: AbortSignal): Promise<void>;
  followUp(
    to: InteractionAddress,
    message: OutgoingMessage,
    ephemeral: boolean,
    signal: AbortSignal,
  ): Promise<SentMessage>;
  editFollowUp(
    to: InteractionAddress,
    id: string,
    message: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<SentMessage>;
  send(
    channelId: string,
    message: OutgoingMessage,
    extra: ChannelExtra,
    signal: AbortSignal,
  ): Promise<SentMessage>;
  /** Sends a voice message, which is never edited. Only channels accept them (Discord facts 2.5). */
  sendVoice(
    channelId: string,
    voice: OutgoingVoice,
    extra: ChannelExtra,
    signal: AbortSignal,
  ): Promise<SentMessage>;
  edit(channelId: string, id: string, message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage>;
  /** Returns a message. Its text and files are hidden unless it addresses the bot. */
  message(channelId: string, id: string, signal: AbortSignal): Promise<WireMention>;
  /** Deletes a message of the bot. */
  remove(channelId: string, id: string, signal: AbortSignal): Promise<void>;
  /** Returns the channel of direct messages with a user. */
  directChannel(userId: string, signal: AbortSignal): Promise<string>;
}

const UPLOADS_AT_ONCE = 4;
const sent = z.object({
  id: z.string(),
  attachments: z.array(z.object({ id: z.string() })).default([]),
});
const named = z.object({ id: z.string() });

/** Creates the API over REST. At most four requests carry files at any time. */
export function createDiscordApi(rests: Rests): DiscordApi {
  const uploads = new PQueue({ concurrency: UPLOADS_AT_ONCE });

  const ask = async (work: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await work();
    } catch (error) {
      throw refusalOf(error);
    }
  };

  const write = async (
    method: 'post' | 'patch',
    route: `/${string}`,
    { body, files }: Written,
    via: { readonly rest: REST; readonly auth: boolean },
    signal: AbortSignal,
  ): Promise<SentMessage> => {
    const post = async (): Promise<unknown> =>
      files.length === 0
        ? via.rest[method](route, { body, auth: via.auth, signal })
        : via.rest[method](route, {
            body: await formOf(body, files),
            passThroughBody: true,
            auth: via.auth,
            signal,
          });
    const answer = await ask(() => (files.length === 0 ? post() : uploads.add(post, { signal })));
    const { id, attachments } = sent.parse(answer);
    return { id, attachmentIds: attachments.map((one) => one.id) };
  };

  const respond = async (to: InteractionAddress, body: object, signal: AbortSignal): Promise<void> => {
    const route = Routes.interactionCallback(to.interactionId, to.token);
    await ask(() => rests.interactions.post(route, { body, auth: false, signal }));
  };

  const asBot = { rest: rests.bot, auth: true };
  const byToken = { rest: rests.interactions, auth: false };

  return {
    offer: (to, choices, signal) => respond(to, choicesBody(choices), signal),
    openForm: (to, form, signal) => respond(to, formBody(form), signal),
    async original(to, signal) {
      const route = Routes.webhookMessage(to.applicationId, to.token, '@original');
      return named.parse(await ask(() => rests.interactions.get(route, { auth: false, signal }))).id;
    },
    editOriginal: (to, message, signal) =>
      write(
        'patch',
        Routes.webhookMessage(to.applicationId, to.token, '@original'),
        rewritten(message),
        byToken,
        signal,
      ),
    async withdraw(to, id, signal) {
      const route = Routes.webhookMessage(to.applicationId, to.token, id);
      await ask(() => rests.interactions.delete(route, { auth: false, signal }));
    },
    followUp: (to, message, ephemeral, signal) =>
      write(
        'post',
        Routes.webhook(to.applicationId, to.token),
        ephemeral ? privately(message) : written(message),
        byToken,
        signal,
      ),
    editFollowUp: (to, id, message, signal) =>
      write(
        'patch',
        Routes.webhookMessage(to.applicationId, to.token, id),
        rewritten(message),
        byToken,
        signal,
      ),
    send: (channelId, message, extra, signal) =>
      write('post', Routes.channelMessages(channelId), written(message, inChannel(extra)), asBot, signal),
    sendVoice: (channelId, voice, extra, signal) =>
      write(
        'post',
        Routes.channelMessages(channelId),
        { body: { ...voiceBodyOf(voice), ...inChannel(extra) }, files: [voice.file] },
        asBot,
        signal,
      ),
    edit: (channelId, id, message, signal) =>
      write('patch', Routes.channelMessage(channelId, id), rewritten(message), asBot, signal),
    async message(channelId, id, signal) {
      return mentionSchema.parse(
        await ask(() => rests.bot.get(Routes.channelMessage(channelId, id), { signal })),
      );
    },
    async remove(channelId, id, signal) {
      await ask(() => rests.bot.delete(Routes.channelMessage(channelId, id), { signal }));
    },
    async directChannel(userId, signal) {
      const answer = await ask(() =>
        rests.bot.post(Routes.userChannels(), { body: { recipient_id: userId }, signal }),
      );
      return named.parse(answer).id;
    },
  };
}

function written(message: OutgoingMessage, extra: object = {}): Written {
  return { body: { ...bodyOf(message), ...extra }, files: message.files ?? [] };
}

/** A message that may have had a text before can show a container only once that is taken away. */
function rewritten(message: OutgoingMessage): Written {
  return written(message, message.card === undefined ? {} : { content: null, embeds: null });
}

function privately(message: OutgoingMessage): Written {
  const flags = MessageFlags.Ephemeral | (message.card === undefined ? 0 : MessageFlags.IsComponentsV2);
  return written(message, { flags });
}

function inChannel({ nonce, replyTo }: ChannelExtra): object {
  return {
    nonce,
    enforce_nonce: true,
    ...(replyTo !== undefined && {
      message_reference: { message_id: replyTo, fail_if_not_exists: false },
    }),
  };
}
