import { type Action, NEXT_STEPS, RUN_PATHS, type RunPath } from '../../core/model/job/action.ts';
import { microDollarsOf } from '../../core/model/money/money.ts';
import { RAISED_OPTIONS } from '../../core/model/money/raise.ts';

/** An action as a button carries it: what to do, and with what. Both are short and hold no `|`. */
export interface ActionCode {
  /**
   * Of a link, which is never pressed, only this matters: `add-to-server`. Else `retry`, `confirm`, `raise`, `run`,
   * `erase`, or `next-stems`.
   */
  readonly verb: string;
  /**
   * The job's id; after a colon, one of its tracks, its price in micro-dollars, or a limit and its value. For `run`,
   * a command; for `erase`, a moment.
   */
  readonly subject: string;
}

const PLAIN = ['cancel', 'retry', 'fetch', 'ask-budget', 'decline-budget'] as const;
/** The verbs that carry an amount. */
const PRICED = ['confirm', 'grant-budget'] as const;
const RAISE = 'raise';
const RUN = 'run';
const ERASE = 'erase';
const NEXT = 'next-';

/** Writes an action for a button. */
export function writeAction(action: Action): ActionCode {
  if (action.kind === 'confirm' || action.kind === 'grant-budget') {
    return { verb: action.kind, subject: `${action.jobId}:${action.amount}` };
  }
  if (action.kind === 'raise') {
    return { verb: RAISE, subject: `${action.jobId}:${action.option}:${action.value}` };
  }
  if (action.kind === 'add-to-server') return { verb: action.kind, subject: '' };
  if (action.kind === 'run') return { verb: RUN, subject: action.path };
  if (action.kind === 'erase') return { verb: ERASE, subject: String(action.askedAtMs) };
  if (action.kind !== 'next') return { verb: action.kind, subject: action.jobId };
  const { jobId, step, output } = action;
  const sound = output?.replaceAll(/[%|:]/g, encodeURIComponent);
  return { verb: `${NEXT}${step}`, subject: sound === undefined ? jobId : `${jobId}:${sound}` };
}

/** Reads a button's action; `undefined` for one that this release does not know. */
export function readAction({ verb, subject }: ActionCode): Action | undefined {
  if (verb === RUN) {
    const path = RUN_PATHS.find((one) => one === subject);
    return path === undefined ? undefined : { kind: 'run', path };
  }
  if (verb === ERASE) {
    return /^\d{1,15}$/.test(subject) ? { kind: 'erase', askedAtMs: Number(subject) } : undefined;
  }
  const colon = subject.indexOf(':');
  const jobId = colon < 0 ? subject : subject.slice(0, colon);
  if (jobId === '') return undefined;
  const kind = PLAIN.find((one) => one === verb);
  if (kind !== undefined) return { kind, jobId };
  const rest = colon < 0 ? undefined : subject.slice(colon + 1);
  const priced = PRICED.find((one) => one === verb);
  if (priced !== undefined) {
    const amount = rest !== undefined && /^\d{1,15}$/.test(rest) ? microDollarsOf(Number(rest)) : undefined;
    return amount === undefined ? undefined : { kind: priced, jobId, amount };
  }
  if (verb === RAISE) return readRaise(jobId, rest ?? '');
  const step = NEXT_STEPS.find((one) => `${NEXT}${one}` === verb);
  if (step === undefined) return undefined;
  if (rest === undefined) return { kind: 'next', jobId, step };
  const output = rest.replaceAll(/%(?:25|7C|3A)/g, decodeURIComponent);
  return { kind: 'next', jobId, step, output };
}

/** Returns the command that a button runs, in its parts. */
export function commandOf(path: RunPath): { readonly command: string; readonly subcommand?: string } {
  const [command = '', subcommand] = path.split(' ');
  return { command, ...(subcommand !== undefined && { subcommand }) };
}

function readRaise(jobId: string, rest: string): Action | undefined {
  const [name, value = '', ...others] = rest.split(':');
  const option = RAISED_OPTIONS.find((one) => one === name);
  const isValue = /^(?:on|\d{1,7}\.\d{2})$/.test(value) && others.length === 0;
  return option === undefined || !isValue ? undefined : { kind: 'raise', jobId, option, value };
}
