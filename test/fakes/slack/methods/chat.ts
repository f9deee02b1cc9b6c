import { checkThread, type Handlers, needScope, type Realm, Refusal, writableChannel } from '../realm.ts';
import { type FakeChannel, type FakeMessage, withBlockIds } from '../workspace.ts';

/** An update takes a shorter text than a post (Slack, "chat.update: msg_too_long"). */
const MAX_UPDATED_TEXT = 4_000;

interface Contents {
  readonly text?: string | undefined;
  readonly blocks?: FakeMessage['blocks'] | undefined;
  readonly attachments?: unknown;
  readonly markdown_text?: string | undefined;
}

/** `chat.*` */
export function chatMethods(
  realm: Realm,
): Handlers<'chat.postMessage' | 'chat.update' | 'chat.delete' | 'chat.postEphemeral'> {
  const { workspace, journal } = realm;

  /** A user id is taken for the direct message with them; uploads do not do that. */
  function channelOf(id: string): FakeChannel {
    const user = workspace.allUsers.find((one) => one.id === id);
    if (user?.isBot === true) throw new Refusal('cannot_dm_bot');
    return user === undefined ? writableChannel(realm, id, 'text') : workspace.dm(user);
  }

  function contentsOf(method: string, args: Contents): Pick<FakeMessage, 'text' | 'blocks'> {
    const text = args.text ?? args.markdown_text ?? '';
    const blocks = args.blocks ?? [];
    if (text === '' && blocks.length === 0 && args.attachments === undefined) throw new Refusal('no_text');
    if (text === '') journal.violation(`${method}: no text for notifications and screen readers.`);
    return { text, blocks };
  }

  function ownMessage(channelId: string, ts: string): FakeMessage {
    const message = workspace.messages.find((one) => one.channel.id === channelId && one.ts === ts);
    if (message === undefined || message.deleted || message.ephemeralTo !== undefined)
      throw new Refusal('message_not_found');
    return message;
  }

  return {
    'chat.postMessage'(args) {
      needScope(realm, 'chat:write');
      const channel = channelOf(args.channel);
      const contents = contentsOf('chat.postMessage', args);
      checkThread(realm, channel, args.thread_ts);
      const message = workspace.post({
        channel,
        from: 'app',
        via: 'chat.postMessage',
        ...contents,
        files: [],
        forwardedFiles: [],
        ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
      });
      return {
        channel: channel.id,
        ts: message.ts,
        message: {
          type: 'message',
          ts: message.ts,
          text: message.text,
          user: workspace.bot.id,
          bot_id: realm.credentials.botId,
          app_id: realm.credentials.appId,
          team: workspace.team.id,
          ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
        },
      };
    },
    'chat.update'(args) {
      needScope(realm, 'chat:write');
      const channel = writableChannel(realm, args.channel, 'text');
      const contents = contentsOf('chat.update', args);
      const message = ownMessage(channel.id, args.ts);
      if (message.from !== 'app') throw new Refusal('cant_update_message');
      if (contents.text.length > MAX_UPDATED_TEXT) throw new Refusal('msg_too_long');
      message.text = contents.text;
      message.blocks = withBlockIds(contents.blocks);
      message.edits += 1;
      return { channel: channel.id, ts: message.ts, text: message.text };
    },
    'chat.delete'(args) {
      needScope(realm, 'chat:write');
      const message = ownMessage(writableChannel(realm, args.channel, 'text').id, args.ts);
      if (message.from !== 'app') throw new Refusal('cant_delete_message');
      message.deleted = true;
      return { channel: args.channel, ts: args.ts };
    },
    'chat.postEphemeral'(args) {
      needScope(realm, 'chat:write');
      const channel = writableChannel(realm, args.channel, 'text');
      if (!channel.members.has(args.user)) throw new Refusal('user_not_in_channel');
      const message = workspace.post({
        channel,
        from: 'app',
        via: 'chat.postEphemeral',
        ...contentsOf('chat.postEphemeral', args),
        files: [],
        forwardedFiles: [],
        ephemeralTo: args.user,
        ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
      });
      return { message_ts: message.ts };
    },
  };
}
