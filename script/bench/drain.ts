/** Takes and releases jobs in a process of its own, from a line on standard input until none is due. Prints how many. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { systemClock } from '../../src/core/async/clock.ts';
import { openStore } from '../../src/core/store/open-store.ts';

const ALIVE_MS = 600_000;
const AT_ONCE = 8;

const [url = ''] = process.argv.slice(2);
const store = await openStore({ url, clock: systemClock });
const id = randomUUID();
await store.processes.enter(id, ALIVE_MS);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
let jobs = 0;
for (;;) {
  const taken = await store.jobs.takeDue({ by: id, limit: AT_ONCE });
  if (taken.length === 0) break;
  await Promise.all(
    taken.map(async ({ id: jobId, hold, job }) => {
      const version = job?.version ?? 0;
      await store.jobs.rest({ id: jobId, hold, version, wakeAtMs: null });
    }),
  );
  jobs += taken.length;
}
process.stdout.write(`${jobs}\n`);
await store.close();
process.stdin.destroy();
