import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { markup, messageBlocksRule } from './blocks.ts';
import { type Method, method, nested, text, threadOf, ts } from './method.ts';
import { checkThread, type Realm, Refusal, visibleChannel, writableChannel } from './realm.ts';
import { createUploadMethods } from './upload-methods.ts';
import { createViewMethods } from './view-methods.ts';
import { type FakeChannel, type FakeMessage, withBlockIds } from './workspace.ts';

/**
 * Texts are truncated at this many characters (Slack, "chat.postMessage: truncating content"); the limit of
 * an update is lower.
 */
const MAX_TEXT = 40_000;
const MAX_UPDATED_TEXT = 4_000;

const isFalse = z.enum(['false', '0']).optional();

const message = {
  channel: text,
  text: markup(MAX_TEXT).optional(),
  blocks: nested(messageBlocksRule).optional(),
};

/** Creates every method that the app calls, and no other, with the arguments that it sends. */
export function createMethods(realm: Realm): Readonly<Record<string, Method>> {
  const { workspace, journal, credentials } = realm;

  /** Treats a user id as the direct message with that user; uploads do not. */
  function channelOf(id: string): FakeChannel {
    const user = workspace.allUsers.find((one) => one.id === id);
    if (user?.is_bot === true) throw new Refusal('cannot_dm_bot');
    return user === undefined ? writableChannel(realm, id) : workspace.dm(user);
  }

  function post(channel: FakeChannel, given: Omit<Parameters<typeof workspace.post>[0], 'channel' | 'from'>) {
    return workspace.post({ ...given, channel, from: 'app' });
  }

  type Contents = { readonly text?: string | undefined; readonly blocks?: FakeMessage['blocks'] | undefined };
  function contentsOf({ text = '', blocks = [] }: Contents) {
    if (text === '' && blocks.length === 0) throw new Refusal('no_text');
    if (text === '') journal.violation('a message has no text for notifications and screen readers.');
    return { text, blocks, files: [], forwardedFiles: [] };
  }

  return {
    ...createUploadMethods(realm),
    ...createViewMethods(realm),
    'auth.test': method(undefined, {}, (): webApi.AuthTestResponse => {
      const { team, bot } = workspace;
      const { botId: bot_id } = credentials;
      const { organization } = realm;
      const installed =
        organization === undefined
          ? { team: team.name, team_id: team.id, is_enterprise_install: false }
          : { ...organization, is_enterprise_install: true };
      return { ok: true, ...installed, user: bot.name, user_id: bot.id, bot_id };
    }),
    // Says who calls, to anybody; the clock is read from its headers.
    'api.test': method(undefined, {}, (): webApi.ApiTestResponse => ({ ok: true })),
    'bots.info': method('users:read', { bot: text }, (args): webApi.BotsInfoResponse => {
      const { botId, appId } = credentials;
      if (args.bot !== botId) throw new Refusal('bot_not_found');
      return { ok: true, bot: { id: botId, app_id: appId, deleted: false, name: workspace.bot.name } };
    }),
    'apps.connections.open': method(undefined, {}, (): webApi.AppsConnectionsOpenResponse => {
      return { ok: true, url: `${realm.origin().replace('http', 'ws')}/link?ticket=${realm.socketTicket()}` };
    }),
    'users.info': method(
      'users:read',
      { user: text, include_locale: z.enum(['true', '1']).optional() },
      (args) => {
        const user = workspace.allUsers.find(({ id }) => id === args.user);
        if (user === undefined) throw new Refusal('user_not_found');
        const { locale, ...shown } = user;
        return { ok: true, user: args.include_locale === undefined ? shown : user };
      },
    ),
    'conversations.join': method('channels:join', { channel: text }, (args) => {
      const channel = visibleChannel(realm, args.channel);
      if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
      if (channel.archived) throw new Refusal('is_archived');
      channel.botIsMember = true;
      return { ok: true, channel: { id: channel.id } };
    }),
    'conversations.open': method('im:write', { users: text }, (args): webApi.ConversationsOpenResponse => {
      const user = workspace.allUsers.find(({ id }) => id === args.users);
      if (user === undefined) throw new Refusal('user_not_found');
      if (user.is_bot) throw new Refusal('cannot_dm_bot');
      if (user.deleted) throw new Refusal('user_disabled');
      return { ok: true, channel: { id: workspace.dm(user).id } };
    }),
    'chat.postMessage': method(
      'chat:write',
      { ...message, thread_ts: ts.optional(), unfurl_links: isFalse, unfurl_media: isFalse },
      (args): webApi.ChatPostMessageResponse => {
        const channel = channelOf(args.channel);
        const contents = contentsOf(args);
        checkThread(realm, channel, args.thread_ts);
        const posted = post(channel, { ...contents, via: 'chat.postMessage', ...threadOf(args) });
        return { ok: true, channel: channel.id, ts: posted.ts, message: { type: 'message', ts: posted.ts } };
      },
    ),
    'chat.update': method('chat:write', { ...message, ts }, (args): webApi.ChatUpdateResponse => {
      const channel = writableChannel(realm, args.channel);
      const contents = contentsOf(args);
      const found = workspace.messages.find((one) => one.channel === channel && one.ts === args.ts);
      if (found === undefined || found.deleted || found.ephemeralTo !== undefined)
        throw new Refusal('message_not_found');
      if (found.from !== 'app') throw new Refusal('cant_update_message');
      if (found.files.length > 0) journal.violation('chat.update: a message with files loses them.');
      if (contents.text.length > MAX_UPDATED_TEXT) throw new Refusal('msg_too_long');
      found.text = contents.text;
      found.blocks = withBlockIds(contents.blocks);
      return { ok: true, channel: channel.id, ts: found.ts, text: found.text };
    }),
    'chat.delete': method('chat:write', { channel: text, ts }, (args): webApi.ChatDeleteResponse => {
      const channel = visibleChannel(realm, args.channel);
      const found = workspace.messages.find((one) => one.channel === channel && one.ts === args.ts);
      if (found === undefined || found.deleted || found.ephemeralTo !== undefined)
        throw new Refusal('message_not_found');
      if (found.from !== 'app') throw new Refusal('cant_delete_message');
      found.deleted = true;
      return { ok: true, channel: channel.id, ts: found.ts };
    }),
    'chat.postEphemeral': method(
      'chat:write',
      { ...message, user: text, thread_ts: ts.optional() },
      (args): webApi.ChatPostEphemeralResponse => {
        const channel = writableChannel(realm, args.channel);
        if (!channel.members.has(args.user)) throw new Refusal('user_not_in_channel');
        const only = { via: 'chat.postEphemeral', ephemeralTo: args.user } as const;
        return {
          ok: true,
          message_ts: post(channel, { ...contentsOf(args), ...only, ...threadOf(args) }).ts,
        };
      },
    ),
  };
}
