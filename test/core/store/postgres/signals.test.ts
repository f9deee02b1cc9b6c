import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { fastClock } from '../../../fakes/fast-clock.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';
import { until } from '../../../fakes/until.ts';

test('signals arrive again after the connection that listens was lost, and closing waits for nothing', async () => {
  const url = await (await sharedPostgres()).createDatabase();
  const clock = fastClock(20);
  const [one, other] = [await openStore({ url, clock }), await openStore({ url, clock })];
  const control = new Client({ connectionString: url });
  await control.connect();
  try {
    let heard = 0;
    using _listening = other.signals.listen(() => {
      heard += 1;
    });
    const hears = (): Promise<boolean> => {
      const before = heard;
      return until('a signal arrives', async () => {
        await one.signals.send('hello');
        return heard > before;
      });
    };
    await hears();
    const { rowCount } = await control.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'audiopod-bot-notifications'`,
    );
    assert.equal(rowCount, 1);
    await hears();
  } finally {
    await control.end();
    await one.close();
    await other.close();
  }
});
