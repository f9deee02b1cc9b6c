import { BotError } from '../../model/errors.ts';
import type { Job, Work } from '../../model/job/job.ts';
import { lacksConsent, linksIn } from '../../model/job/request.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { linkDebtIn, type Tightest, tightest } from '../../model/money/counter.ts';
import type { Quote } from '../../model/money/job-money.ts';
import { type MicroDollars, microDollarsOf, subtract } from '../../model/money/money.ts';
import { type LimitsInForce, limitsUnder } from '../../wallet/limits/limits.ts';
import { mostForLinks, requireLinks } from '../../wallet/limits/link-rules.ts';
import { type Priced, quoteFor } from '../../wallet/pricing/prices.ts';
import { speechLength } from '../../wallet/pricing/speech-duration.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation } from '../money/settle.ts';

type Needs = Pick<JobDependencies, 'clock' | 'folders' | 'limits' | 'prices' | 'store'>;

/**
 * Calculates the most that the job can cost, and whether that must be confirmed first, or that a voice may be
 * cloned. Money already held,
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
  const links = 'links' in priced ? priced.links : 0;
  if (links > 0) requireLinks(inForce);
  // The money left matters for links and for confirmations. Else it is checked on reserving.
  const asksConsent = lacksConsent(context.job.request);
  const totals = confirmAbove !== null || links > 0 || asksConsent ? await ledger.totals(scopes) : [];
  const least = tightest(totals);
  const most = mostOf(links, inForce, { left: least?.left, confirmed }) ?? needs.limits.perLink;
  const prices = await needs.prices.current(context.signal);
  const quoted = quoteFor(priced, most, prices);
  const isStillRight = money.state === 'held' && money.amount === quoted.amount;
  const isBlocked = links > 0 && linkDebtIn(totals) !== undefined;
  const limits = { confirmed, asksConsent, confirmAbove, perJob, least, isBlocked, nowMs };
  const work = isStillRight ? QUOTED : nextWork(quoted, limits);
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
  } else if (input?.kind === 'file') return { service, seconds: input.durationMs / 1_000 };
  else if (input === undefined && linksIn(request) > 0) return { service, links: linksIn(request) };
  throw new BotError('internal', `A ${input?.kind ?? 'request'} is nothing ${service} can be made of`);
}

const QUOTED: Work = { stage: 'quoted' };

/**
 * Returns the next work. A job that would be refused is refused now, and not after its price was confirmed.
 */
function nextWork(
  { amount }: Quote,
  limits: {
    readonly confirmed: Job['confirmed'];
    readonly asksConsent: boolean;
    readonly confirmAbove: MicroDollars | null;
    readonly perJob: MicroDollars | null;
    readonly least: Tightest | undefined;
    /** Whether an earlier link keeps this one from starting. */
    readonly isBlocked: boolean;
    readonly nowMs: number;
  },
): Work {
  const { confirmed, asksConsent, confirmAbove, perJob, least, isBlocked, nowMs } = limits;
  const isAgreed =
    !asksConsent && (confirmAbove === null || amount <= confirmAbove || amount <= (confirmed ?? -1));
  const isRefused =
    isBlocked || (perJob !== null && amount > perJob) || (least !== undefined && amount > least.left);
  if (isAgreed || isRefused) return QUOTED;
  const left = least && { scope: least.scope, amount: subtract(least.left, amount) };
  return { stage: 'confirming', sinceMs: nowMs, ...(left === undefined ? {} : { left }) };
}

/** Returns what links may reserve. One link makes do with what is left; several need all of it. */
function mostOf(
  links: number,
  inForce: LimitsInForce,
  { left, confirmed }: { readonly left: MicroDollars | undefined; readonly confirmed: Job['confirmed'] },
): MicroDollars | undefined {
  const most = mostForLinks(links, inForce) ?? undefined;
  return links > 1 && inForce.perLink !== null ? most : smallest(most, left, confirmed);
}

function smallest(...amounts: readonly (MicroDollars | undefined)[]): MicroDollars | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === 0 ? undefined : microDollarsOf(Math.min(...known));
}
