import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { provideTime } from '../../src/app/provide-time.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { silentLog } from '../../src/core/ports/log.ts';

const HOUR_MS = 3_600_000;

/** How far the time by which others' moments are judged is from the database's, an hour ahead of this computer's. */
async function distanceMs(kind: 'postgres' | 'sqlite'): Promise<number> {
  const databaseMs = () => systemClock.now() + HOUR_MS;
  const clockReadings = {
    now: async () => databaseMs(),
    last: async () => undefined,
    note: async () => undefined,
  };
  const time = provideTime();
  await time.watch({ kind, clockReadings }, { notifyOwners: async () => undefined, log: silentLog });
  return Math.abs(time.forOthers({ kind }).now() - databaseMs());
}

describe('the time by which moments of others are judged', () => {
  it('is the database’s on PostgreSQL, so that a host with a wrong clock agrees with all others', async () => {
    assert.ok((await distanceMs('postgres')) < HOUR_MS / 2);
  });

  it('is the computer’s own on SQLite, as it is set now', async () => {
    assert.ok((await distanceMs('sqlite')) > HOUR_MS / 2);
  });
});
