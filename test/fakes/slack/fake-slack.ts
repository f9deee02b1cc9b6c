import type { types, ViewOutput, webApi } from '@slack/bolt';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { Delivered, DeliveryOptions, HttpAnswer, HttpDelivery } from './delivery.ts';
import type { Fault } from './faults.ts';
import type { FakeFile, NewFile } from './stored-files.ts';
import type { FakeChannel, FakeMessage, FakeUser, FakeView, NewChannel, Workspace } from './workspace.ts';

/** How a fake Slack differs from the usual one. */
export interface FakeSlackSettings {
  /** Ages trigger ids, response URLs and rates, and dates messages and signatures. Real time by default. */
  readonly clock?: Clock;
  /** What the bot token may do. Everything this app ever asks for by default. */
  readonly scopes?: readonly string[];
  /** Answers 429 above the rates Slack publishes (slack.dev, "Rate limits"). Off by default. */
  readonly rates?: boolean;
}

/** One request the app made, as it came in. */
export interface RecordedRequest {
  /** A Web API method, or `upload`, `response_url`, `files-pri`. */
  readonly method: string;
  /** Arguments as sent, with nested values parsed. The token is left out. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  /** By the clock of the fake. */
  readonly atMs: number;
  /** HTTP status and, for methods, the platform error. Absent while unanswered or when the line was cut. */
  readonly answer?: { readonly status: number; readonly error?: string };
}

/** Somebody presses a button of a message or a view. */
export interface Press {
  readonly user: FakeUser;
  readonly on: FakeMessage | FakeView;
  readonly actionId: string;
  /** Chooses among several buttons with that action id. */
  readonly value?: string;
  readonly blockId?: string;
  /** What a select or input holds after the change. */
  readonly state?: FieldState;
}

/** What somebody put into one field of a modal. */
export type FieldState =
  | { readonly text: string }
  /** The value of an option; for `external_select` one the app offered when asked by `suggest`. */
  | { readonly option: string }
  | { readonly options: readonly string[] }
  /** Somebody chosen from the list of people. */
  | { readonly user: FakeUser }
  | { readonly files: readonly FakeFile[] };

/** A modal handed in. Values are by action id; fields left out keep their initial value. */
export interface Submission {
  readonly user: FakeUser;
  readonly view: FakeView;
  readonly fields?: Readonly<Record<string, FieldState>>;
}

/**
 * A strict Slack on this machine: Web API, Socket Mode, file hosts and response URLs on one port, and a
 * signed HTTP client that calls the app as Slack would. What breaks Slack's contract is collected in
 * `violations` besides being refused where Slack refuses it.
 */
export interface FakeSlack extends AsyncDisposable {
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Good for one `oauth.v2.access`. */
  readonly oauthCode: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly team: Workspace['team'];
  readonly users: Workspace['users'];
  readonly channels: Workspace['channels'];
  /** May be changed while it runs. */
  readonly scopes: Set<string>;

  /** Every message there is, oldest first: of people, of the app, ephemeral ones too. */
  readonly messages: readonly FakeMessage[];
  /** Messages of the app that `user` sees: not ephemeral, or ephemeral to them. */
  messagesFor(user: FakeUser, channel?: FakeChannel): readonly FakeMessage[];
  /** Views opened by the app and not closed, the topmost last. */
  readonly views: readonly FakeView[];
  /** Every file, of people and of the app. */
  readonly files: readonly FakeFile[];
  readonly requests: readonly RecordedRequest[];
  calls(method: string): readonly RecordedRequest[];

  addChannel(channel: NewChannel): FakeChannel;
  /** The direct conversation of the bot with somebody; opened when there is none. */
  dm(user: FakeUser): FakeChannel;
  addFile(file: NewFile): Promise<FakeFile>;
  /** The bytes of a file as they arrived. */
  bytesOf(file: FakeFile): Promise<Buffer>;
  /** A person writes. Nothing is delivered to the app; see `mention` and `directMessage`. */
  say(message: {
    readonly user: FakeUser;
    readonly channel: FakeChannel;
    readonly text?: string;
    readonly files?: readonly FakeFile[];
    /** Files of a message that is forwarded in this one. */
    readonly forwardedFiles?: readonly FakeFile[];
    readonly threadTs?: string;
  }): FakeMessage;

  /** From now on the app is called at this address, such as `http://127.0.0.1:1234/slack/events`. */
  useHttp(url: string): void;
  /** From now on the app is called over its sockets. This is how it starts. */
  useSocket(): void;

  command(
    call: {
      readonly command: string;
      readonly text?: string;
      readonly user: FakeUser;
      readonly channel: FakeChannel;
    },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  messageShortcut(
    call: { readonly callbackId: string; readonly user: FakeUser; readonly message: FakeMessage },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  globalShortcut(
    call: { readonly callbackId: string; readonly user: FakeUser },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  /** @throws when there is no such button on the message or view, as nobody could press it. */
  press(press: Press, options?: DeliveryOptions): Promise<Delivered>;
  /**
   * Hands a modal in and does what the app answers: closes it, shows errors, updates or pushes.
   *
   * @throws when a field does not exist or breaks its own limits, as Slack would not send it.
   */
  submit(submission: Submission, options?: DeliveryOptions): Promise<Delivered>;
  /** Closes a modal; delivered only where the view asked for it with `notify_on_close`. */
  closeView(view: FakeView, user: FakeUser): Promise<Delivered | undefined>;
  /** Types into an `external_select`. `options` are what the app offered, or empty. */
  suggest(
    call: {
      readonly user: FakeUser;
      readonly on: FakeView | FakeMessage;
      readonly actionId: string;
      readonly value: string;
    },
    options?: DeliveryOptions,
  ): Promise<Delivered & { readonly options: readonly { readonly text: string; readonly value: string }[] }>;
  /** Writes a message that mentions the bot; `app_mention` where the bot is a member. */
  mention(
    call: Parameters<FakeSlack['say']>[0],
    options?: DeliveryOptions,
  ): Promise<Delivered & { readonly message: FakeMessage }>;
  /** Writes to the bot: `message.im`, with subtype `file_share` when files are attached. */
  directMessage(
    call: Omit<Parameters<FakeSlack['say']>[0], 'channel'>,
    options?: DeliveryOptions,
  ): Promise<Delivered & { readonly message: FakeMessage }>;
  /** Tells the app of a message of its own in a direct conversation, as Slack does (`message.im`). */
  echo(message: FakeMessage, options?: DeliveryOptions): Promise<Delivered>;
  /** Any other event, such as `app_home_opened` or `tokens_revoked`. */
  event(event: types.SlackEvent, options?: DeliveryOptions): Promise<Delivered>;
  /** Sends a delivery again, byte for byte; events with their retry number counted up. */
  redeliver(delivered: Delivered): Promise<Delivered>;
  /** Sends raw bytes with a signature that may be wrong. For replays, tampering and skewed clocks. */
  http(delivery: HttpDelivery): Promise<HttpAnswer>;

  /** The next `times` requests to `method` meet this instead of, or after, being served. */
  fault(method: string, fault: Fault, times?: number): void;
  /** `files.info` lists shares only from this many calls after completion on. 1 by default. */
  sharesAppearAfterCalls: number;
  /** How many sockets are open. */
  readonly sockets: number;
  /** Tells every socket to reconnect (`refresh_requested`), as Slack does every few hours. */
  refreshSockets(): void;
  /** Cuts every socket without a word. */
  dropSockets(): void;
  /** Resolves once this many sockets are open. */
  untilConnected(count?: number): Promise<void>;
  /**
   * Waits until `find` answers with something, looking again after every request and delivery, and now and then.
   *
   * @throws after `withinMs` of real time (by default, long enough to be sure it hangs), naming `what` and the last requests.
   */
  until<T>(what: string, find: () => T | undefined | false, withinMs?: number): Promise<T>;

  /** What broke Slack's contract, one sentence each. */
  readonly violations: readonly string[];
  /** @throws with every violation none of `except` matches. */
  assertClean(...except: readonly RegExp[]): void;
}

/** What every method of views answers with. */
interface ViewAnswer extends webApi.WebAPICallResult {
  readonly view: ViewOutput;
}

/** Answers of the Web API that the fake gives, by method, in the words of Slack's own client. */
export interface Answers {
  'auth.test': webApi.AuthTestResponse;
  'apps.connections.open': webApi.AppsConnectionsOpenResponse;
  'chat.postMessage': webApi.ChatPostMessageResponse;
  'chat.update': webApi.ChatUpdateResponse;
  'chat.delete': webApi.ChatDeleteResponse;
  'chat.postEphemeral': webApi.ChatPostEphemeralResponse;
  'conversations.info': webApi.ConversationsInfoResponse;
  'conversations.join': webApi.ConversationsJoinResponse;
  'conversations.open': webApi.ConversationsOpenResponse;
  'files.completeUploadExternal': webApi.FilesCompleteUploadExternalResponse;
  'files.getUploadURLExternal': webApi.FilesGetUploadURLExternalResponse;
  'files.info': webApi.FilesInfoResponse;
  'oauth.v2.access': webApi.OauthV2AccessResponse;
  'users.info': webApi.UsersInfoResponse;
  'views.open': ViewAnswer;
  'views.push': ViewAnswer;
  'views.publish': ViewAnswer;
  'views.update': ViewAnswer;
}
