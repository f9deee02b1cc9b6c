import type { Clock } from '../core/clock.ts';
import { BotError, toFailure } from '../core/errors.ts';
import type { Action } from '../core/jobs/courier.ts';
import type { Origin } from '../core/jobs/origin.ts';
import type { AttachmentRef } from '../core/jobs/request.ts';
import type { Log } from '../core/log.ts';
import { explainFailure } from '../core/text/explain-failure.ts';
import type { Locale } from '../core/text/locale.ts';
import { askedText } from '../core/text/outcome.ts';
import { translate } from '../core/text/words.ts';
import type { AnyAction, RawValues } from './action.ts';
import { findCommand } from './catalog.ts';
import type { Call, Command, Services } from './command.ts';
import { type CommandDescription, describe } from './describe.ts';
import { findSubcommand, parseLine } from './parse-line.ts';
import type { Answer } from './reply.ts';

export type { CommandDescription, OptionDescription } from './describe.ts';

/** One thing asked for: a typed line with files beside it, or options a platform has already taken apart. */
export type Asked =
  | { readonly line: string; readonly attachments: readonly AttachmentRef[]; readonly origin: Origin }
  | {
      readonly command: string;
      readonly subcommand?: string;
      readonly options: RawValues;
      readonly origin: Origin;
    };

/** Which option is being completed, and what was typed of it. */
export interface Completion {
  readonly command: string;
  readonly subcommand?: string;
  readonly option: string;
  readonly query: string;
  readonly origin: Origin;
}

/** One completion to offer. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** What every adapter hands its people's requests to. It never throws for what a person did. */
export interface CommandDesk {
  describe(locale: Locale): readonly CommandDescription[];
  /** At most 25, best first; empty when nothing fits or the list cannot be had in time. */
  choices(completion: Completion, signal: AbortSignal): Promise<readonly Choice[]>;
  run(asked: Asked, signal: AbortSignal): Promise<Answer>;
  press(action: Action, origin: Origin, signal: AbortSignal): Promise<Answer>;
}

const MAX_CHOICES = 25;

/** A desk for the given commands. */
export function createDesk(parts: {
  readonly commands: readonly Command[];
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
}): CommandDesk {
  const { commands, services, clock, log } = parts;

  const answer = async (origin: Origin, act: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await act();
    } catch (error) {
      const failure = toFailure(error);
      const fields = { code: failure.code, error, tenant: origin.tenant, platform: origin.platform };
      log[error instanceof BotError ? 'info' : 'error'](fields, 'request-refused');
      const text = explainFailure(origin.locale, failure, { state: 'none' });
      return { kind: 'reply', reply: { tone: 'refusal', text, actions: [] } };
    }
  };

  const perform = async (
    action: AnyAction,
    raw: RawValues,
    origin: Origin,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const { private: wish, ...options } = raw;
    // Only a command that starts a job has the option; elsewhere it stays in and is refused as unknown.
    const wantsPrivate =
      action.startsJob && wish !== undefined && action.options['private']?.read(wish, 'private') === true;
    const call: Call = {
      origin: wantsPrivate ? { ...origin, visibility: 'private' } : origin,
      services,
      say: (key, facts) => translate(origin.locale, key, facts),
      commands,
      nowMs: clock.now(),
      signal,
    };
    const outcome = await action.perform(action.startsJob ? options : raw, call);
    if (outcome.kind === 'reply') return outcome;
    return { kind: 'job', job: await services.jobs.start(outcome.request, outcome.title, call.origin) };
  };

  return {
    describe: (locale) => describe(commands, locale),
    async choices(completion, signal) {
      try {
        return (await complete(completion, commands, services, signal)).slice(0, MAX_CHOICES);
      } catch (error) {
        log.info({ error }, 'choices-unavailable');
        return [];
      }
    },
    run: (asked, signal) =>
      answer(asked.origin, async () => {
        if ('line' in asked) {
          const { action, raw } = parseLine(asked.line, commands);
          return perform(action, withAttachments(action, raw, asked.attachments), asked.origin, signal);
        }
        const action = findAction(commands, asked.command, asked.subcommand);
        return perform(action, asked.options, asked.origin, signal);
      }),
    press: (action, origin, signal) =>
      answer(origin, async () => {
        signal.throwIfAborted();
        const { jobs } = services;
        switch (action.kind) {
          case 'cancel': {
            const job = await jobs.cancel(action.jobId, origin);
            return said(translate(origin.locale, 'jobs.cancelling', { job: job.id }));
          }
          case 'fetch': {
            const job = await jobs.fetch(action.jobId, origin);
            return said(translate(origin.locale, 'jobs.fetching', { job: job.id }));
          }
          case 'retry':
            return { kind: 'job', job: await jobs.retry(action.jobId, origin) };
        }
      }),
  };
}

function said(text: string): Answer {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [] } };
}

function findAction(commands: readonly Command[], name: string, subcommand: string | undefined): AnyAction {
  const command = findCommand(name, commands);
  return 'action' in command ? command.action : findSubcommand(command, subcommand);
}

/** Gives the attached file to the option that takes one. */
function withAttachments(
  action: AnyAction,
  raw: RawValues,
  attachments: readonly AttachmentRef[],
): RawValues {
  const [first] = attachments;
  if (first === undefined) return raw;
  if (attachments.length > 1) {
    throw new BotError('files-too-many', 'More than one file', { facts: { count: attachments.length } });
  }
  const slot = Object.entries(action.options).find(
    ([, option]) => option.kind === 'audio' || option.kind === 'textFile',
  );
  if (slot === undefined) throw new BotError('file-not-wanted', 'The command takes no file');
  return { ...raw, [slot[0]]: first };
}

async function complete(
  completion: Completion,
  commands: readonly Command[],
  services: Services,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const { origin, query } = completion;
  const option = findAction(commands, completion.command, completion.subcommand).options[completion.option];
  if (option?.kind === 'voice') {
    const voices = await services.voices.search(query, MAX_CHOICES, signal);
    return voices.map((voice) => ({
      value: voice.name,
      label: voice.displayName,
      ...(voice.languageName === undefined ? {} : { hint: voice.languageName }),
    }));
  }
  if (option?.kind === 'job') {
    const jobs = await services.jobs.list(origin, MAX_CHOICES);
    return jobs
      .filter((job) => job.id.startsWith(query.toLowerCase()))
      .map((job) => ({
        value: job.id,
        label: askedText({ ...job, origin: { ...job.origin, locale: origin.locale } }),
      }));
  }
  return (option?.choices ?? [])
    .filter((value) => value.startsWith(query.toLowerCase()))
    .map((value) => ({ value, label: value }));
}
