import type { Clock } from '../../../src/core/async/clock.ts';
import type { FakeEndpoint } from './endpoint.ts';
import type { Fault } from './faults.ts';
import type { FieldValue } from './modal-rules.ts';
import type {
  FakeAttachment,
  FakeChannel,
  FakeGuild,
  FakeInteraction,
  FakeMessage,
  FakeUser,
  GuildSettings,
  Json,
  UploadSettings,
  UserSettings,
} from './state.ts';

export type * from './endpoint.ts';
export type * from './faults.ts';
export { startFakeDiscord } from './start-fake-discord.ts';
export type * from './state.ts';

/** How one fake Discord differs from the usual one. */
export interface FakeDiscordSettings {
  /** Ids, tokens, links and slow mode age by it. */
  readonly clock?: Clock;
  /** How many shards `GET /gateway/bot` advises. 1 by default. */
  readonly shards?: number;
  /** How the application can be installed: 0 in a server, 1 on a person's account. Both by default. */
  readonly installs?: readonly number[];
  /** Also holds the fake's own answers against the OpenAPI file. Slower; for the fake's own tests. */
  readonly checkAnswers?: boolean;
}

/** What is said with an interaction, whatever its kind. */
export interface InteractionContext {
  readonly user: FakeUser;
  /** Where. The guild's first channel by default, or without a guild the user's direct messages. */
  readonly channel?: FakeChannel;
  readonly guild?: FakeGuild;
  /** The reader's locale, such as `zh-CN`. The user's by default. */
  readonly locale?: string;
  /** Who installed the app: the server (default where the bot is a member) or the user. */
  readonly install?: 'guild' | 'user';
  /** What the app may do here. Worked out from the channel by default. */
  readonly appPermissions?: bigint;
  /** What the member may do here. Worked out from the channel by default. */
  readonly memberPermissions?: bigint;
  /** Bytes per file. 10 MiB by default. */
  readonly attachmentSizeLimit?: number;
  /** How long ago the member sent it, as after a disconnection. Just now by default. */
  readonly sentAgoMs?: number;
}

/** What may be given for an option. An attachment is an upload. */
export type OptionValue = string | number | boolean | FakeAttachment;

/** A slash command as a member sends it. Once commands are registered, it has to be one of them. */
export interface CommandCall extends InteractionContext {
  readonly name: string;
  readonly subcommand?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** A member typing into an option. */
export interface AutocompleteCall extends CommandCall {
  /** The option being typed into, and what stands there so far. */
  readonly focused: { readonly name: string; readonly value: string };
}

/** One request as it arrived, contract errors included. */
export interface LoggedRequest {
  readonly method: string;
  /** Decoded, without host, `/api/v10` and query: `/webhooks/1/abc/messages/@original`. */
  readonly path: string;
  /** `POST /channels/{channel_id}/messages`; the path itself where no route fits. */
  readonly route: string;
  readonly authorization: string | undefined;
  /** The JSON, or that of `payload_json`. */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  /** What the fake answered; 0 before it did, or where it hung up. */
  status: number;
  /** Discord's error code in the answer. */
  code: number | undefined;
  /** What the real Discord would not have taken like this, or what must not be relied on. */
  readonly contractErrors: string[];
}

/** One part of a multipart request that holds a file. */
export interface UploadedFile {
  /** The n of `files[n]`. */
  readonly index: number;
  readonly name: string;
  /** As the part says. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What a member writes. */
export interface MemberMessage {
  readonly author: FakeUser;
  readonly content?: string;
  readonly attachments?: readonly FakeAttachment[];
  /** What it replies to. Pings the author of that message unless `ping` is false. */
  readonly replyTo?: FakeMessage;
  readonly ping?: boolean;
  /** A voice message: flag 8192, one attachment. */
  readonly voice?: boolean;
  /** Forwards this message: a snapshot, with nothing in the message itself. */
  readonly forwards?: FakeMessage;
}

/** The socket side. With two clients on one token, each gets every event, as with the real one. */
export interface FakeGateway {
  /** Cuts every socket: the client resumes, unless the code says that it may not. */
  drop(code?: number): void;
  /** Resolves once `count` (1) sessions are ready. */
  connected(count?: number): Promise<void>;
  readonly identifies: readonly { readonly intents: number; readonly shard: readonly [number, number] }[];
  /** How many sessions were resumed. */
  readonly resumes: number;
}

/**
 * A strict Discord on a port of its own: REST v10, gateway and file host. It serves what the bot uses of Discord, and
 * holds everything else against the bot.
 */
export interface FakeDiscord extends AsyncDisposable {
  /** Goes into DISCORD_API_URL. Has no version. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  /** The bot as a user. */
  readonly botUserId: string;
  /** `host:port` that serves attachments, over plain HTTP. For MEDIA_HOSTS. */
  readonly cdnHost: string;
  /** A server, with one text channel. The bot is in it unless told otherwise. */
  guild(settings?: GuildSettings): FakeGuild;
  /** Removes the bot from a server. */
  removeBot(guild: FakeGuild): void;
  /** Adds the bot to a server that it isn't in. */
  addBot(guild: FakeGuild): void;
  /** Makes a server unavailable, as an outage at Discord does. */
  takeDown(guild: FakeGuild): void;
  user(settings?: UserSettings): FakeUser;
  /** The channel of direct messages between a user and the bot. */
  directChannel(user: FakeUser): FakeChannel;
  /** A group of users, without the bot: only an app that a user installed works in it. */
  groupChannel(...users: readonly FakeUser[]): FakeChannel;
  /** A file as a member uploads it, with a signed link that dies after its time. */
  upload(bytes: Uint8Array, name: string, contentType: string, settings?: UploadSettings): FakeAttachment;
  /** Sends a slash command to the bot. */
  command(call: CommandCall): FakeInteraction;
  /** Resolves with what is offered. */
  autocomplete(
    call: AutocompleteCall,
  ): Promise<readonly { readonly name: string; readonly value: string | number }[]>;
  /**
   * Presses a button, or chooses the entry of a list with this value. Throws where a member could not: no such button
   * or entry, not their message.
   */
  press(message: FakeMessage, customId: string, context: InteractionContext, value?: string): FakeInteraction;
  /** Sends a modal that the interaction was answered with. Values by custom id; the others stay as they are. */
  submitModal(interaction: FakeInteraction, values: Readonly<Record<string, FieldValue>>): FakeInteraction;
  /** Picks a command from a message's menu. */
  messageCommand(name: string, message: FakeMessage, context: InteractionContext): FakeInteraction;
  /** A member writes. The bot hears of it as far as its intents go. */
  message(channel: FakeChannel, content: MemberMessage): FakeMessage;
  /** Every message that stands in a channel, oldest first, without ephemeral ones. */
  messagesIn(channel: FakeChannel): readonly FakeMessage[];
  /** Resolves once the channel's messages are as wished. */
  until(channel: FakeChannel, wish: (messages: readonly FakeMessage[]) => boolean): Promise<void>;
  /** What the bot wrote to a user privately. */
  dms(user: FakeUser): readonly FakeMessage[];
  readonly requests: readonly LoggedRequest[];
  readonly faults: {
    /**
     * Makes the next matching request go wrong. `pattern` is matched against the decoded path; files are
     * under `/attachments/`. Faults are used up in their order.
     */
    next(method: string, pattern: RegExp, fault: Fault): void;
    /** Those never met. */
    readonly left: number;
  };
  readonly gateway: FakeGateway;
  readonly endpoint: FakeEndpoint;
  /** Registered commands as they were sent: under `global`, and under a guild's id. */
  readonly registered: ReadonlyMap<string, readonly Json[]>;
  /** Throws with everything the real Discord would not have taken. Each is told once. */
  assertClean(): void;
}
