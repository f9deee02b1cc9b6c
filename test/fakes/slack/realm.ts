import type { Clock } from '../../../src/core/async/clock.ts';
import type { Answers } from './fake-slack.ts';
import type { Journal } from './journal.ts';
import type { Method, ReadArguments } from './method-arguments.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { FakeChannel, Workspace } from './workspace.ts';

/** The secrets and names under which the app knows this Slack. */
export interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly oauthCode: string;
  readonly appId: string;
  readonly botId: string;
}

/** What every part of the fake works with. */
export interface Realm {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly workspace: Workspace;
  readonly credentials: Credentials;
  readonly scopes: Set<string>;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  /** Where files are kept. */
  readonly folder: string;
  /** `http://host:port`, without a slash at the end. */
  readonly origin: () => string;
  /** A secret part of the address the next socket may use, once. */
  readonly socketTicket: () => string;
  sharesAppearAfterCalls: number;
}

/** Slack says no: becomes `{ ok: false, error }`. */
export class Refusal extends Error {
  readonly error: string;
  constructor(error: string) {
    super(error);
    this.name = 'Refusal';
    this.error = error;
  }
}

/** Serves some methods. */
export type Handlers<M extends Method> = {
  readonly [K in M]: (args: ReadArguments<K>) => Omit<Answers[K], 'ok' | 'response_metadata'>;
};

/** @throws {Refusal} `missing_scope`. */
export function needScope(realm: Realm, scope: string): void {
  if (!realm.scopes.has(scope)) throw new Refusal('missing_scope');
}

/**
 * The channel as the bot sees it: private places it is not in do not exist for it.
 *
 * @throws {Refusal} `channel_not_found`.
 */
export function visibleChannel(realm: Realm, id: string): FakeChannel {
  const channel = realm.workspace.allChannels.find((one) => one.id === id);
  if (channel === undefined || (channel.kind !== 'public' && !channel.botIsMember))
    throw new Refusal('channel_not_found');
  return channel;
}

/**
 * A channel the bot may write to or upload to.
 *
 * @throws {Refusal} `channel_not_found`, `not_in_channel` or `is_archived`.
 */
export function writableChannel(realm: Realm, id: string, what: 'text' | 'file'): FakeChannel {
  const channel = visibleChannel(realm, id);
  const fromOutside = what === 'text' && realm.scopes.has('chat:write.public');
  if (!channel.botIsMember && !fromOutside) throw new Refusal('not_in_channel');
  if (channel.archived) throw new Refusal('is_archived');
  return channel;
}

/**
 * Holds a thread to Slack's rule: it is named by its first message, which must exist.
 *
 * @throws {Refusal} `cannot_reply_to_message`, noting what was wrong.
 */
export function checkThread(realm: Realm, channel: FakeChannel, threadTs: string | undefined): void {
  if (threadTs === undefined) return;
  const parent = realm.workspace.messages.find((one) => one.channel === channel && one.ts === threadTs);
  const fault =
    parent === undefined || parent.deleted
      ? 'a message that does not exist'
      : parent.threadTs !== undefined
        ? 'a reply instead of its parent'
        : parent.ephemeralTo !== undefined
          ? 'an ephemeral message'
          : undefined;
  if (fault === undefined) return;
  realm.journal.violation(`thread_ts names ${fault}.`);
  throw new Refusal('cannot_reply_to_message');
}
