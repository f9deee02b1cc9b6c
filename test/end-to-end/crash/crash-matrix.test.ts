import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { type Crash, crashOnce } from './crash-once.ts';

const IS_WHOLE = process.env['PROVE'] !== undefined;
/** At least as many as one request of speech has, on any platform. */
const MOST_POINTS = 48;
/**
 * Chosen by what usually happens there: between the acknowledgement and the stored job (Discord), around the
 * submission (playground), and in the middle of posting (Slack). All others are taken with `npm run prove`; deaths at
 * every save have tests of their own, in test/core/jobs/crashes.test.ts.
 */
const USUAL: Readonly<Record<Crash['platform'], readonly number[]>> = {
  playground: [12],
  discord: [6],
  slack: [26],
};

const all = Array.from({ length: MOST_POINTS }, (_, index) => index + 1);

for (const platform of ['playground', 'discord', 'slack'] as const) {
  for (const store of IS_WHOLE ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)) {
    const crash: Omit<Crash, 'at'> = {
      platform,
      ...(store === 'postgres' && { createDatabase: async () => (await sharedPostgres()).createDatabase() }),
    };
    describe(`A program on ${platform} and ${store} that dies`, { concurrency: 2 }, () => {
      for (const at of IS_WHOLE ? all : USUAL[platform]) {
        it(`at point ${at} leaves nobody without an answer, and charges and delivers at most once`, async (t) => {
          const points = await crashOnce(t, { ...crash, at });
          t.diagnostic(points.at(-1) ?? 'before any point');
        });
      }
      if (IS_WHOLE) {
        it('at no other point: there are no more', async (t) => {
          const points = await crashOnce(t, { ...crash, at: 0 });
          assert.ok(points.length > 20 && points.length <= MOST_POINTS, points.join('\n'));
        });
      }
    });
  }
}
