import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { type Crash, crashOnce } from './crash-once.ts';

const IS_WHOLE = process.env['PROVE'] !== undefined;
/** At least as many as one request of speech, or of four stems, has on any platform. */
const MOST_POINTS = { speech: 56, stems: 112 } as const;
/**
 * Chosen by what usually happens there: between the acknowledgement and the stored job (Discord), around the
 * submission (playground), with a result posted and not recorded (Slack), and with some stems of four ready. All others
 * are taken with `npm run prove`; deaths at every save have tests of their own, in test/core/jobs.
 */
const USUAL: Readonly<Record<Crash['request'], Readonly<Record<Crash['platform'], readonly number[]>>>> = {
  speech: { playground: [12], discord: [6], slack: [35] },
  stems: { playground: [], discord: [57], slack: [54] },
};

for (const platform of ['playground', 'discord', 'slack'] as const) {
  for (const store of IS_WHOLE ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)) {
    // What differs between the stores does not differ between requests.
    for (const request of store === 'sqlite' ? (['speech', 'stems'] as const) : (['speech'] as const)) {
      const crash: Omit<Crash, 'at'> = {
        platform,
        request,
        ...(store === 'postgres' && {
          createDatabase: async () => (await sharedPostgres()).createDatabase(),
        }),
      };
      const most = MOST_POINTS[request];
      const all = Array.from({ length: most }, (_, index) => index + 1);
      const chosen = IS_WHOLE ? all : USUAL[request][platform];
      if (chosen.length === 0) continue;
      describe(`A program on ${platform} and ${store} that dies over ${request}`, { concurrency: 2 }, () => {
        for (const at of chosen) {
          it(`at point ${at} leaves nobody without an answer, and charges and delivers at most once`, async (t) => {
            const points = await crashOnce(t, { ...crash, at });
            t.diagnostic(points.at(-1) ?? 'before any point');
          });
        }
        if (IS_WHOLE) {
          it('at no other point: there are no more', async (t) => {
            const points = await crashOnce(t, { ...crash, at: 0 });
            assert.ok(points.length > 20 && points.length <= most, points.join('\n'));
          });
        }
      });
    }
  }
}
