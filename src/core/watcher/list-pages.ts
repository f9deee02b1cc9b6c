import type { ProviderJob } from '../model/job/provider-job.ts';
import type { Page } from '../ports/provider.ts';
import type { WatchOrder } from './watched-job.ts';

const PAGE_LIMIT = 100;
const MOST_PAGES = 20;
/** The most AudioPod's clock and ours may differ. */
const CLOCK_SLACK_MS = 10 * 60_000;

/**
 * Reads a service's list page by page, newest first, until all wanted jobs are found or the rest is older.
 *
 * A wanted job on no page is not in the list.
 *
 * @param read reads one page; it waits for the rate limit itself.
 */
export async function* listPages(
  wanted: readonly WatchOrder[],
  read: (page: Page) => Promise<readonly ProviderJob[]>,
): AsyncGenerator<readonly ProviderJob[], void> {
  const left = new Map(wanted.map((order) => [order.providerId, order]));
  let skip = 0;
  for (let pages = 0; pages < MOST_PAGES && left.size > 0; pages += 1) {
    const page = await read({ skip, limit: PAGE_LIMIT });
    for (const job of page) left.delete(job.id);
    yield page;
    const last = page.at(-1);
    if (last === undefined || [...left.values()].every((order) => isNewer(order, last))) return;
    // A service may return fewer than requested; the returned number determines where the next page begins.
    skip += page.length;
  }
}

function isNewer(order: WatchOrder, job: ProviderJob): boolean {
  const orderNumber = Number(order.providerId);
  const jobNumber = Number(job.id);
  if (Number.isSafeInteger(orderNumber) && Number.isSafeInteger(jobNumber)) return orderNumber > jobNumber;
  return job.createdAtMs !== undefined && order.submittedAtMs - CLOCK_SLACK_MS > job.createdAtMs;
}
