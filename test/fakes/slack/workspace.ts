import { randomInt } from 'node:crypto';
import type { types, ViewStateValue } from '@slack/bolt';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { FakeFile } from './stored-files.ts';

/** Somebody in, or beside, the workspace. Flags are those of `users.info`. */
export interface FakeUser {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly realName: string;
  readonly locale: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  readonly isPrimaryOwner: boolean;
  /** A guest of several channels. */
  readonly isRestricted: boolean;
  /** A guest of one channel. */
  readonly isUltraRestricted: boolean;
  /** From another workspace, met through Slack Connect. */
  readonly isStranger: boolean;
  readonly isBot: boolean;
  readonly deleted: boolean;
}

/** What a channel is; decides who may see and join it. */
export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

/** A place where people write. May be changed by a test while it runs. */
export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  botIsMember: boolean;
  archived: boolean;
  readonly members: Set<string>;
}

/** A channel to be added. */
export interface NewChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly botIsMember?: boolean;
  readonly archived?: boolean;
  /** Everybody by default, except in direct messages. */
  readonly members?: readonly FakeUser[];
}

/** Something written. Messages of the app change when it updates them. */
export interface FakeMessage {
  readonly channel: FakeChannel;
  readonly ts: string;
  /** The parent's `ts`, for replies. */
  readonly threadTs?: string;
  readonly from: FakeUser | 'app';
  readonly via: 'person' | 'chat.postMessage' | 'chat.postEphemeral' | 'response_url' | 'upload' | 'ack';
  /** Only this user sees it, and it can be changed only through its response URL. */
  readonly ephemeralTo?: string;
  text: string;
  blocks: readonly types.AnyBlock[];
  readonly files: readonly FakeFile[];
  readonly forwardedFiles: readonly FakeFile[];
  /** How often it was updated. */
  edits: number;
  deleted: boolean;
}

/** A modal or home tab the app opened. */
export interface FakeView {
  readonly id: string;
  readonly userId: string;
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  payload: types.View;
  /** What fields hold, by block and action id. */
  readonly state: Map<string, Map<string, ViewStateValue>>;
  /** What the app found wrong at the last submission, by block id. */
  errors: Readonly<Record<string, string>>;
  open: boolean;
}

/** Everything that exists in the fake. */
export interface Workspace {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: FakeUser;
  readonly users: {
    readonly member: FakeUser;
    /** Reads Chinese. */
    readonly chinese: FakeUser;
    readonly admin: FakeUser;
    readonly owner: FakeUser;
    /** A guest of several channels. */
    readonly guest: FakeUser;
    /** Of another workspace, by Slack Connect. */
    readonly stranger: FakeUser;
    readonly deleted: FakeUser;
  };
  readonly channels: {
    /** Public, with the bot. */
    readonly general: FakeChannel;
    /** Public, without the bot. */
    readonly random: FakeChannel;
    /** Private, with the bot. */
    readonly team: FakeChannel;
    /** Private, without the bot. */
    readonly secret: FakeChannel;
    /** A group message, without the bot. */
    readonly group: FakeChannel;
    /** A direct message of two people, which the bot can never enter. */
    readonly pair: FakeChannel;
    /** Public, with the bot, archived. */
    readonly archived: FakeChannel;
  };
  readonly allUsers: FakeUser[];
  readonly allChannels: FakeChannel[];
  readonly messages: FakeMessage[];
  readonly views: FakeView[];
  readonly files: FakeFile[];
  addChannel(channel: NewChannel): FakeChannel;
  dm(user: FakeUser): FakeChannel;
  post(message: Omit<FakeMessage, 'ts' | 'edits' | 'deleted'>): FakeMessage;
  /** A moment as Slack writes it, unlike every other. */
  nextTs(): string;
}

const TEAM_ID = 'T0AUDIOPOD';
const ID_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** An id as Slack makes them, such as `C7QHV0SK2PA`. */
export function newId(prefix: string): string {
  return prefix + Array.from({ length: 10 }, () => ID_SIGNS[randomInt(ID_SIGNS.length)]).join('');
}

/** Slack names blocks that came without a name. */
export function withBlockIds(blocks: readonly types.AnyBlock[]): types.AnyBlock[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId('b').toLowerCase() }));
}

function person(name: string, realName: string, flags: Partial<FakeUser> = {}): FakeUser {
  return {
    id: newId('U'),
    teamId: TEAM_ID,
    name,
    realName,
    locale: 'en-US',
    isAdmin: false,
    isOwner: false,
    isPrimaryOwner: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    isBot: false,
    deleted: false,
    ...flags,
  };
}

/** A workspace with somebody of every kind and a place of every kind. */
export function createWorkspace(clock: Clock): Workspace {
  const bot = person('audiopod', 'AudioPod', { isBot: true });
  const users = {
    member: person('mia', 'Mia Meyer'),
    chinese: person('li', 'Li Na', { locale: 'zh-CN' }),
    admin: person('ada', 'Ada Adams', { isAdmin: true }),
    owner: person('olu', 'Olu Obi', { isAdmin: true, isOwner: true, isPrimaryOwner: true }),
    guest: person('gus', 'Gus Guest', { isRestricted: true }),
    stranger: person('sam', 'Sam Stranger', { isStranger: true, teamId: 'T0ELSEWHERE' }),
    deleted: person('dee', 'Dee Gone', { deleted: true }),
  };
  const allUsers: FakeUser[] = [bot, ...Object.values(users)];
  const allChannels: FakeChannel[] = [];
  const messages: FakeMessage[] = [];
  let lastTsMicros = 0;

  function nextTs(): string {
    lastTsMicros = Math.max(Math.round(clock.now()) * 1_000, lastTsMicros + 1);
    const seconds = Math.floor(lastTsMicros / 1_000_000);
    return `${seconds}.${String(lastTsMicros % 1_000_000).padStart(6, '0')}`;
  }

  function addChannel(channel: NewChannel): FakeChannel {
    const { kind, name } = channel;
    const added = {
      id: newId(kind === 'im' ? 'D' : kind === 'mpim' ? 'G' : 'C'),
      name,
      kind,
      botIsMember: channel.botIsMember ?? true,
      archived: channel.archived ?? false,
      members: new Set((channel.members ?? Object.values(users)).map(({ id }) => id)),
    };
    allChannels.push(added);
    return added;
  }

  return {
    team: { id: TEAM_ID, name: 'Sound Lab', domain: 'sound-lab' },
    bot,
    users,
    channels: {
      general: addChannel({ name: 'general', kind: 'public' }),
      random: addChannel({ name: 'random', kind: 'public', botIsMember: false }),
      team: addChannel({ name: 'team', kind: 'private' }),
      secret: addChannel({ name: 'secret', kind: 'private', botIsMember: false }),
      group: addChannel({ name: 'mpdm-mia--ada--li-1', kind: 'mpim', botIsMember: false }),
      pair: addChannel({
        name: 'directmessage',
        kind: 'im',
        botIsMember: false,
        members: [users.member, users.admin],
      }),
      archived: addChannel({ name: 'archived', kind: 'public', archived: true }),
    },
    allUsers,
    allChannels,
    messages,
    views: [],
    files: [],
    addChannel,
    dm(user) {
      const known = allChannels.find(
        ({ kind, botIsMember, members }) => kind === 'im' && botIsMember && members.has(user.id),
      );
      return known ?? addChannel({ name: 'directmessage', kind: 'im', members: [user] });
    },
    post(message) {
      const posted = {
        ...message,
        blocks: withBlockIds(message.blocks),
        ts: nextTs(),
        edits: 0,
        deleted: false,
      };
      messages.push(posted);
      return posted;
    },
    nextTs,
  };
}
