import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../../core/async/clock.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import { BotError, toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Seen } from '../../../core/ports/store.ts';
import { explainFailure } from '../../../core/text/explain-failure.ts';
import type { Answer } from '../../bot.ts';
import type { SendFiles } from '../deliver/reply-files.ts';
import { type Asking, originOf } from '../deliver/reply-handle.ts';
import { type Drawn, drawReply, drawWords } from '../draw/message.ts';
import type { Members } from '../people/members.ts';
import { withNames } from '../people/with-names.ts';
import { say } from '../text/words.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { Tell } from './private-reply.ts';

/** Where a request was made and by whom, as the event reports it. */
export type Whereabouts = Omit<Asking, 'teamId' | 'locale'>;

/** The outcome of a request: a reply of the dispatcher, a drawn message, or nothing more to send. */
export type Response =
  | Answer
  | { readonly kind: 'drawn'; readonly message: Drawn }
  | { readonly kind: 'silent' };

/** Does what was requested. */
export type Serve = (
  origin: Origin,
  signal: AbortSignal,
  findPermissions: FindCallerPermissions,
) => Promise<Response>;

/** Handles requests that have already been acknowledged. */
export interface RequestHandler {
  /**
   * Handles a request once, however often it arrives, and sends the person the outcome. Never throws.
   *
   * @param key identifies the request permanently.
   */
  take(key: string, where: Whereabouts, serve: Serve): Promise<void>;
  /** Refuses requests with `restarting` from now on. */
  drain(): void;
  /** Waits a limited time for running requests, then aborts them. */
  close(): Promise<void>;
}

/** Slack repeats an event for less than two hours; the rest is a margin for clock skew and outages. */
const SEEN_MS = 24 * 60 * 60_000;
const DEADLINE_MS = 60_000;
const CLOSE_MS = 4_000;

/** Creates the request handler. */
export function createRequestHandler(parts: {
  readonly teamId: () => string;
  readonly members: Members;
  readonly tell: Tell;
  readonly sendFiles: SendFiles;
  readonly seen: Seen;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): RequestHandler {
  const { members, tell, sendFiles, seen, keys, clock, log } = parts;
  const underWay = new Set<Promise<void>>();
  const closed = new AbortController();
  let isDraining = false;

  const decide = async (origin: Origin, serve: Serve, signal: AbortSignal): Promise<Response> => {
    const member = await members.find(userOf(origin), signal).catch((error: unknown) => {
      if (!(error instanceof SlackApiError || error instanceof SlackTimeout)) throw error;
      log.warn({ reason: error.message }, 'slack-member-unknown');
    });
    const locale = member?.locale ?? origin.locale;
    // A person who isn't known to be a member may not spend the members' budget.
    if (member === undefined) return words(say(locale, 'slack.member-unknown'), locale);
    if (!member.isOwn) return words(say(locale, 'slack.outsider'), locale);
    if (isDraining) return words(explainFailure(locale, { code: 'restarting', facts: {} }), locale);
    return serve({ ...origin, locale }, signal, (within) => members.findPermissions(userOf(origin), within));
  };

  /** Replaces ids by names, and sends files first, because the text mentions where they are. */
  const prepared = async (response: Response, origin: Origin, signal: AbortSignal): Promise<Response> => {
    if (response.kind !== 'reply') return response;
    const named = await withNames(response.reply, members, signal);
    return { ...response, reply: await sendFiles(origin, named, signal) };
  };

  const handle = async (key: string, where: Whereabouts, serve: Serve): Promise<void> => {
    const signal = AbortSignal.any([closed.signal, clock.timeout(DEADLINE_MS)]);
    const locale = members.localeOf(where.userId);
    const origin = originOf({ ...where, teamId: parts.teamId(), locale }, keys, clock.now());
    try {
      if (!(await seen.first(`slack:${parts.teamId()}:${key}`, SEEN_MS))) return;
      const response = await decide(origin, serve, signal);
      const inOwnLanguage = { ...origin, locale: members.localeOf(where.userId) };
      const message = messageOf(await prepared(response, inOwnLanguage, signal), inOwnLanguage);
      if (message !== undefined) await tell(origin, message, signal);
    } catch (error) {
      const failure = toFailure(error);
      if (closed.signal.aborted) return;
      log[error instanceof BotError ? 'info' : 'error'](
        { code: failure.code, error },
        'slack-request-failed',
      );
      await tell(origin, drawWords(explainFailure(locale, failure), [], locale), signal).catch(() => {});
    }
  };

  return {
    async take(key, where, serve) {
      const work = handle(key, where, serve);
      underWay.add(work);
      try {
        await work;
      } finally {
        underWay.delete(work);
      }
    },
    drain() {
      isDraining = true;
    },
    async close() {
      isDraining = true;
      await unlessAborted(Promise.allSettled(underWay), clock.timeout(CLOSE_MS)).catch(() => {});
      closed.abort();
      await Promise.allSettled(underWay);
    },
  };
}

function messageOf(response: Response, { locale }: Origin): Drawn | undefined {
  if (response.kind === 'drawn') return response.message;
  return response.kind === 'reply' ? drawReply(response.reply, locale) : undefined;
}

function words(text: string, locale: Origin['locale']): Response {
  return { kind: 'drawn', message: drawWords(text, [], locale) };
}

function userOf(origin: Origin): string {
  return origin.member.slice(origin.member.lastIndexOf(':') + 1);
}
