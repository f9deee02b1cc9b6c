import { randomInt } from 'node:crypto';
import type { types, ViewStateValue } from '@slack/bolt';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { FakeFile } from './stored-files.ts';

/** A member or outside user of the workspace, as `users.info` shows them. */
export type FakeUser = ReturnType<typeof newPerson>;

/** A channel or conversation. May be changed by a test while it runs. */
export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  /** Decides who may see and join it. */
  readonly kind: 'public' | 'private' | 'im';
  botIsMember: boolean;
  readonly archived: boolean;
  readonly members: ReadonlySet<string>;
}

/** A message. The app's messages change when it updates them. */
export interface FakeMessage {
  readonly channel: FakeChannel;
  readonly ts: string;
  /** The parent's `ts`, for replies. */
  readonly threadTs?: string;
  readonly from: FakeUser | 'app';
  readonly via: 'person' | 'chat.postMessage' | 'chat.postEphemeral' | 'response_url' | 'upload';
  /** Only this user sees it, and it can be changed only through its response URL. */
  readonly ephemeralTo?: string;
  text: string;
  blocks: readonly types.AnyBlock[];
  readonly files: readonly FakeFile[];
  readonly forwardedFiles: readonly FakeFile[];
  deleted: boolean;
}

/** A modal the app opened. */
export interface FakeView {
  readonly id: string;
  readonly userId: string;
  readonly hash: string;
  readonly payload: types.ModalView;
  /** The values of fields, by block and action id. */
  readonly state: Map<string, Map<string, ViewStateValue>>;
  /** What the app shows at fields since it was last sent, by block id. */
  errors: Readonly<Record<string, string>>;
  open: boolean;
}

/** The app's home, as one person sees it. */
export interface FakeHome {
  readonly id: string;
  readonly hash: string;
  readonly blocks: readonly types.AnyBlock[];
}

/** Everything that exists in the fake. */
export type Workspace = ReturnType<typeof createWorkspace>;

const TEAM_ID = 'T0AUDIOPOD';
const ID_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Returns an id in Slack's form, such as `C7QHV0SK2PA`. */
export function newId(prefix: string): string {
  return prefix + Array.from({ length: 10 }, () => ID_SIGNS[randomInt(ID_SIGNS.length)]).join('');
}

/** Adds ids to blocks without one, as Slack does. */
export function withBlockIds<Block extends types.AnyBlock>(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId('b').toLowerCase() }));
}

const NOTHING_SPECIAL = {
  team_id: TEAM_ID as string,
  locale: 'en-US',
  deleted: false,
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: false,
};

type Flags = Partial<typeof NOTHING_SPECIAL> & { readonly is_stranger?: boolean };

function newPerson(name: string, real_name: string, flags: Flags = {}) {
  return {
    id: newId('U'),
    name,
    real_name,
    profile: { display_name: name, real_name },
    ...NOTHING_SPECIAL,
    ...flags,
  };
}

/** The usual workspace. */
const USUAL_TEAM = { id: TEAM_ID, name: 'Sound Lab', domain: 'sound-lab' };

/** Creates a workspace with a user of every kind and a channel of every kind. */
export function createWorkspace(clock: Clock, team = USUAL_TEAM) {
  const person = (name: string, realName: string, flags: Flags = {}): FakeUser =>
    newPerson(name, realName, { team_id: team.id, ...flags });
  const bot = person('audiopod', 'AudioPod', { is_bot: true });
  const users = {
    member: person('mia', 'Mia Meyer'),
    /** Reads Chinese. */
    chinese: person('li', 'Li Na', { locale: 'zh-CN' }),
    admin: person('ada', 'Ada Adams', { is_admin: true }),
    owner: person('olu', 'Olu Obi', { is_admin: true, is_owner: true, is_primary_owner: true }),
    /** A guest of several channels. */
    guest: person('gus', 'Gus Guest', { is_restricted: true }),
    /** A member of another workspace, by Slack Connect. */
    stranger: person('sam', 'Sam Stranger', { is_stranger: true, team_id: 'T0ELSEWHERE' }),
    deleted: person('dee', 'Dee Gone', { deleted: true }),
  };
  const channels: FakeChannel[] = [];
  const messages: FakeMessage[] = [];
  let lastTsMicros = 0;

  /** Returns a unique time in Slack's form. */
  function nextTs(): string {
    lastTsMicros = Math.max(Math.round(clock.now()) * 1_000, lastTsMicros + 1);
    const seconds = Math.floor(lastTsMicros / 1_000_000);
    return `${seconds}.${String(lastTsMicros % 1_000_000).padStart(6, '0')}`;
  }

  function add(name: string, kind: FakeChannel['kind'], more: Partial<FakeChannel> = {}): FakeChannel {
    const members = new Set(Object.values(users).map(({ id }) => id));
    const id = newId(kind === 'im' ? 'D' : 'C');
    const added = { id, name, kind, botIsMember: true, archived: false, members, ...more };
    channels.push(added);
    return added;
  }

  return {
    team,
    bot,
    users,
    channels: {
      general: add('general', 'public'),
      random: add('random', 'public', { botIsMember: false }),
      team: add('team', 'private'),
      secret: add('secret', 'private', { botIsMember: false }),
      archived: add('archived', 'public', { archived: true }),
      /** A direct message between two people, which the bot can never enter. */
      pair: add('directmessage', 'im', {
        botIsMember: false,
        members: new Set([users.member.id, users.admin.id]),
      }),
    },
    allUsers: [bot, ...Object.values(users)] as readonly FakeUser[],
    allChannels: channels as readonly FakeChannel[],
    messages,
    views: [] as FakeView[],
    /** What each person sees in the app's home, by their id. */
    homes: new Map<string, FakeHome>(),
    files: [] as FakeFile[],
    /** Returns the bot's direct conversation with a user; opened when there is none. */
    dm({ id }: FakeUser): FakeChannel {
      const known = channels.find(
        ({ kind, botIsMember, members }) => kind === 'im' && botIsMember && members.has(id),
      );
      return known ?? add('directmessage', 'im', { members: new Set([id]) });
    },
    post(message: Omit<FakeMessage, 'ts' | 'deleted'>): FakeMessage {
      const posted = { ...message, blocks: withBlockIds(message.blocks), ts: nextTs(), deleted: false };
      messages.push(posted);
      return posted;
    },
    nextTs,
  };
}
