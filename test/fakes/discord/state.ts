import type { Clock } from '../../../src/core/async/clock.ts';
import type { Changes } from './changes.ts';
import type { Acknowledgement, FakeInteraction } from './fake-discord.ts';
import type { ChannelKind, FakeChannel, FakeGuild, FakeUser } from './places.ts';
import type { FakeAttachment, FakeMessage } from './shown.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A guild as the fake holds it. */
export interface GuildRecord extends FakeGuild {
  readonly name: string;
  readonly locale: string;
  botPermissions: bigint;
  memberPermissions: bigint;
  boostLevel: 0 | 1 | 2 | 3;
  readonly channels: ChannelRecord[];
  /** The role that only the bot has. */
  readonly botRoleId: string;
}

/** A channel as the fake holds it. */
export interface ChannelRecord extends FakeChannel {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly guild: GuildRecord | undefined;
  readonly parent: ChannelRecord | undefined;
  /** Of direct and group channels, the bot left out. */
  readonly recipients: readonly UserRecord[];
  archived: boolean;
  slowModeSeconds: number;
  botPermissions: bigint | undefined;
  memberPermissions: bigint | undefined;
  removed: boolean;
  /** When the bot last wrote here, for slow mode. */
  lastWrittenMs: number | undefined;
}

/** A user as the fake holds it. */
export interface UserRecord extends FakeUser {
  readonly bot: boolean;
  readonly roles: readonly string[];
  closedDms: boolean;
}

/** A file as the fake holds it. */
export interface FileRecord extends FakeAttachment {
  readonly channelId: string;
  readonly claimedBytes: number;
  readonly lifetimeMs: number;
}

/** A message as the fake holds it. */
export interface MessageRecord extends FakeMessage {
  readonly channel: ChannelRecord;
  readonly author: UserRecord;
  /** Discord's message type: 0 plain, 19 reply, 20 slash command, 23 message command. */
  readonly type: number;
  attachments: readonly FileRecord[];
  embeds: readonly Json[];
  components: readonly Json[];
  flags: number;
  loading: boolean;
  removed: boolean;
  edits: number;
  contents: string[];
  editedMs: number | undefined;
  /** Users it mentions, in its text or by answering them. */
  mentions: readonly string[];
  readonly reference: MessageRecord | undefined;
  readonly snapshot: MessageRecord | undefined;
}

/** What an interaction is about: Discord's interaction types 2 to 5. */
export type InteractionKind = 'command' | 'component' | 'autocomplete' | 'modal';

/** An interaction as the fake holds it. */
export interface InteractionRecord extends FakeInteraction {
  readonly kind: InteractionKind;
  readonly createdMs: number;
  readonly user: UserRecord;
  readonly channel: ChannelRecord;
  /** Only the user installed the app. */
  readonly isUserInstall: boolean;
  readonly appPermissions: bigint;
  readonly memberPermissions: bigint;
  readonly attachmentSizeLimit: number;
  readonly locale: string;
  /** The message a component is on, and of a modal that came from one. */
  readonly source: MessageRecord | undefined;
  readonly messageType: number;
  acknowledgement: Acknowledgement | undefined;
  /** What `@original` names. */
  response: MessageRecord | undefined;
  readonly followUps: MessageRecord[];
  expired: boolean;
}

/** A command as registered, with what Discord adds. */
export interface CommandRecord {
  readonly id: string;
  readonly version: string;
  readonly type: number;
  readonly name: string;
  readonly json: Json;
}

/** Sends an event to every session that should hear of it. `undefined` leaves a session out. */
export type Dispatch = (
  event: string,
  guildId: string | undefined,
  payload: (intents: number) => Json | undefined,
) => void;

/** Everything one fake Discord knows. */
export interface State {
  readonly clock: Clock;
  readonly nextId: (agoMs?: number) => string;
  readonly token: string;
  readonly applicationId: string;
  readonly bot: UserRecord;
  readonly firstResponseMs: number;
  readonly uploadFloorBytes: number;
  readonly privilegedIntents: readonly string[];
  readonly guilds: Map<string, GuildRecord>;
  readonly channels: Map<string, ChannelRecord>;
  readonly users: Map<string, UserRecord>;
  readonly messages: Map<string, MessageRecord>;
  readonly interactions: Map<string, InteractionRecord>;
  readonly files: Map<string, FileRecord>;
  /** By `global` or a guild's id. */
  readonly commands: Map<string, readonly CommandRecord[]>;
  readonly changes: Changes;
  /** `http://127.0.0.1:port`, once it listens. */
  origin: string;
  dispatch: Dispatch;
  /** Tells of a message whom the intents let hear of it. */
  dispatchMessage: (event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: MessageRecord) => void;
}
