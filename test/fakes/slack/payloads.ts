import type {
  BlockAction,
  BlockSuggestion,
  ButtonAction,
  EnvelopedEvent,
  MessageShortcut,
  SlashCommand,
  ViewSubmitAction,
} from '@slack/bolt';
import { viewOutput } from './fields.ts';
import type { Realm } from './realm.ts';
import { fileObject } from './stored-files.ts';
import { type FakeChannel, type FakeMessage, type FakeUser, type FakeView, newId } from './workspace.ts';

/** Verified by old apps; no longer has a meaning. */
const token = 'deprecated-verification-token';

/** A use of the app: the user, and how the app can respond. */
interface Use {
  readonly user: FakeUser;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** Creates what Slack sends, in Bolt's own types. */
export function createPayloads(realm: Realm) {
  const { workspace, credentials } = realm;
  const { id: team_id, domain } = workspace.team;
  const common = { token, api_app_id: credentials.appId, team: { id: team_id, domain } };
  /** As Slack says whose installation something is for. */
  const installed = () => {
    const organization = realm.authority.organizationOf(realm);
    if (organization === undefined) return { ...common, is_enterprise_install: false };
    const { id, name } = organization;
    return { ...common, enterprise: { id, name }, is_enterprise_install: true };
  };
  const userOf = ({ id, name, team_id }: FakeUser) => ({ id, name, username: name, team_id });
  const channelOf = ({ id, kind, name }: FakeChannel) => ({
    id,
    name: kind === 'private' ? 'privategroup' : name,
  });
  const threadOf = ({ threadTs }: FakeMessage) => (threadTs === undefined ? {} : { thread_ts: threadTs });
  const filesOf = (files: FakeMessage['files']) =>
    files.length === 0 ? {} : { files: files.map((file) => fileObject(realm, file)) };
  const ownership = { bot_id: credentials.botId, app_id: credentials.appId };

  const commandInstall = () => {
    const organization = realm.authority.organizationOf(realm);
    if (organization === undefined) return { is_enterprise_install: 'false' };
    const { id: enterprise_id, name: enterprise_name } = organization;
    return { enterprise_id, enterprise_name, is_enterprise_install: 'true' };
  };

  function messageObject(message: FakeMessage) {
    const author = message.from === 'app' ? workspace.bot : message.from;
    const { text, ts, blocks, forwardedFiles: forwarded } = message;
    const share = { is_share: true, is_msg_unfurl: true, fallback: 'A forwarded message' };
    return {
      ...{ type: 'message' as const, user: author.id, team: author.team_id, ts, text },
      ...(message.from === 'app' && ownership),
      ...(blocks.length > 0 && { blocks }),
      ...threadOf(message),
      ...filesOf(message.files),
      ...(forwarded.length > 0 && { attachments: [{ ...share, ...filesOf(forwarded) }] }),
    };
  }

  function event(event: { readonly type: string }): EnvelopedEvent<{ readonly type: string }> {
    const organization = realm.authority.organizationOf(realm);
    const enterprise_id = organization?.id ?? null;
    const is_enterprise_install = organization !== undefined;
    const authorized = { enterprise_id, team_id: is_enterprise_install ? null : team_id };
    const bot = { ...authorized, user_id: workspace.bot.id, is_bot: true, is_enterprise_install };
    return {
      ...{ token, team_id, api_app_id: credentials.appId, type: 'event_callback' },
      ...{ event_id: newId('Ev'), event_time: Math.floor(realm.clock.now() / 1000) },
      is_ext_shared_channel: false,
      ...(organization !== undefined && { enterprise_id: organization.id }),
      authorizations: [bot],
      event,
    };
  }

  return {
    event,
    mention(message: FakeMessage) {
      const { user, ts, text, team } = messageObject(message);
      const where = { channel: message.channel.id, event_ts: ts };
      const files = filesOf(message.files);
      return event({
        type: 'app_mention',
        ...where,
        ...{ user, text, ts, team },
        ...files,
        ...threadOf(message),
      });
    },
    /** Returns the event of a message in a direct conversation. */
    direct(message: FakeMessage) {
      const { type, user, ts, text } = messageObject(message);
      const where = { channel: message.channel.id, channel_type: 'im', event_ts: ts };
      const files = message.files.length > 0 && { subtype: 'file_share', ...filesOf(message.files) };
      return event({ type, ...where, ...{ user, ts, text }, ...threadOf(message), ...files });
    },
    command: (
      { user, triggerId, responseUrl }: Use,
      channel: FakeChannel,
      words: { readonly command: string; readonly text: string },
    ): SlashCommand => ({
      ...{ token, team_id, team_domain: domain, api_app_id: credentials.appId },
      ...{ channel_id: channel.id, channel_name: channelOf(channel).name },
      ...{ user_id: user.id, user_name: user.name, ...words },
      ...commandInstall(),
      ...{ response_url: responseUrl, trigger_id: triggerId },
    }),
    messageShortcut: (
      { user, triggerId, responseUrl }: Use,
      callback_id: string,
      message: FakeMessage,
    ): MessageShortcut => ({
      ...installed(),
      ...{ type: 'message_action', action_ts: workspace.nextTs(), callback_id },
      ...{ trigger_id: triggerId, response_url: responseUrl },
      message_ts: message.ts,
      message: messageObject(message),
      user: userOf(user),
      channel: channelOf(message.channel),
    }),
    press: (
      { user, triggerId, responseUrl }: Use,
      action: ButtonAction,
      message: FakeMessage,
    ): BlockAction => ({
      ...installed(),
      channel: channelOf(message.channel),
      message: messageObject(message),
      container: {
        ...{ type: 'message', message_ts: message.ts, channel_id: message.channel.id },
        is_ephemeral: message.ephemeralTo !== undefined,
        ...threadOf(message),
      },
      type: 'block_actions',
      actions: [action],
      user: userOf(user),
      ...{ trigger_id: triggerId, response_url: responseUrl },
    }),
    /** Returns the event of a person who opens the app. */
    homeOpened(user: FakeUser, tab: 'home' | 'messages') {
      const home = workspace.homes.get(user.id);
      const ts = workspace.nextTs();
      return event({
        ...{ type: 'app_home_opened', user: user.id, channel: workspace.dm(user).id, tab, event_ts: ts },
        ...(tab === 'home' && home !== undefined && { view: { type: 'home', ...home } }),
      });
    },
    /** A press in the app's home has no message, no channel and no response URL. */
    pressAtHome: (user: FakeUser, triggerId: string, action: ButtonAction) => {
      const home = workspace.homes.get(user.id);
      return {
        ...installed(),
        ...{ type: 'block_actions', user: userOf(user), actions: [action], trigger_id: triggerId },
        container: { type: 'view', view_id: home?.id },
        view: { type: 'home', ...home },
      };
    },
    suggestion: (
      user: FakeUser,
      view: FakeView,
      asked: { readonly block_id: string; readonly action_id: string; readonly value: string },
    ): BlockSuggestion => ({
      ...installed(),
      ...{ view: viewOutput(realm, view), container: { type: 'view', view_id: view.id } },
      ...{ type: 'block_suggestion', ...asked, user: userOf(user) },
    }),
    submission: (user: FakeUser, view: FakeView, trigger_id: string): ViewSubmitAction => ({
      ...installed(),
      ...{ type: 'view_submission', trigger_id, response_urls: [] },
      ...{ user: userOf(user), view: viewOutput(realm, view) },
    }),
  };
}
