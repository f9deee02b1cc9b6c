import type {
  BlockAction,
  BlockElementAction,
  BlockSuggestion,
  EnvelopedEvent,
  GlobalShortcut,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { fileObject } from './file-object.ts';
import type { Realm } from './realm.ts';
import { viewOutput } from './view-output.ts';
import { type FakeChannel, type FakeMessage, type FakeUser, type FakeView, newId } from './workspace.ts';

/** Sent for old apps, which checked it; means nothing. */
const VERIFICATION_TOKEN = 'deprecated-verification-token';

/** What Slack sends, in the words of Bolt's own types. */
export function createPayloads(realm: Realm) {
  const { workspace, credentials } = realm;
  const common = {
    token: VERIFICATION_TOKEN,
    api_app_id: credentials.appId,
    team: { id: workspace.team.id, domain: workspace.team.domain },
    is_enterprise_install: false,
  };
  const now = () => workspace.nextTs();
  const userOf = (user: FakeUser) => ({
    id: user.id,
    name: user.name,
    username: user.name,
    team_id: user.teamId,
  });
  const channelOf = ({ id, kind, name }: FakeChannel) => ({
    id,
    name: kind === 'private' ? 'privategroup' : kind === 'im' ? 'directmessage' : name,
  });
  /** Which message or view something happened on. */
  const containerOf = (on: FakeMessage | FakeView) =>
    'ts' in on
      ? {
          channel: channelOf(on.channel),
          message: messageObject(on),
          container: {
            type: 'message',
            message_ts: on.ts,
            channel_id: on.channel.id,
            is_ephemeral: on.ephemeralTo !== undefined,
            ...(on.threadTs !== undefined && { thread_ts: on.threadTs }),
          },
        }
      : { view: viewOutput(realm, on), container: { type: 'view', view_id: on.id } };

  function messageObject(message: FakeMessage) {
    const own = message.from === 'app';
    return {
      type: 'message' as const,
      user: message.from === 'app' ? workspace.bot.id : message.from.id,
      ts: message.ts,
      text: message.text,
      team: message.from === 'app' ? workspace.team.id : message.from.teamId,
      ...(own && { bot_id: credentials.botId, app_id: credentials.appId }),
      ...(message.blocks.length > 0 && { blocks: message.blocks }),
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
      ...(message.files.length > 0 && { files: message.files.map((file) => fileObject(realm, file)) }),
      ...(message.forwardedFiles.length > 0 && {
        attachments: [
          {
            is_share: true,
            is_msg_unfurl: true,
            fallback: 'A forwarded message',
            files: message.forwardedFiles.map((file) => fileObject(realm, file)),
          },
        ],
      }),
    };
  }

  return {
    messageObject,
    command: (call: {
      readonly command: string;
      readonly text: string;
      readonly user: FakeUser;
      readonly channel: FakeChannel;
      readonly triggerId: string;
      readonly responseUrl: string;
    }): SlashCommand => ({
      token: VERIFICATION_TOKEN,
      team_id: workspace.team.id,
      team_domain: workspace.team.domain,
      channel_id: call.channel.id,
      channel_name: channelOf(call.channel).name,
      user_id: call.user.id,
      user_name: call.user.name,
      command: call.command,
      text: call.text,
      api_app_id: credentials.appId,
      is_enterprise_install: 'false',
      response_url: call.responseUrl,
      trigger_id: call.triggerId,
    }),
    messageShortcut: (call: {
      readonly callbackId: string;
      readonly user: FakeUser;
      readonly message: FakeMessage;
      readonly triggerId: string;
      readonly responseUrl: string;
    }): MessageShortcut => ({
      ...common,
      type: 'message_action',
      action_ts: now(),
      callback_id: call.callbackId,
      trigger_id: call.triggerId,
      response_url: call.responseUrl,
      message_ts: call.message.ts,
      message: messageObject(call.message),
      user: userOf(call.user),
      channel: channelOf(call.message.channel),
    }),
    globalShortcut: (call: {
      readonly callbackId: string;
      readonly user: FakeUser;
      readonly triggerId: string;
    }): GlobalShortcut => ({
      ...common,
      type: 'shortcut',
      action_ts: now(),
      callback_id: call.callbackId,
      trigger_id: call.triggerId,
      user: userOf(call.user),
    }),
    blockAction: (call: {
      readonly action: BlockElementAction;
      readonly user: FakeUser;
      readonly on: FakeMessage | FakeView;
      readonly triggerId: string;
      readonly responseUrl: string | undefined;
    }): Omit<BlockAction, 'response_url'> & { readonly response_url?: string } => ({
      ...common,
      ...containerOf(call.on),
      type: 'block_actions',
      actions: [call.action],
      user: userOf(call.user),
      trigger_id: call.triggerId,
      ...(call.responseUrl !== undefined && { response_url: call.responseUrl }),
    }),
    suggestion: (call: {
      readonly user: FakeUser;
      readonly on: FakeMessage | FakeView;
      readonly blockId: string;
      readonly actionId: string;
      readonly value: string;
    }): BlockSuggestion => ({
      ...common,
      ...containerOf(call.on),
      type: 'block_suggestion',
      block_id: call.blockId,
      action_id: call.actionId,
      value: call.value,
      user: userOf(call.user),
    }),
    submission: (view: FakeView, user: FakeUser, triggerId: string): ViewSubmitAction => ({
      ...common,
      type: 'view_submission',
      user: userOf(user),
      trigger_id: triggerId,
      view: viewOutput(realm, view),
      response_urls: [],
    }),
    closed: (view: FakeView, user: FakeUser): ViewClosedAction => ({
      ...common,
      type: 'view_closed',
      user: userOf(user),
      view: viewOutput(realm, view),
      is_cleared: false,
    }),
    /** Files of events may be stubs, which the types of events do not know. */
    event: (event: { readonly type: string }): EnvelopedEvent<{ readonly type: string }> => ({
      token: VERIFICATION_TOKEN,
      team_id: workspace.team.id,
      api_app_id: credentials.appId,
      type: 'event_callback',
      event_id: newId('Ev'),
      event_time: Math.floor(realm.clock.now() / 1000),
      is_ext_shared_channel: false,
      authorizations: [
        {
          enterprise_id: null,
          team_id: workspace.team.id,
          user_id: workspace.bot.id,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      event,
    }),
  };
}

/** As made by `createPayloads`. */
export type Payloads = ReturnType<typeof createPayloads>;
