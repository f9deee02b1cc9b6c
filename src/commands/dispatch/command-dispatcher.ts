import type { Clock } from '../../core/async/clock.ts';
import { BotError } from '../../core/model/errors.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { AttachmentRef } from '../../core/model/job/request.ts';
import type { Locale } from '../../core/model/locale.ts';
import { zoneAt } from '../../core/model/money/periods.ts';
import type { Log } from '../../core/ports/log.ts';
import { translate } from '../../core/text/words.ts';
import type { RawValues, Secrets } from '../framework/action.ts';
import type { FindCallerPermissions } from '../framework/caller-permissions.ts';
import type { Command, Services } from '../framework/command.ts';
import { type CommandDescription, describe } from '../framework/describe.ts';
import type { Answer, Choice } from '../framework/reply.ts';
import { callerOf, isAdmin, requireOpen } from '../framework/who-may.ts';
import { createButtonHandler, type HandleButton } from './button-handler.ts';
import { type Completion, complete } from './complete.ts';
import { type FoundCommand, findAction } from './find-command.ts';
import { readLineStart } from './parse-line.ts';
import { readOptions } from './read-options.ts';
import { createRefuse } from './refuse.ts';
import { type RequestIdentity, requireRepeatable } from './request-identity.ts';

export type { CallerPermissions, FindCallerPermissions } from '../framework/caller-permissions.ts';
export type { CommandDescription } from '../framework/describe.ts';
export type { RequestIdentity } from './request-identity.ts';

/** Characters of a half-typed value that are searched for. No name is longer. */
const QUERY_MAX_LENGTH = 100;

/** A command with its options' values, as a platform or a form split them. */
export interface FilledCommand {
  readonly command: string;
  readonly subcommand?: string;
  readonly options: RawValues;
  readonly secrets?: Secrets;
}

/** A command as it was typed, with its attachments. */
export interface TypedLine {
  readonly line: string;
  readonly attachments: readonly AttachmentRef[];
}

/** One request for a command, from one caller. */
export type CommandRequest = {
  readonly origin: Origin;
  /** Left out, the caller has no special permissions. */
  readonly findPermissions?: FindCallerPermissions;
  /** Left out where the platform never repeats a request, and forgets it when the process dies. */
  readonly identity?: RequestIdentity;
} & (TypedLine | FilledCommand);

/** Handles all requests that adapters receive. It never throws for what a person did. */
export interface CommandDispatcher {
  describe(locale: Locale): readonly CommandDescription[];
  /** Returns at most 25 choices, or those of the completion’s range, best first; none if nothing fits or the list is not available in time. */
  choices(completion: Completion, signal: AbortSignal): Promise<readonly Choice[]>;
  /** Returns the time zone of a tenant's days, by its IANA name; UTC if its rules can't be read. */
  zoneOf(tenant: string): Promise<string>;
  /** Whether the caller may change the spending rules of their tenant; false if that can't be found out. */
  mayManage(origin: Origin, findPermissions: FindCallerPermissions, signal: AbortSignal): Promise<boolean>;
  /** Runs a request: returns a stored job, or a reply. */
  run(request: CommandRequest, signal: AbortSignal): Promise<Answer>;
  readonly press: HandleButton;
}

/** Creates a dispatcher for the commands. */
export function createCommandDispatcher(parts: {
  readonly commands: readonly Command[];
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
}): CommandDispatcher {
  const { commands, services, clock, log } = parts;
  const refuse = createRefuse(log);
  // Needed for every command, and constant per language.
  const described = new Map<Locale, readonly CommandDescription[]>();

  const perform = async (
    { command, action }: FoundCommand,
    raw: RawValues,
    request: CommandRequest,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const { origin, identity } = request;
    requireRepeatable(action.startsJob, identity);
    const caller = callerOf(services, origin, request.findPermissions);
    const reading = action.read(raw, 'secrets' in request ? request.secrets : undefined);
    if (action.startsJob) await requireOpen(command.name, caller, signal);
    const own: Origin = reading.isPrivate ? { ...origin, visibility: 'private' } : origin;
    const outcome = await reading.act({
      ...caller,
      origin: own,
      services,
      say: (key, facts) => translate(origin.locale, key, facts),
      commands,
      nowMs: clock.now(),
      signal,
    });
    if (outcome.kind === 'reply') return outcome;
    signal.throwIfAborted();
    const { request: order, title } = outcome;
    return { kind: 'job', job: await services.jobs.start(order, title, own, identity?.id) };
  };

  const run: CommandDispatcher['run'] = async (request, signal) => {
    try {
      if ('command' in request) {
        const found = findAction(commands, request.command, request.subcommand);
        return await perform(found, request.options, request, signal);
      }
      const start = readLineStart(request.line, commands);
      const raw = withAttachments(start, readOptions(start.rest, start.action), request.attachments);
      return await perform(start, raw, request, signal);
    } catch (error) {
      return refuse(error, request.origin, signal);
    }
  };

  return {
    describe(locale) {
      const found = described.get(locale) ?? describe(commands, locale);
      described.set(locale, found);
      return found;
    },

    async choices(completion, signal) {
      try {
        const { action } = findAction(commands, completion.command, completion.subcommand);
        const query = completion.query.slice(0, QUERY_MAX_LENGTH);
        return await complete(action, { ...completion, query }, { services, commands }, signal);
      } catch (error) {
        const reason = error instanceof BotError ? { code: error.code, reason: error.message } : { error };
        log.info(reason, 'choices-unavailable');
        return [];
      }
    },

    async zoneOf(tenant) {
      try {
        const { zones } = await services.rules.tenant(tenant);
        return zoneAt(zones.day, clock.now());
      } catch (error) {
        log.info({ error }, 'zone-unavailable');
        return 'UTC';
      }
    },

    async mayManage(origin, findPermissions, signal) {
      return isAdmin({ ...callerOf(services, origin, findPermissions), signal });
    },

    run,
    press: createButtonHandler(services, refuse, run, clock),
  };
}

/**
 * Gives a line's attachment to the option that takes one. Text typed for that option is left for it to
 * refuse.
 *
 * @throws {BotError} `file-not-wanted`, `files-too-many`.
 */
function withAttachments(
  { action }: FoundCommand,
  raw: RawValues,
  attachments: readonly AttachmentRef[],
): RawValues {
  const [first] = attachments;
  if (first === undefined) return raw;
  const slot = Object.entries(action.options).find(
    ([, option]) => option.kind === 'audio' || option.kind === 'textFile',
  );
  if (slot === undefined) throw new BotError('file-not-wanted', 'The command takes no file');
  if (attachments.length > 1) {
    throw new BotError('files-too-many', 'More than one file', { facts: { count: attachments.length } });
  }
  return { [slot[0]]: first, ...raw };
}
