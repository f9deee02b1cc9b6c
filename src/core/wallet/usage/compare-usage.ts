import { isDeepStrictEqual } from 'node:util';
import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import type { UsageEntry } from '../../model/job/provider-job.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import {
  add,
  formatUsd,
  fromCents,
  inDollars,
  type MicroDollars,
  subtract,
  ZERO,
} from '../../model/money/money.ts';
import { dayOf } from '../../model/money/periods.ts';
import type { NotifyOwners } from '../../notify/notify-owners.ts';
import type { Log } from '../../ports/log.ts';
import type { Observer } from '../../ports/observer.ts';
import type { WalletService } from '../../ports/provider.ts';
import type { Seen } from '../../ports/store.ts';
import { translate } from '../../text/words.ts';
import { keepComparison } from './comparison.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How often a process checks whether a day is left to compare. */
export const COMPARE_EVERY_MS = HOUR_MS;
/** AudioPod's charges are settled in the ledger a little later, so around midnight the two days differ. */
const EDGE_MS = 30 * 60_000;
const PAGE = 100;
const MAX_PAGES = 500;
const READ_DEADLINE_MS = 5 * 60_000;
const COMPARED = 'compared';

/** What a comparison needs. */
export interface CompareParts {
  /** The bot owner's wallet. */
  readonly wallet: Pick<WalletService, 'usage'>;
  readonly ledger: Pick<Ledger, 'charged' | 'doubted'>;
  readonly seen: Pick<Seen, 'first'>;
  /** Stores the day that was compared last. Losing it costs a second comparison, but no second message. */
  readonly memory: Pick<Keyv<string>, 'get' | 'set'>;
  readonly notifyOwners: NotifyOwners;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Compares yesterday's settlements on the bot owner's key with AudioPod's usage history (API notes 8.5), once
 * for all processes. Notifies bot owners when they differ by more than is expected: a cent per job, charges
 * around midnight, and unconfirmed charges. Days are UTC.
 *
 * @throws the client's errors, and `ledger-unavailable`; the day is then tried again an hour later.
 */
export async function compareUsage(parts: CompareParts, signal: AbortSignal): Promise<void> {
  const { ledger, seen, memory, observer, clock, log } = parts;
  const nowMs = clock.now();
  const toMs = dayOf(nowMs).endsAtMs - DAY_MS;
  const fromMs = toMs - DAY_MS;
  if (nowMs < toMs + HOUR_MS) return;
  const day = dayOf(fromMs).name;
  if ((await memory.get(COMPARED)) === day) return;
  if (!(await seen.first(`compare-usage:${day}`, HOUR_MS - 1))) return;

  const there = await usedThere(parts, fromMs, toMs, signal);
  if (there === undefined) return log.warn({ day }, 'usage-not-comparable');
  const here = await ledger.charged(fromMs, toMs);
  const edges = await Promise.all([fromMs, toMs].map((atMs) => ledger.charged(atMs, atMs + EDGE_MS)));
  const doubted = await ledger.doubted(fromMs, toMs);
  const drift = subtract(there, here.amount);
  const explained = sum([fromCents(here.jobs), doubted, ...edges.map(({ amount }) => amount)]);
  observer.ledgerDrift(inDollars(drift));
  log.info({ day, there, here: here.amount, jobs: here.jobs, explained }, 'usage-compared');
  if (Math.abs(drift) > explained) {
    const facts = { day, there: formatUsd(there), here: formatUsd(here.amount), jobs: here.jobs };
    await parts.notifyOwners({
      about: `drift:${day}`,
      everyMs: 7 * DAY_MS,
      text: translate('en', 'notice.drift', facts),
    });
  }
  await keepComparison(memory, { day, there, here: here.amount, jobs: here.jobs, explained });
  await memory.set(COMPARED, day);
}

/** Returns what AudioPod charged between two times; `undefined` when its history does not show that. */
async function usedThere(
  { wallet, clock }: Pick<CompareParts, 'wallet' | 'clock'>,
  fromMs: number,
  toMs: number,
  outer: AbortSignal,
): Promise<MicroDollars | undefined> {
  const signal = AbortSignal.any([outer, clock.timeout(READ_DEADLINE_MS)]);
  let total = ZERO;
  let before: readonly UsageEntry[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const entries = await wallet.usage(page, PAGE, signal);
    // New charges during the read shift every entry down, so the end of one page recurs on the next.
    const fresh = entries.slice(repeated(before, entries));
    const times = fresh.flatMap(({ createdAtMs }) => (createdAtMs === undefined ? [] : [createdAtMs]));
    if (times.length < fresh.length) return undefined;
    total = sum([total, ...fresh.filter((_, at) => isWithin(times[at])).map(({ amount }) => amount)]);
    const isBackwards = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? time));
    // No document states the order; on a page sorted newest first that ends before the day, all that follows
    // is older.
    if (entries.length === 0 || (isBackwards && (times.at(-1) ?? toMs) < fromMs)) return total;
    before = entries;
  }
  return undefined;

  function isWithin(time = 0): boolean {
    return time >= fromMs && time < toMs;
  }
}

/** Returns how many entries at the start of a page repeat the end of the previous one. */
function repeated(before: readonly UsageEntry[], entries: readonly UsageEntry[]): number {
  for (let count = Math.min(before.length, entries.length); count > 0; count -= 1) {
    if (isDeepStrictEqual(before.slice(-count), entries.slice(0, count))) return count;
  }
  return 0;
}

function sum(amounts: readonly MicroDollars[]): MicroDollars {
  return amounts.reduce(add, ZERO);
}
