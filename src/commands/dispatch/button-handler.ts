import type { Clock } from '../../core/async/clock.ts';
import type { Action } from '../../core/model/job/action.ts';
import type { Origin } from '../../core/model/job/origin.ts';
import { raiseLine } from '../../core/model/money/raise.ts';
import { fetchKey } from '../../core/text/job-state.ts';
import { translate } from '../../core/text/words.ts';
import { commandOf } from '../framework/action-code.ts';
import type { FindCallerPermissions } from '../framework/caller-permissions.ts';
import type { Say, Services } from '../framework/command.ts';
import type { Answer } from '../framework/reply.ts';
import { COMMAND_OF, callerOf, requireAdmin, requireOpen } from '../framework/who-may.ts';
import { eraseConfirmed } from '../tenant-data/erase.ts';
import { nextStepJob } from './next-step-job.ts';
import { type BudgetAction, isBudgetAction, pressBudget } from './press-budget.ts';
import type { Refuse } from './refuse.ts';
import { isRepeatablePress, type RequestIdentity, requireRepeatable } from './request-identity.ts';

/** Runs the action of a button under a message. It checks itself whether this member may press it. */
export type HandleButton = (
  action: Action,
  origin: Origin,
  signal: AbortSignal,
  findPermissions?: FindCallerPermissions,
  /** As of a command. */
  identity?: RequestIdentity,
) => Promise<Answer>;

/** Runs a command that has no values, for the caller of a button. */
type RunCommand = (
  request: ReturnType<typeof commandOf> & {
    readonly options: Readonly<Record<string, never>>;
    readonly origin: Origin;
    readonly findPermissions?: FindCallerPermissions;
    readonly identity?: RequestIdentity;
  },
  signal: AbortSignal,
) => Promise<Answer>;

/**
 * Creates the button handler. It never throws for what a person did.
 */
export function createButtonHandler(
  services: Services,
  refuse: Refuse,
  run: RunCommand,
  clock: Pick<Clock, 'now'>,
): HandleButton {
  return async (action, origin, signal, findPermissions, identity) => {
    if (action.kind === 'run') {
      const who = { origin, ...(findPermissions && { findPermissions }), ...(identity && { identity }) };
      return run({ ...commandOf(action.path), options: {}, ...who }, signal);
    }
    try {
      signal.throwIfAborted();
      requireRepeatable(isRepeatablePress(action), identity);
      const caller = callerOf(services, origin, findPermissions);
      if (isBudgetAction(action)) return inform(await pressBudget(services, action, caller, signal));
      if (action.kind === 'erase') {
        const say: Say = (key, facts) => translate(origin.locale, key, facts);
        await requireAdmin(caller, origin.locale, signal);
        return await eraseConfirmed(action, { services, origin, nowMs: clock.now(), say, signal });
      }
      const open = (command: string): Promise<void> => requireOpen(command, caller, signal);
      return await press(services, action, origin, open, identity?.id);
    } catch (error) {
      return refuse(error, origin, signal);
    }
  };
}

async function press(
  services: Services,
  action: Exclude<Action, { readonly kind: 'run' | 'erase' } | BudgetAction>,
  origin: Origin,
  open: (command: string) => Promise<void>,
  requestId: string | undefined,
): Promise<Answer> {
  const { jobs } = services;
  switch (action.kind) {
    case 'cancel': {
      const { id } = await jobs.cancel(action.jobId, origin);
      return inform(translate(origin.locale, 'jobs.cancelling', { job: id }));
    }
    case 'fetch': {
      const job = await jobs.fetch(action.jobId, origin);
      return inform(translate(origin.locale, fetchKey(job), { job: job.id }));
    }
    case 'confirm': {
      await open(COMMAND_OF[(await jobs.find(action.jobId, origin)).request.service]);
      const { id } = await jobs.confirm(action.jobId, action.amount, origin);
      return inform(translate(origin.locale, 'jobs.confirmed', { job: id }));
    }
    case 'retry':
      await open(COMMAND_OF[(await jobs.find(action.jobId, origin)).request.service]);
      return { kind: 'job', job: await jobs.retry(action.jobId, origin, requestId) };
    // Platforms open a form instead. Where one can't be opened, the line to type does.
    case 'raise': {
      const { option, value } = action;
      const line = raiseLine({ subcommand: 'set-limit', option, value });
      return inform(translate(origin.locale, 'rules.raise', { line }));
    }
    // A link where there is an address.
    case 'add-to-server':
      return inform(translate(origin.locale, 'error.personal-not-funded.next'));
    case 'next': {
      // Steps have the names of the commands that do the same.
      await open(action.step);
      const earlier = await jobs.shared(action.jobId, origin);
      const outcome = nextStepJob(earlier, action, origin.locale, await services.defaults.of(origin));
      if (outcome.kind === 'reply') return outcome;
      // The outcome of a private job is private too, wherever the button was pressed.
      const own: Origin =
        earlier.origin.visibility === 'private' ? { ...origin, visibility: 'private' } : origin;
      const { request, title } = outcome;
      return { kind: 'job', job: await jobs.startOnce(request, title, own, requestId) };
    }
  }
}

function inform(text: string): Answer {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [] } };
}
