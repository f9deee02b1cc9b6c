import type {
  FindCallerPermissions,
  RequestIdentity,
} from '../../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../../core/async/clock.ts';
import { BotError, toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import { explainFailure } from '../../../core/text/explain-failure.ts';
import type { RequestJournal } from '../../request-journal.ts';
import type { SendFiles } from '../deliver/reply-files.ts';
import { originOf, PLATFORM } from '../deliver/reply-handle.ts';
import { type Drawn, drawReply, drawWords } from '../draw/message.ts';
import type { Members } from '../people/members.ts';
import { withNames } from '../people/with-names.ts';
import { say } from '../text/words.ts';
import { RESPONSE_URL_MS } from '../web/response-url.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import { type Acknowledge, type Acknowledgement, createAcknowledgement } from './acknowledgement.ts';
import type { Tell } from './private-reply.ts';
import type { RemovePressed } from './remove-pressed.ts';
import type { ReadRequest, RequestKind, Response, Serve, SlackRequest } from './slack-request.ts';

/** What the requests of all workspaces share in this process. */
export interface RequestRun {
  readonly journal: RequestJournal;
  /** Aborted once new requests are refused with `restarting`. */
  readonly draining: AbortSignal;
  /** Aborted once running requests must end. */
  readonly closed: AbortSignal;
  /** The requests that are worked on. */
  readonly underWay: Set<Promise<void>>;
}

/** A request that an earlier process recorded, as it arrived. */
export interface LeftRequest {
  readonly kind: string;
  readonly body: unknown;
  readonly receivedAtMs: number;
  /** As in `LeftBehind`. */
  readonly isGivenUp: boolean;
}

/** Handles the requests of one workspace. */
export interface RequestHandler {
  /**
   * Registers how the payloads of a kind are read.
   *
   * @param withoutSecrets returns a payload as it may be recorded.
   */
  register(kind: RequestKind, read: ReadRequest, withoutSecrets?: (body: unknown) => unknown): void;
  /**
   * Records a request, acknowledges it, handles it once, however often it arrives, and sends the person the
   * outcome. A form is acknowledged with what it is refused for, if that is known in time. Throws only what the
   * acknowledgement throws.
   */
  take(kind: RequestKind, body: unknown, acknowledge: Acknowledge): Promise<void>;
  /** Carries on a request that an earlier process left. */
  carryOn(left: LeftRequest): Promise<'answered' | 'later'>;
}

const DEADLINE_MS = 60_000;

interface Reader {
  readonly read: ReadRequest;
  readonly withoutSecrets: (body: unknown) => unknown;
}

const interrupted: Serve = async ({ locale }) =>
  refusal(explainFailure(locale, { code: 'request-interrupted', facts: {} }));

/** The acknowledgement of a request that an earlier process has acknowledged. */
const ACKNOWLEDGED: Acknowledgement = { confirm: async () => {}, refuse: async () => false };

/** Creates the request handler. */
export function createRequestHandler(parts: {
  readonly teamId: () => string;
  /** Returns the direct message with a person. */
  readonly direct: (userId: string, signal: AbortSignal) => Promise<string>;
  readonly members: Members;
  readonly tell: Tell;
  readonly removePressed: RemovePressed;
  readonly sendFiles: SendFiles;
  readonly run: RequestRun;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): RequestHandler {
  const { members, tell, removePressed, sendFiles, keys, clock, log } = parts;
  const { journal, draining, closed, underWay } = parts.run;
  const readers = new Map<string, Reader>();

  const decide = async (
    origin: Origin,
    serve: Serve,
    identity: RequestIdentity,
    signal: AbortSignal,
  ): Promise<Response> => {
    const member = await members.find(userOf(origin), signal).catch((error: unknown) => {
      if (!(error instanceof SlackApiError || error instanceof SlackTimeout)) throw error;
      log.warn({ reason: error.message }, 'slack-member-unknown');
    });
    const locale = member?.locale ?? origin.locale;
    // A person who isn't known to be a member may not spend the members' budget.
    if (member === undefined) return refusal(say(locale, 'slack.member-unknown'));
    if (!member.isOwn) return refusal(say(locale, 'slack.outsider'));
    if (draining.aborted) return refusal(explainFailure(locale, { code: 'restarting', facts: {} }));
    const findPermissions: FindCallerPermissions = (within) =>
      members.findPermissions(userOf(origin), within);
    return serve({ ...origin, locale }, signal, findPermissions, identity);
  };

  /** Replaces ids by names, and sends files first, because the text mentions where they are. */
  const prepared = async (response: Response, origin: Origin, signal: AbortSignal): Promise<Response> => {
    if (response.kind !== 'reply') return response;
    const named = await withNames(response.reply, members, signal);
    return { ...response, reply: await sendFiles(origin, named, signal) };
  };

  const handle = async (
    { where, serve, errorsFor, pressed }: SlackRequest,
    identity: RequestIdentity,
    isFirst: () => Promise<boolean>,
    acknowledgement: Acknowledgement,
  ): Promise<'answered' | 'later'> => {
    const signal = AbortSignal.any([closed, clock.timeout(DEADLINE_MS)]);
    const locale = members.localeOf(where.userId);
    const channel = where.channel ?? (await directWith(where.userId, signal));
    if (channel === undefined) return 'later';
    const origin = originOf({ ...where, channel, teamId: parts.teamId(), locale }, keys, clock.now());
    try {
      if (!(await isFirst())) return 'later';
      const response = await decide(origin, serve, identity, signal);
      const isRefused = response.kind === 'reply' && response.reply.tone === 'refusal';
      const errors = isRefused ? errorsFor?.(response.reply) : undefined;
      if (errors !== undefined && (await acknowledgement.refuse(errors))) return 'answered';
      // Whether it got through is of no interest to the outcome.
      void acknowledgement.confirm().catch(() => {});
      if (pressed === 'changed' && response.kind === 'reply' && !isRefused) return 'answered';
      const inOwnLanguage = { ...origin, locale: members.localeOf(where.userId) };
      const message = messageOf(await prepared(response, inOwnLanguage, signal), inOwnLanguage);
      if (pressed === 'removed' && response.kind === 'job') await removePressed(origin, signal);
      if (message !== undefined) await tell(origin, message, signal);
      return 'answered';
    } catch (error) {
      const failure = toFailure(error);
      if (closed.aborted) return 'later';
      log[error instanceof BotError ? 'info' : 'error'](
        { code: failure.code, error },
        'slack-request-failed',
      );
      const told = tell(origin, drawWords(explainFailure(locale, failure), [], locale), signal);
      return told.then(
        () => 'answered',
        () => 'later',
      );
    }
  };

  const directWith = (userId: string, signal: AbortSignal): Promise<string | undefined> =>
    parts.direct(userId, signal).catch((error: unknown) => {
      log.warn({ error }, 'slack-direct-not-opened');
      return undefined;
    });

  const follow = async (key: string, work: Promise<'answered' | 'later'>): Promise<void> => {
    const settled = work.then((end) => (end === 'answered' ? journal.answered(key) : journal.leave(key)));
    underWay.add(settled);
    try {
      await settled;
    } finally {
      underWay.delete(settled);
    }
  };

  const idOf = (key: string): string => `${PLATFORM}:${parts.teamId()}:${key}`;
  const jobIdOf = ({ key, jobKey = key }: SlackRequest): string => idOf(jobKey);

  const carryOn: RequestHandler['carryOn'] = async ({ kind, body, receivedAtMs, isGivenUp }) => {
    const request = readers.get(kind)?.read(body);
    if (request === undefined) return 'answered';
    const { respondUntilMs = receivedAtMs + RESPONSE_URL_MS, ...where } = request.where;
    const identity = { id: jobIdOf(request), isRepeat: true };
    const serve = isGivenUp ? interrupted : request.serve;
    const carried = { ...request, where: { ...where, respondUntilMs }, serve };
    return handle(carried, identity, async () => true, ACKNOWLEDGED);
  };

  return {
    register(kind, read, withoutSecrets = (body) => body) {
      readers.set(kind, { read, withoutSecrets });
    },
    async take(kind, body, acknowledge) {
      const reader = readers.get(kind);
      const request = reader?.read(body);
      if (reader === undefined || request === undefined) return acknowledge();
      const id = idOf(request.key);
      const left = JSON.stringify({ kind, team: parts.teamId(), body: reader.withoutSecrets(body) });
      const isFirst = await journal.recordAndClaim(id, left);
      const acknowledgement = createAcknowledgement(acknowledge, request.errorsFor !== undefined, clock);
      const identity = { id: jobIdOf(request), isRepeat: false };
      // Handled also if the acknowledgement does not get through: it is recorded, and Slack may repeat it.
      await follow(id, handle(request, identity, isFirst, acknowledgement));
      await acknowledgement.confirm();
    },
    carryOn,
  };
}

function messageOf(response: Response, { locale }: Origin): Drawn | undefined {
  if (response.kind === 'drawn') return response.message;
  return response.kind === 'reply' ? drawReply(response.reply, locale) : undefined;
}

function refusal(text: string): Response {
  return { kind: 'reply', reply: { tone: 'refusal', text, actions: [] } };
}

function userOf(origin: Origin): string {
  return origin.member.slice(origin.member.lastIndexOf(':') + 1);
}
