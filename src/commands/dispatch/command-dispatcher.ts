import type { Clock } from '../../core/async/clock.ts';
import { BotError, type Failure, toFailure } from '../../core/model/errors.ts';
import type { Action } from '../../core/model/job/action.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import type { AttachmentRef } from '../../core/model/job/request.ts';
import type { Locale } from '../../core/model/locale.ts';
import type { TenantRules } from '../../core/model/money/spending-rules.ts';
import type { Log } from '../../core/ports/log.ts';
import { explainFailure } from '../../core/text/explain-failure.ts';
import { fetchKey } from '../../core/text/outcome.ts';
import { translate } from '../../core/text/words.ts';
import { findCommand } from '../catalog.ts';
import type { AnyAction, RawValues, Secrets } from '../framework/action.ts';
import { type FindCallerPermissions, NO_PERMISSIONS } from '../framework/caller-permissions.ts';
import type { Call, Command, Services } from '../framework/command.ts';
import { type CommandDescription, describe } from '../framework/describe.ts';
import type { Answer } from '../framework/reply.ts';
import { COMMAND_OF, provenBy, requireOpen } from '../framework/who-may.ts';
import { type Choice, type Completion, complete } from './complete.ts';
import { nextStepJob } from './next-step-job.ts';
import { findSubcommand, readLineStart, readOptions } from './parse-line.ts';

export type { CallerPermissions, FindCallerPermissions } from '../framework/caller-permissions.ts';
export type { CommandDescription } from '../framework/describe.ts';

/** One thing asked for: a typed line with files beside it, or options a platform has already taken apart. */
export type CommandRequest = {
  readonly origin: Origin;
  /** Left out, the one who asks may do what anybody may. */
  readonly standing?: FindCallerPermissions;
} & (
  | { readonly line: string; readonly attachments: readonly AttachmentRef[] }
  | {
      readonly command: string;
      readonly subcommand?: string;
      readonly options: RawValues;
      readonly secrets?: Secrets;
    }
);

/** What every adapter hands its people's requests to. It never throws for what a person did. */
export interface CommandDispatcher {
  describe(locale: Locale): readonly CommandDescription[];
  /** At most 25, best first; empty when nothing fits or the list cannot be had in time. */
  choices(completion: Completion, signal: AbortSignal): Promise<readonly Choice[]>;
  /** Understands what was asked and answers it: with a job that is on record, or with words. */
  run(asked: CommandRequest, signal: AbortSignal): Promise<Answer>;
  /** Does what a button under a message stands for. Whether this member may, is decided here. */
  press(
    action: Action,
    origin: Origin,
    signal: AbortSignal,
    standing?: FindCallerPermissions,
  ): Promise<Answer>;
}

/** What is asked for, found in the catalogue. */
interface Found {
  readonly command: Command;
  readonly action: AnyAction;
}

/** Who asks, and under which rules. Each request has one. */
type Asker = Pick<Call, 'origin' | 'standing' | 'tenantRules'>;

/** A desk for the given commands. */
export function createCommandDispatcher(parts: {
  readonly commands: readonly Command[];
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
}): CommandDispatcher {
  const { commands, services, clock, log } = parts;
  // Read for every command that arrives, and never different.
  const described = new Map<Locale, readonly CommandDescription[]>();

  const askerOf = (origin: Origin, find: FindCallerPermissions = async () => NO_PERMISSIONS): Asker => {
    let reading: Promise<TenantRules> | undefined;
    const tenantRules = (): Promise<TenantRules> => {
      reading ??= services.rules.tenant(origin.tenant);
      return reading;
    };
    const { budgetReader } = services;
    return { origin, tenantRules, standing: provenBy(find, origin, { budgetReader, tenantRules }) };
  };

  const perform = async (
    { command, action }: Found,
    raw: RawValues,
    asked: CommandRequest,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const { origin } = asked;
    const asker = askerOf(origin, asked.standing);
    const reading = action.read(raw, 'secrets' in asked ? asked.secrets : undefined);
    if (action.startsJob) await requireOpen(command.name, asker, signal);
    const own: Origin = reading.isPrivate ? { ...origin, visibility: 'private' } : origin;
    const outcome = await reading.act({
      ...asker,
      origin: own,
      services,
      say: (key, facts) => translate(origin.locale, key, facts),
      commands,
      nowMs: clock.now(),
      signal,
    });
    if (outcome.kind === 'reply') return outcome;
    signal.throwIfAborted();
    return { kind: 'job', job: await services.jobs.start(outcome.request, outcome.title, own) };
  };

  const refuse = (error: unknown, origin: Origin, signal: AbortSignal): Answer => {
    const failure = failureOf(error, signal);
    const fields = { code: failure.code, tenant: origin.tenant, platform: origin.platform };
    // Facts of a refusal may quote what was typed, so only its message is written down.
    if (error instanceof BotError) log.info({ ...fields, reason: error.message }, 'request-refused');
    else log[signal.aborted ? 'info' : 'error']({ ...fields, error }, 'request-failed');
    const text = explainFailure(origin.locale, failure);
    return { kind: 'reply', reply: { tone: 'refusal', text, actions: [] } };
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
        return await complete(action, completion, services, signal);
      } catch (error) {
        const reason = error instanceof BotError ? { code: error.code, reason: error.message } : { error };
        log.info(reason, 'choices-unavailable');
        return [];
      }
    },

    async run(asked, signal) {
      try {
        if ('command' in asked) {
          const found = findAction(commands, asked.command, asked.subcommand);
          return await perform(found, asked.options, asked, signal);
        }
        const start = readLineStart(asked.line, commands);
        const raw = withAttachments(start.action, readOptions(start.rest, start.action), asked.attachments);
        return await perform(start, raw, asked, signal);
      } catch (error) {
        return refuse(error, asked.origin, signal);
      }
    },

    async press(action, origin, signal, find) {
      const { jobs } = services;
      const open = (command: string): Promise<void> => requireOpen(command, askerOf(origin, find), signal);
      try {
        signal.throwIfAborted();
        switch (action.kind) {
          case 'cancel': {
            const { id } = await jobs.cancel(action.jobId, origin);
            return said(translate(origin.locale, 'jobs.cancelling', { job: id }));
          }
          case 'fetch': {
            const job = await jobs.fetch(action.jobId, origin);
            return said(translate(origin.locale, fetchKey(job), { job: job.id }));
          }
          case 'confirm': {
            await open(COMMAND_OF[(await jobs.find(action.jobId, origin)).request.service]);
            const { id } = await jobs.confirm(action.jobId, action.amount, origin);
            return said(translate(origin.locale, 'jobs.confirmed', { job: id }));
          }
          case 'retry':
            await open(COMMAND_OF[(await jobs.find(action.jobId, origin)).request.service]);
            return { kind: 'job', job: await jobs.retry(action.jobId, origin) };
          case 'next': {
            // Steps are called as the commands that do the same.
            await open(action.step);
            const earlier = await jobs.shared(action.jobId, origin);
            const outcome = nextStepJob(earlier, action, origin.locale, await services.defaults.of(origin));
            if (outcome.kind === 'reply') return outcome;
            // What comes of a private job is private too, wherever the button was pressed.
            const own: Origin =
              earlier.origin.visibility === 'private' ? { ...origin, visibility: 'private' } : origin;
            return { kind: 'job', job: await jobs.startOnce(outcome.request, outcome.title, own) };
          }
        }
      } catch (error) {
        return refuse(error, origin, signal);
      }
    },
  };
}

/** Whoever waited too long waited for AudioPod, because nothing else here takes long. */
function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof BotError || !signal.aborted) return toFailure(error);
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return { code: isLate ? 'audiopod-unreachable' : 'restarting', facts: {} };
}

function said(text: string): Answer {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [] } };
}

function findAction(commands: readonly Command[], name: string, subcommand: string | undefined): Found {
  const command = findCommand(name, commands);
  return { command, action: 'action' in command ? command.action : findSubcommand(command, subcommand) };
}

/** Gives the attached file to the option that takes one. Words typed for that option are left for it to refuse. */
function withAttachments(
  action: AnyAction,
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
