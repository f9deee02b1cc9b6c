import type { Job, Quote, Work } from '../../model/job/job.ts';
import { type MicroDollars, microDollarsOf, subtract } from '../../model/money/money.ts';
import { limitsUnder } from '../../wallet/limits/limits.ts';
import { type Tightest, tightest } from '../../wallet/limits/remaining.ts';
import { quoteFor } from '../../wallet/pricing/prices.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { settlementOf } from '../money/settle.ts';

/**
 * Works out the most that the job can cost, and whether that has to be agreed to first. Money that is held already,
 * because the work had to begin again, is given back when it is not that much any more; it is then reserved anew.
 */
export async function quote(run: JobContext): Promise<StageResult> {
  const { request, input, money, origin, confirmed } = run.job;
  if (input === undefined) throw new Error(`Job ${run.job.id} has nothing to be priced`);
  const nowMs = run.clock.now();
  const { rules, ledger } = run.store;
  const { tenant, operator } = await rules.both(origin.tenant);
  const inForce = limitsUnder(origin, run.limits, nowMs, { tenant, operator, keyId: tenant.key?.id });
  const { scopes, perJob, confirmAbove } = inForce;
  // What is left matters to what nobody knows the length of, and to who is asked. Anything else is seen when it is held.
  const isNeeded = confirmAbove !== null || input.kind === 'url' || input.kind === 'urls';
  const least = isNeeded ? tightest(await ledger.totals(scopes)) : undefined;
  const most = smallest(perJob ?? undefined, least?.left, confirmed) ?? run.limits.perJob;
  const prices = await run.prices.current(run.signal);
  const quoted = quoteFor(request, input, most, prices);
  const isStillRight = money.state === 'held' && money.amount === quoted.amount;
  const work = isStillRight ? QUOTED : nextWork(quoted, { confirmed, confirmAbove, perJob, least, nowMs });
  const closed = isStillRight ? { money, options: {} } : settlementOf(run);
  const change = (job: Job): Job => ({ ...job, attempt: 0, work, quote: quoted, money: closed.money });
  const isAsked = work.stage === 'confirming';
  // A price that nobody has to agree to is of no concern to anybody before the money for it is held.
  if (!isAsked && closed.money === money) run.note('quoted', change);
  else await run.save(isAsked ? 'to-be-confirmed' : 'quoted', change, closed.options);
  // Questions cost nothing and take no place, so anybody may have many of them open, and must not fill the disk with it.
  if (isAsked) await run.folders.removeTemp(run.job.id);
  return 'continue';
}

const QUOTED: Work = { stage: 'quoted' };

/** What would be refused anyway is refused at once, and not after somebody has agreed to it. */
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
