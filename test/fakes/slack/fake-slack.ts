import type { types } from '@slack/bolt';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { FakeOrganization } from './authority.ts';
import type { Fault } from './faults.ts';
import type { FieldState } from './fields.ts';
import type { FakeFile, NewFile } from './stored-files.ts';
import type { FakeChannel, FakeHome, FakeMessage, FakeUser, FakeView, Workspace } from './workspace.ts';

/** How a fake Slack differs from the usual one. */
export interface FakeSlackSettings {
  /** Ages trigger ids and response URLs, dates messages and signatures, and ends acknowledgements. */
  readonly clock?: Clock;
  /** The scopes of the bot token. By default every scope this app requests. */
  readonly scopes?: readonly string[];
  /**
   * Installs the app in a whole organization: what `auth.test` names instead of the workspace. Its `team_id` is
   * missing, or the organization's own.
   */
  readonly organization?: { readonly enterprise_id: string; readonly team_id?: string };
}

/** One request of the app, as received. */
export interface RecordedRequest {
  /** A Web API method, or `upload`, `response_url`, `files-pri`. */
  readonly method: string;
  /** Arguments as sent, with nested values parsed. The token is left out. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: 'bot' | 'app' | 'none' | 'unknown';
  /** The workspace that it acts in. */
  readonly team?: string;
  /**
   * HTTP status and, for methods, the platform error. Absent while unanswered or when the connection was cut.
   */
  readonly answer?: { readonly status: number; readonly error?: string };
}

/** A delivery to the app, and how the app handled it. */
export interface Delivered {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: object;
  /** 0 at first; counts up with every retry of an event. */
  readonly retryNum: number;
  readonly acknowledged: boolean;
  /** From sending to the acknowledgement, in real time: for measurements. Absent when there was none. */
  readonly ackMs?: number;
  /** The app's response; empty for a bare acknowledgement. */
  readonly answer: unknown;
}

/** Bytes for the HTTP endpoint of the app, signed. */
export interface HttpDelivery {
  readonly body: string;
  readonly contentType?: string;
  /** Unix time in ms that is signed; the clock's by default. */
  readonly timestampMs?: number;
  /** The correct one by default. */
  readonly signingSecret?: string;
  readonly retryNum?: number;
}

interface DeliveryOptions {
  /** Sends this many copies simultaneously, as Slack does when it loses acknowledgements. 1 by default. */
  readonly copies?: number;
  /** Expects no acknowledgement, so that a missing one is not a violation. */
  readonly mayFail?: boolean;
}

/** A message, and how the app handled it. */
type Written = Promise<Delivered & { readonly message: FakeMessage }>;

/** A message a user writes. */
interface Saying {
  readonly user: FakeUser;
  readonly channel: FakeChannel;
  readonly text?: string;
  readonly files?: readonly FakeFile[];
  /** Files of a message that is forwarded in this one. */
  readonly forwardedFiles?: readonly FakeFile[];
  readonly threadTs?: string;
}

/** One workspace: its people, what they see, and what they do. */
export interface FakeWorkspace {
  readonly team: Workspace['team'];
  readonly botUserId: string;
  readonly users: Workspace['users'];
  readonly channels: Workspace['channels'];
  /** Every message, oldest first: of people and of the app, including ephemeral ones. */
  readonly messages: readonly FakeMessage[];
  /** Messages of the app that `user` sees: not ephemeral, or ephemeral to them. */
  messagesFor(user: FakeUser, channel?: FakeChannel): readonly FakeMessage[];
  /** Every file, of people and of the app. */
  readonly files: readonly FakeFile[];
  /** Returns the app's home as a person sees it; `undefined` until the app has published one. */
  homeOf(user: FakeUser): FakeHome | undefined;
  /** Returns the bot's direct conversation with a user; opened when there is none. */
  dm(user: FakeUser): FakeChannel;
  addFile(file: NewFile): Promise<FakeFile>;
  /** Writes a message as a person. Nothing is delivered to the app; see `mention` and `directMessage`. */
  say(message: Saying): FakeMessage;
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
  /** Opens the app, at its home unless another tab is named. */
  openHome(user: FakeUser, tab?: 'home' | 'messages', options?: DeliveryOptions): Promise<Delivered>;
  /** Presses a button. @throws when the message has no such button. */
  press(
    press: { readonly user: FakeUser; readonly on: FakeMessage; readonly actionId: string },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  /** Writes a message that mentions the bot; sends `app_mention` where the bot is a member. */
  mention(call: Saying, options?: DeliveryOptions): Written;
  /** Writes to the bot: `message.im`, with subtype `file_share` when files are attached. */
  directMessage(call: Omit<Saying, 'channel'>, options?: DeliveryOptions): Written;
  /** Sends any other event, such as `tokens_revoked`. */
  event(event: types.SlackEvent, options?: DeliveryOptions): Promise<Delivered>;
  /** Sends a delivery again, byte for byte; events with their retry number counted up. */
  redeliver(delivered: Delivered): Promise<Delivered>;
}

/**
 * A strict Slack on this machine: Web API, Socket Mode, file hosts and response URLs on one port.
 *
 * A signed HTTP client calls the app as Slack would. It serves only what the app uses of Slack. Violations of
 * Slack's contract are recorded for `assertClean`, besides being refused where Slack refuses them.
 */
export interface FakeSlack extends FakeWorkspace, AsyncDisposable {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the app's settings let browsers be sent back to. */
  readonly redirectUrls: string[];
  /** Adds a workspace that the app is not installed in. */
  addWorkspace(name: string, organization?: FakeOrganization): FakeWorkspace;
  /** Adds an organization without workspaces. */
  addOrganization(name: string): FakeOrganization;
  /**
   * Allows an installation on Slack's page, as an admin of a workspace or organization. Returns where the browser is
   * sent back to.
   *
   * @param without scopes that the admin leaves out.
   */
  allow(page: URL, where: FakeWorkspace | FakeOrganization, without?: readonly string[]): URL;
  /** Cancels it there. */
  deny(page: URL): URL;
  /** Removes the app: its token is worth nothing, and Slack reports that in two events, unless it is lost. */
  uninstall(where: FakeWorkspace | FakeOrganization, isReported?: boolean): Promise<readonly Delivered[]>;

  /** Ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly appId: string;
  readonly botId: string;
  /** May be changed while it runs. */
  readonly scopes: Set<string>;

  /** Views opened by the app and not closed, newest last. */
  readonly views: readonly FakeView[];
  /** Whether the app's settings have a home. */
  isHomeOn: boolean;
  readonly requests: readonly RecordedRequest[];
  calls(method: string): readonly RecordedRequest[];

  /** Returns the bytes of a file as they arrived. */
  bytesOf(file: FakeFile): Promise<Buffer>;
  /** Begins the links it hands out with this address from now on, as behind a proxy. */
  useOrigin(url: string): void;
  /** Calls the app at this address from now on, instead of over its sockets. */
  useHttp(url: string): void;
  /** Presses a button in the app's home. @throws when it has no such button. */
  pressAtHome(
    press: { readonly user: FakeUser; readonly actionId: string },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  /**
   * Submits a modal, which closes it unless the app shows errors in it. Values are by action id; fields left out
   * stay as they are.
   *
   * @throws when a field does not exist or breaks its own limits, as Slack would not send it.
   */
  submit(
    submission: {
      readonly user: FakeUser;
      readonly view: FakeView;
      readonly fields?: Readonly<Record<string, FieldState>>;
    },
    options?: DeliveryOptions,
  ): Promise<Delivered>;
  /** Types into an `external_select`, and returns the options the app offered. */
  suggest(call: {
    readonly user: FakeUser;
    readonly on: FakeView;
    readonly actionId: string;
    readonly value: string;
  }): Promise<{
    readonly options: readonly { readonly text: string; readonly value: string; readonly group?: string }[];
  }>;
  /** Sends raw bytes, optionally signed at another time. */
  http(delivery: HttpDelivery): Promise<{ readonly status: number; readonly body: string }>;

  /** Applies this fault instead of, or after, serving the next `times` requests to `method`. */
  fault(method: string, fault: Fault, times?: number): void;
  /** `files.info` lists shares only from this many calls after completion on. 1 by default. */
  sharesAppearAfterCalls: number;
  /** So many `files.completeUploadExternal` from now on are confirmed and share nothing. 0 by default. */
  unsharedCompletions: number;
  /** Shares what was confirmed and not shared, unless the app has deleted it meanwhile. */
  shareLate(): void;
  /** The number of open sockets. */
  readonly sockets: number;
  /** Asks every socket to reconnect (`refresh_requested`), as Slack does every few hours. */
  refreshSockets(): void;
  /** Cuts every socket without notice. */
  dropSockets(): void;
  /** Resolves once this many sockets are open. */
  untilConnected(count?: number): Promise<void>;
  /**
   * Waits until `find` returns a result, checking after every request and delivery, and at intervals.
   *
   * @throws when it is sure to hang, naming `what` and the last requests.
   */
  until<T>(what: string, find: () => T | undefined | false): Promise<T>;
  /** @throws with every violation none of `except` matches. Each is reported once. */
  assertClean(...except: readonly RegExp[]): void;
}
