import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('what was seen, or is claimed, is the same to processes whose clocks are hours apart', async () => {
  const url = await (await sharedPostgres()).createDatabase();
  const openAt = (offMs: number) =>
    openStore({ url, clock: { ...systemClock, now: () => systemClock.now() + offMs } });
  const behind = await openAt(-HOUR_MS);
  const ahead = await openAt(HOUR_MS);
  try {
    const request = {
      key: 'claimed',
      ttlMs: 10 * MINUTE_MS,
      platform: 'fake',
      payload: 'request',
      answerableMs: MINUTE_MS,
    };
    assert.equal(await behind.seen.first('seen', 10 * MINUTE_MS), true);
    assert.equal(await behind.requests.claim(request), true);
    await ahead.seen.sweep();
    assert.equal(await ahead.seen.first('seen', 10 * MINUTE_MS), false);
    assert.equal(await ahead.requests.claim(request), false);
  } finally {
    await Promise.all([behind.close(), ahead.close()]);
  }
});
