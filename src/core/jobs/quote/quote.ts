import { BotError } from '../../model/errors.ts';
import type { Job, Work } from '../../model/job/job.ts';
import type { JobRequest, SpeechRequest } from '../../model/job/request.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { type Tightest, tightest } from '../../model/money/counter.ts';
import type { Quote } from '../../model/money/job-money.ts';
import { type MicroDollars, microDollarsOf, subtract } from '../../model/money/money.ts';
import { limitsUnder } from '../../wallet/limits/limits.ts';
import { isOfUnknownLength, type Priced, quoteFor } from '../../wallet/pricing/prices.ts';
import { speechLength } from '../../wallet/pricing/speech-duration.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation } from '../money/settle.ts';

type Needs = Pick<JobDependencies, 'clock' | 'folders' | 'limits' | 'prices' | 'store'>;

/**
 * Calculates the most that the job can cost, and whether that must be confirmed first. Money already held,
 * because the work had to restart, is released when the amount has changed; it is then reserved again.
 */
export async function quote(context: JobContext, needs: Needs): Promise<StageResult> {
  const { money, origin, confirmed } = context.job;
  const priced = pricedOf(context.job);
  const nowMs = needs.clock.now();
  const { rules, ledger } = needs.store;
  const { tenant, operator } = await rules.both(origin.tenant);
  const inForce = limitsUnder(origin, needs.limits, nowMs, { tenant, operator, keyId: tenant.key?.id });
  const { scopes, perJob, confirmAbove } = inForce;
  // The money left matters for audio of unknown length and for confirmations. Else it is checked on reserving.
  const isNeeded = confirmAbove !== null || isOfUnknownLength(priced);
  const least = isNeeded ? tightest(await ledger.totals(scopes)) : undefined;
  const most = smallest(perJob ?? undefined, least?.left, confirmed) ?? needs.limits.perJob;
  const prices = await needs.prices.current(context.signal);
  const quoted = quoteFor(priced, most, prices);
  const isStillRight = money.state === 'held' && money.amount === quoted.amount;
  const work = isStillRight ? QUOTED : nextWork(quoted, { confirmed, confirmAbove, perJob, least, nowMs });
  const quotedJob = (job: Job): Job => ({ ...job, attempt: 0, work, quote: quoted });
  const isAsked = work.stage === 'confirming';
  // A price that needs no confirmation is of no interest before its money is reserved.
  const event = isAsked ? 'to-be-confirmed' : 'quoted';
  if (money.state === 'held' && !isStillRight) {
    await context.transact(event, async (job, records) => ({
      ...quotedJob(job),
      money: await endReservation(records.ledger, job, nowMs),
    }));
  } else if (isAsked) await context.save(event, quotedJob);
  else context.note(event, quotedJob);
  // Unconfirmed jobs cost nothing and use no slot, so a member may have many: they must not fill the disk.
  if (isAsked) await needs.folders.removeTemp(context.job.id);
  return 'continue';
}

/**
 * Returns what the price of a job depends on.
 *
 * @throws {BotError} `internal` when the input does not suit the service.
 */
export function pricedOf(job: Pick<Job, 'request' | 'input'>): Priced {
  const { request, input } = job;
  const { service } = request;
  if (service === 'speech') {
    const parts = partsToSpeak(job);
    if (parts.length > 0) return { service, parts: parts.map((part) => speechLength(part, request)) };
  } else if (service === 'music') {
    if (input?.kind !== 'text') return { service, seconds: request.durationSeconds };
  } else if (input?.kind === 'file' || (input === undefined && isLink(request))) {
    const length = input === undefined ? {} : { seconds: input.durationMs / 1_000 };
    return { service, ...length };
  }
  throw new BotError('internal', `A ${input?.kind ?? 'request'} is nothing ${service} can be made of`);
}

function isLink({ source }: Exclude<JobRequest, SpeechRequest>): boolean {
  return source?.kind === 'url' || source?.kind === 'urls';
}

const QUOTED: Work = { stage: 'quoted' };

/**
 * Returns the next work. A job that would be refused is refused now, and not after its price was confirmed.
 */
function nextWork(
  { amount }: Quote,
  limits: {
    readonly confirmed: Job['confirmed'];
    readonly confirmAbove: MicroDollars | null;
    readonly perJob: MicroDollars | null;
    readonly least: Tightest | undefined;
    readonly nowMs: number;
  },
): Work {
  const { confirmed, confirmAbove, perJob, least, nowMs } = limits;
  const isAgreed = confirmAbove === null || amount <= confirmAbove || amount <= (confirmed ?? -1);
  const isRefused = (perJob !== null && amount > perJob) || (least !== undefined && amount > least.left);
  if (isAgreed || isRefused) return QUOTED;
  const left = least && { scope: least.scope, amount: subtract(least.left, amount) };
  return { stage: 'confirming', sinceMs: nowMs, ...(left === undefined ? {} : { left }) };
}

function smallest(...amounts: readonly (MicroDollars | undefined)[]): MicroDollars | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === 0 ? undefined : microDollarsOf(Math.min(...known));
}
