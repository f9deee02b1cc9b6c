import { usedOf } from '../../model/money/counter.ts';
import { formatUsd } from '../../model/money/money.ts';
import { notifyOnce } from '../../notify/notify-once.ts';
import { formatMoment } from '../../text/format-moment.ts';
import { translate } from '../../text/words.ts';
import { limitsFor } from '../../wallet/limits/limits.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'limits' | 'notices' | 'store'>;

/** The share of a month's limit from which on a tenant is warned, in percent. */
const WARN_AT_PERCENT = 80;
/** Longer than a month, so that a month is warned of once. */
const WARNED_FOR_MS = 40 * 86_400_000;

/**
 * Says once a month, in the place that an admin chose, that most of the tenant's month is spent. It looks at what is
 * spent and not at what made it so: should the process die, or the place not be reached, the next job's money looks
 * again. Never throws.
 */
export async function warnLimitNear(context: JobContext, needs: Needs): Promise<void> {
  const { origin, keyId } = context.job;
  try {
    const { warnAt } = await needs.store.rules.tenant(origin.tenant);
    if (warnAt === undefined) return;
    const { scopes } = await limitsFor(needs.store, origin, keyId, needs.limits, needs.clock.now());
    const [month] = await needs.store.ledger.totals(scopes.filter(({ scope }) => scope === 'tenant-month'));
    if (month === undefined || month.limit === null) return;
    const used = usedOf(month);
    if (used * 100 < month.limit * WARN_AT_PERCENT) return;
    const text = translate(origin.locale, 'notice.month-low', {
      used: formatUsd(used),
      limit: formatUsd(month.limit),
      resetsAt: formatMoment(origin.locale, month.resetsAtMs, month.zone),
    });
    const about = `warned:${origin.tenant}:${month.period}`;
    const { notices, clock } = needs;
    const { signal } = context;
    await notifyOnce(
      { notices, seen: needs.store.seen, clock },
      { about, everyMs: WARNED_FOR_MS, to: warnAt, text },
      signal,
    );
  } catch (error) {
    context.log.warn({ error }, 'limit-warning-not-given');
  }
}
