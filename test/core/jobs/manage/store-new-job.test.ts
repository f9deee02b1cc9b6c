import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../../../src/core/async/clock.ts';
import { createMemberJobs } from '../../../../src/core/jobs/manage/create-member-jobs.ts';
import type { MemberJobs } from '../../../../src/core/jobs/manage/member-jobs.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { failingStore } from '../../../fakes/failing-store.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { jobsWith } from '../../../fakes/jobs-with.ts';
import { unlimited } from '../../../fakes/patient-clock.ts';

import { ORIGIN, speech, WIDE_CAPS } from '../../../fakes/world.ts';

const ASK: Readonly<Record<string, (desk: MemberJobs, earlier: Job) => Promise<Job>>> = {
  command: (desk) => desk.start(speech('Good evening'), 'Good evening', ORIGIN),
  button: (desk) => desk.startOnce(speech('Good evening'), 'Good evening', ORIGIN),
  'try again': (desk, earlier) => desk.retry(earlier.id, ORIGIN),
};

interface Setting {
  readonly clock: Clock;
  readonly store: Store;
  readonly earlier: Job;
  desk(seen: Store): MemberJobs;
  /** The jobs that are stored besides the earlier one. */
  started(): Promise<readonly string[]>;
}

/** Time that only passes by waiting, and then at once. */
function skippingClock(): Clock {
  let nowMs = Date.UTC(2026, 10, 23);
  return {
    now: () => nowMs,
    sleep: async (durationMs) => {
      nowMs += durationMs;
    },
    timeout: unlimited,
  };
}

async function withJobs(use: (setting: Setting) => Promise<void>): Promise<void> {
  const clock = skippingClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const earlier: Job = {
    ...jobOf(speech(), 'Hello', ORIGIN, clock.now()),
    work: { stage: 'failed', failure: { code: 'job-failed', facts: {} } },
    delivery: { state: 'done', round: 0, posted: [], atMs: 0 },
  };
  await store.jobs.insert(earlier, null);
  const stored = (): Promise<readonly Job[]> => store.jobs.list({ tenant: ORIGIN.tenant, limit: 100 });
  try {
    await use({
      clock,
      store,
      earlier,
      desk: (seen) =>
        createMemberJobs({ store: seen, clock, jobLimits: { ...WIDE_CAPS, maxWaitingJobs: 100 } }),
      started: async () => (await stored()).map(({ id }) => id).filter((id) => id !== earlier.id),
    });
  } finally {
    await store.close();
  }
}

/** Loses the database for a while, before or after it carries out the first write. */
function losing(store: Store, clock: Clock, side: 'before' | 'after', forMs: number): Store {
  const failing = failingStore(store, clock, { transaction: 1, side, forMs });
  let inserts = 0;
  const insert: Store['jobs']['insert'] = async (...given) => {
    inserts += 1;
    if (inserts > 1) return failing.store.jobs.insert(...given);
    if (side === 'after') await store.jobs.insert(...given);
    failing.goAway(forMs);
    throw new BotError('ledger-unavailable', 'The database does not answer');
  };
  return { ...failing.store, jobs: jobsWith(failing.store.jobs, { insert }) };
}

for (const [how, ask] of Object.entries(ASK)) {
  describe(`a job asked for by ${how}`, () => {
    for (const side of ['before', 'after'] as const) {
      it(`is stored once when the database goes away for a moment ${side} it stores it`, () =>
        withJobs(async ({ clock, store, earlier, desk, started }) => {
          const job = await ask(desk(losing(store, clock, side, 3_000)), earlier);
          assert.deepEqual(await started(), [job.id]);
        }));

      it(`may have started if the database stays away ${side} it stores it, and its number is said`, () =>
        withJobs(async ({ clock, store, earlier, desk, started }) => {
          let id: unknown;
          await assert.rejects(ask(desk(losing(store, clock, side, 3_600_000)), earlier), (error) => {
            assert.ok(error instanceof BotError);
            assert.equal(error.code, 'start-unsure');
            id = error.facts['job'];
            return true;
          });
          assert.deepEqual(await started(), side === 'after' ? [id] : []);
        }));
    }

    it('is stored once when the first try is still under way at the second', () =>
      withJobs(async ({ store, earlier, desk, started }) => {
        let writes = 0;
        let looks = 0;
        // The first write only becomes visible after the job was looked for.
        const slow = {
          ...store,
          jobs: jobsWith(store.jobs, {
            insert: async (...given) => {
              writes += 1;
              if (writes === 1) throw new BotError('ledger-unavailable', 'The database does not answer');
              await store.jobs.insert(...given);
              throw new Error('UNIQUE constraint failed: jobs.id');
            },
            get: async (id) => {
              looks += id === earlier.id ? 0 : 1;
              return store.jobs.get(id);
            },
          }),
        } satisfies Store;
        const seen: Store = {
          ...slow,
          transaction: async (body) => {
            writes += 1;
            if (writes === 1) throw new BotError('ledger-unavailable', 'The database does not answer');
            await store.transaction(body);
            throw new Error('UNIQUE constraint failed: jobs.id');
          },
        };
        const job = await ask(desk(seen), earlier);
        assert.equal(looks, 2);
        assert.deepEqual(await started(), [job.id]);
      }));
  });
}

describe('a request that arrives again', () => {
  for (const [how, ask] of Object.entries({
    command: (desk: MemberJobs) => desk.start(speech('Good evening'), 'Good evening', ORIGIN, 'fake:1'),
    button: (desk: MemberJobs) => desk.startOnce(speech('Good evening'), 'Good evening', ORIGIN, 'fake:1'),
    'try again': (desk: MemberJobs, earlier: Job) => desk.retry(earlier.id, ORIGIN, 'fake:1'),
  })) {
    it(`is the job it was before, and not another one (${how})`, async () => {
      await withJobs(async ({ store, desk, earlier, started }) => {
        const first = await ask(desk(store), earlier);
        const again = await Promise.all([ask(desk(store), earlier), ask(desk(store), earlier)]);
        assert.deepEqual(again, [first, first]);
        assert.deepEqual(await started(), [first.id]);
        assert.match(first.id, /^[a-kmnp-z2-9]{12}$/);
      });
    });
  }
});
