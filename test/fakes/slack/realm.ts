import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { Authority, FakeOrganization } from './authority.ts';
import type { FakeSlackSettings } from './fake-slack.ts';
import type { Journal } from './journal.ts';
import type { ResponseUrls, Triggers } from './response-urls.ts';
import type { FakeChannel, Workspace } from './workspace.ts';

/** The dependencies of every part of the fake. */
export interface Realm {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly workspace: Workspace;
  /** The secrets and names under which the app knows this Slack. */
  readonly credentials: Readonly<Record<'appToken' | 'signingSecret' | 'appId' | 'botId', string>>;
  readonly authority: Authority;
  /** The organization that the workspace is in. */
  readonly enterprise: FakeOrganization | undefined;
  readonly scopes: Set<string>;
  /** What `auth.test` names instead of a workspace if the app is installed in a whole organization. */
  readonly organization: FakeSlackSettings['organization'];
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  /** The folder of stored files. */
  readonly folder: string;
  /** `http://host:port`, without a slash at the end. */
  readonly origin: () => string;
  /** A secret part of the address for the next socket, valid once. */
  readonly socketTicket: () => string;
  sharesAppearAfterCalls: number;
  /** So many completions from now on are confirmed and share nothing. */
  unsharedCompletions: number;
  /** What those may yet share. */
  readonly lateShares: (() => void)[];
  /** Whether the app's settings have a home. */
  isHomeOn: boolean;
}

/** A refusal of Slack: becomes `{ ok: false, error }`. */
export class Refusal extends Error {
  readonly error: string;
  constructor(error: string) {
    super(error);
    this.name = 'Refusal';
    this.error = error;
  }
}

/**
 * Returns a channel as the bot sees it: private channels without the bot do not exist for it.
 *
 * @throws {Refusal} `channel_not_found`.
 */
export function visibleChannel({ workspace }: Realm, id: string): FakeChannel {
  const channel = workspace.allChannels.find((one) => one.id === id);
  if (channel === undefined || (channel.kind !== 'public' && !channel.botIsMember))
    throw new Refusal('channel_not_found');
  return channel;
}

/**
 * Returns a channel the bot may write to or, when `isText` is false, upload to.
 *
 * @throws {Refusal} `channel_not_found`, `not_in_channel` or `is_archived`.
 */
export function writableChannel(realm: Realm, id: string, isText = true): FakeChannel {
  const channel = visibleChannel(realm, id);
  const fromOutside = isText && realm.scopes.has('chat:write.public');
  if (!channel.botIsMember && !fromOutside) throw new Refusal('not_in_channel');
  if (channel.archived) throw new Refusal('is_archived');
  return channel;
}

/**
 * Checks Slack's rule for threads: a thread is identified by its first message, which must exist.
 *
 * @throws {Refusal} `cannot_reply_to_message`, recording the violation.
 */
export function checkThread(realm: Realm, channel: FakeChannel, threadTs: string | undefined): void {
  if (threadTs === undefined) return;
  const parent = realm.workspace.messages.find((one) => one.channel === channel && one.ts === threadTs);
  const isParent =
    parent?.deleted === false && parent.threadTs === undefined && parent.ephemeralTo === undefined;
  if (isParent) return;
  realm.journal.violation(
    'thread_ts names no message that everybody sees, or a reply instead of its parent.',
  );
  throw new Refusal('cannot_reply_to_message');
}

/** Reads a request that is short enough for memory. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
