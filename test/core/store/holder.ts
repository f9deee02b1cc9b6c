import { systemClock } from '../../../src/core/async/clock.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { orderOf, scopesOf } from './ledger/orders.ts';
import { sampleJob } from './sample-job.ts';

// A process of its own: opens the database named by its argument, commits one job, and then stays inside a
// transaction that has reserved money, until it is killed.
const [, , url = ''] = process.argv;
try {
  const store = await openStore({ url, clock: systemClock });
  await store.jobs.insert(sampleJob({ id: 'committed' }), null);
  await store.transaction(async ({ jobs, ledger }) => {
    await jobs.insert(sampleJob({ id: 'half-done' }), null);
    await ledger.reserve(orderOf(10, scopesOf('holder', 100)));
    process.send?.('inside');
    await new Promise((resolve) => process.once('disconnect', resolve));
  });
} catch (error) {
  process.send?.(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.disconnect();
}
