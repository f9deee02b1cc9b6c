import { usedOf } from '../../model/money/counter.ts';
import { formatUsd } from '../../model/money/money.ts';
import { notifyOnce } from '../../notify/notify-once.ts';
import { formatMoment } from '../../text/format-moment.ts';
import { translate } from '../../text/words.ts';
import { limitsFor } from '../../wallet/limits/limits.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'limits' | 'notices' | 'store'>;

/** The used share of a monthly limit from which a tenant is warned, in percent. */
const WARN_AT_PERCENT = 80;
/** Longer than a month, so that each month is warned about once. */
const WARNED_FOR_MS = 40 * 86_400_000;

/**
 * Sends one warning a month, to the channel an admin chose, when most of the tenant's monthly limit is used.
 * It checks the total and not the job that changed it: after a crash or a failed post, the next job's charge
 * triggers the check again. Never throws.
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
      { about, everyMs: WARNED_FOR_MS, to: { ...warnAt, tenant: origin.tenant }, text },
      signal,
    );
  } catch (error) {
    context.log.warn({ error }, 'limit-warning-not-given');
  }
}
