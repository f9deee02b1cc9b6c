import type { Clock } from '../../../src/core/async/clock.ts';
import type { FakeChannel, FakeGuild, FakeUser, GuildSettings, UserSettings } from './places.ts';
import type { FakeAttachment, FakeMessage, MemberMessage, UploadSettings } from './shown.ts';

export type * from './places.ts';
export type * from './shown.ts';
export { startFakeDiscord } from './start-fake-discord.ts';

/** How one fake Discord differs from the usual one. */
export interface FakeDiscordSettings {
  /** Ids, tokens, links and slow mode age by it. Real time by default. */
  readonly clock?: Clock;
  /** How long an interaction waits for its first response, on that clock. 3,000 by default, as Discord. */
  readonly firstResponseMs?: number;
  /** Privileged intents switched on in the portal. Asking for another closes the socket with 4014. */
  readonly privilegedIntents?: readonly ('messageContent' | 'members' | 'presences')[];
  /** 41,250 by default, as Discord. Real time. */
  readonly heartbeatMs?: number;
  /** How many shards `GET /gateway/bot` advises. 1 by default. */
  readonly shards?: number;
  /** The bot's largest file where neither boosts nor an interaction say otherwise. 10 MiB by default. */
  readonly uploadFloorBytes?: number;
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
  /** Bytes per file. Worked out from the guild's boosts by default. */
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

/** What autocomplete offers. */
export interface Choice {
  readonly name: string;
  readonly value: string | number;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
}

/** The first response to an interaction, as it arrived. */
export interface Acknowledgement {
  /** 4 message, 5 deferred message, 6 deferred update, 7 update, 8 autocomplete, 9 modal. */
  readonly type: number;
  readonly ephemeral: boolean;
  /** How long it took, on the fake's clock. */
  readonly afterMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An interaction that was sent to the bot. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  /** Resolves with the first response; rejects when none came within 10 s of real time. */
  acknowledged(): Promise<Acknowledgement>;
  /** The response that `@original` names, as it is now. A pressed message after an update. */
  original(): FakeMessage | undefined;
  /** In their order. */
  readonly followUps: readonly FakeMessage[];
  /** The original, if there is one, and the follow-ups. */
  readonly messages: readonly FakeMessage[];
  /** Resolves once the messages are as wished; rejects after `withinMs` of real time, by default long enough to be sure it hangs. */
  until(wish: (messages: readonly FakeMessage[]) => boolean, withinMs?: number): Promise<void>;
  /** The 15 minutes of the token are over. */
  expire(): void;
}

/** One request as it arrived, contract errors included. */
export interface LoggedRequest {
  readonly method: string;
  /** Decoded, without host, `/api/v10` and query: `/webhooks/1/abc/messages/@original`. */
  readonly path: string;
  /** `POST /channels/{channel_id}/messages`; the path itself where no route fits. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** The JSON, or that of `payload_json`. */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
  readonly atMs: number;
  /** What the fake answered; 0 before it did, or where it hung up. */
  readonly status: number;
  /** Discord's error code in the answer. */
  readonly code: number | undefined;
  /** What the real Discord would not have taken like this, or what must not be relied on. */
  readonly contractErrors: readonly string[];
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

/** What goes wrong. Without a status, what arrives is handled as always, after the delay. */
export interface Fault {
  readonly status?: number;
  /** An object becomes JSON, a string a page of HTML. A 429 has Discord's own body by default. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time. */
  readonly delayMs?: number;
  /** Hangs up: `before` anything was done (default), or `after`, when only the answer is lost. */
  readonly destroy?: boolean | 'before' | 'after';
  /** 1 by default. */
  readonly times?: number;
  /** Meets only requests that bring files, and lets the others pass. */
  readonly withFiles?: boolean;
}

/** One IDENTIFY. */
export interface Identify {
  readonly intents: number;
  readonly shard: readonly [number, number];
}

/** The socket side. With two clients on one token, each gets every event, as with the real one. */
export interface FakeGateway {
  /** Cuts every socket. 4000 by default: the client resumes. */
  drop(code?: number): void;
  /** Asks every client to reconnect (opcode 7). */
  reconnect(): void;
  /** Ends every session, resumable or not (opcode 9). */
  invalidate(resumable?: boolean): void;
  /** Resolves once `count` (1) sessions are ready; rejects after 10 s of real time. */
  connected(count?: number): Promise<void>;
  readonly identifies: readonly Identify[];
  /** How many sessions were resumed. */
  readonly resumes: number;
  /** How many heartbeats arrived. */
  readonly heartbeats: number;
}

/** A strict Discord on a port of its own: REST v10, gateway and file host. */
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
  autocomplete(call: AutocompleteCall): Promise<readonly Choice[]>;
  /** Presses a button. Throws where a member could not: no such button, disabled, not their message. */
  press(message: FakeMessage, customId: string, context: InteractionContext): FakeInteraction;
  /** Sends a modal that the interaction was answered with. Values by custom id. */
  submitModal(
    interaction: FakeInteraction,
    values: Readonly<Record<string, string | readonly FakeAttachment[]>>,
  ): FakeInteraction;
  /** Picks a command from a message's menu. */
  messageCommand(name: string, message: FakeMessage, context: InteractionContext): FakeInteraction;
  /** A member writes. The bot hears of it as far as its intents go. */
  message(channel: FakeChannel, content: MemberMessage): FakeMessage;
  /** Every message that stands in a channel, oldest first, without ephemeral ones. */
  messagesIn(channel: FakeChannel): readonly FakeMessage[];
  /** Resolves once the channel's messages are as wished; rejects after `withinMs` as above. */
  until(
    channel: FakeChannel,
    wish: (messages: readonly FakeMessage[]) => boolean,
    withinMs?: number,
  ): Promise<void>;
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
  /** Registered commands as they were sent: under `global`, and under a guild's id. */
  readonly registered: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  /** Throws with everything the real Discord would not have taken. */
  assertClean(): void;
}
