import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { SqliteThread } from '../../../src/core/store/sqlite/thread.ts';
import { BUILT_IN } from '../../../src/core/wallet/pricing/price-list.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { attachSong } from './world-checks.ts';

/** What a job tells the database, each line one way to the thread and back. */
// In one transaction, or a member's concurrent requests would pass the end of their queue together.
const BEGUN = ['select jobs', 'insert jobs', 'commit'];
const ADMITTED = ['update jobs'];
const QUOTED = ['select rules'];
const SUBMITTING = [
  'select jobs',
  'select rules',
  'insert reservations',
  'insert reservation_scopes',
  'insert ledger_entries',
  'update scope_counters',
  'update jobs',
  'commit',
];
const SUBMITTED = ['update jobs'];

describe('what a job asks of the database until it waits for AudioPod', () => {
  let world: World;
  let isWatched = Promise.withResolvers<void>();
  const earlier: string[] = [];
  before(async () => {
    const change = (dependencies: JobDependencies): JobDependencies => ({
      ...dependencies,
      accounts: {
        ...dependencies.accounts,
        watcher: {
          ...dependencies.accounts.watcher,
          watch(...order) {
            isWatched.resolve();
            return dependencies.accounts.watcher.watch(...order);
          },
        },
      },
    });
    world = await startWorld(
      {
        prices: { current: async () => BUILT_IN },
        limits: { memberDaily: fromDollars(9) },
        // No look of the engine falls in between: jobs that are new need none.
        engine: { lookEveryMs: 24 * 3_600_000 },
      },
      change,
    );
    // The first one of the day makes the counters.
    const first = await world.jobs.start(speech(), 'first', ORIGIN);
    await world.settled(first.id);
    earlier.push(first.id);
  });
  after(() => world[Symbol.asyncDispose]());

  /** Every statement costs the one thread that answers everybody, and every commit the disk. */
  async function askedBy(request: JobRequest): Promise<readonly string[]> {
    isWatched = Promise.withResolvers<void>();
    const told = mock.method(SqliteThread.prototype, 'tell');
    const { id } = await world.jobs.start(request, 'counted', ORIGIN);
    await isWatched.promise;
    told.mock.restore();
    const asked = told.mock.calls.flatMap(({ arguments: [order] }) => {
      if (order.kind !== 'run') return [order.kind];
      const { sql, parameters } = order.statement;
      // A job that is over gives its lease back a moment after its record says so.
      const isOfEarlier = earlier.some((one) => parameters.includes(one));
      return isOfEarlier ? [] : [nameOf(sql)];
    });
    await world.settled(id);
    earlier.push(id);
    return asked;
  }

  it('is no more for speech than is needed to keep its promises', async () => {
    assert.deepEqual(await askedBy(speech('Counted')), [
      ...BEGUN,
      ...ADMITTED,
      ...QUOTED,
      ...SUBMITTING,
      ...SUBMITTED,
    ]);
  });

  it('is three more for what has to be fetched: whether it may be paid for at all, and to have it on record', async () => {
    const found = ['select rules', 'select scope_counters', 'update jobs'];
    assert.deepEqual(await askedBy(stemsOf(await attachSong(world, 2))), [
      ...BEGUN,
      ...ADMITTED,
      ...found,
      ...QUOTED,
      ...SUBMITTING,
      ...SUBMITTED,
    ]);
  });
});

/** What a statement does, and to which table. */
function nameOf(sql: string): string {
  const [, does, table] =
    /\b(insert into|update|from)\s+"?(\w+)/.exec(sql.replace(/^\s*with[\s\S]*(?=\bupdate\b)/, '')) ?? [];
  if (does === undefined) return sql;
  return `${does === 'from' ? 'select' : does.replace(' into', '')} ${table}`;
}
