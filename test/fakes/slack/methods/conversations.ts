import { type Handlers, needScope, type Realm, Refusal, visibleChannel } from '../realm.ts';
import type { ChannelKind, FakeChannel } from '../workspace.ts';

const READ_SCOPE: Readonly<Record<ChannelKind, string>> = {
  public: 'channels:read',
  private: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

function channelObject(channel: FakeChannel) {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_member: channel.botIsMember,
  };
}

/** `conversations.*` */
export function conversationMethods(
  realm: Realm,
): Handlers<'conversations.info' | 'conversations.join' | 'conversations.open'> {
  const { workspace } = realm;
  return {
    'conversations.info'(args) {
      const channel = visibleChannel(realm, args.channel);
      needScope(realm, READ_SCOPE[channel.kind]);
      return { channel: channelObject(channel) };
    },
    'conversations.join'(args) {
      needScope(realm, 'channels:join');
      const channel = visibleChannel(realm, args.channel);
      if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
      if (channel.archived) throw new Refusal('is_archived');
      const already = channel.botIsMember;
      channel.botIsMember = true;
      return { channel: channelObject(channel), ...(already && { warning: 'already_in_channel' }) };
    },
    'conversations.open'(args) {
      if (args.channel !== undefined)
        return { already_open: true, channel: channelObject(visibleChannel(realm, args.channel)) };
      const ids = (args.users ?? '').split(',').filter((id) => id !== '');
      if (ids.length === 0) throw new Refusal('users_list_not_supplied');
      needScope(realm, ids.length === 1 ? 'im:write' : 'mpim:write');
      const users = ids.map((id) => workspace.allUsers.find((one) => one.id === id));
      const [user] = users;
      if (user === undefined || users.includes(undefined)) throw new Refusal('user_not_found');
      if (users.some((one) => one?.isBot)) throw new Refusal('cannot_dm_bot');
      if (users.some((one) => one?.deleted)) throw new Refusal('user_disabled');
      const before = workspace.allChannels.length;
      const channel =
        ids.length === 1
          ? workspace.dm(user)
          : workspace.addChannel({ name: `mpdm-${ids.join('--')}`, kind: 'mpim' });
      return {
        no_op: workspace.allChannels.length === before,
        already_open: workspace.allChannels.length === before,
        channel: { id: channel.id },
      };
    },
  };
}
