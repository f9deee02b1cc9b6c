import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createRequestJournal } from '../../src/bots/request-journal.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { shiftableClock } from '../fakes/shiftable-clock.ts';
import { until } from '../fakes/until.ts';

const HOUR_MS = 3_600_000;

test('the first look takes what an earlier process left, and never what this one has just recorded', async () => {
  const clock = shiftableClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const keys = { current: createSecretKey(randomBytes(32)) };
  const start = () =>
    createRequestJournal({
      requests: store.requests,
      platform: 'discord',
      ttlMs: HOUR_MS,
      answerableMs: HOUR_MS,
      isAlone: true,
      keys,
      clock,
      log: silentLog,
    });
  await start().record('left', 'from before');
  clock.putForward(1_000);
  const journal = start();
  clock.putForward(1_000);
  await journal.record('new', 'just now');
  const carriedOn: string[] = [];
  const stop = new AbortController();
  const carryingOn = journal.keepCarryingOn(async ({ key }) => {
    carriedOn.push(key);
    return 'answered';
  }, stop.signal);
  await until('the first look is over', () => carriedOn.includes('left'));
  assert.equal(await journal.claim('new'), true);
  assert.deepEqual(carriedOn, ['left']);
  stop.abort();
  await carryingOn;
  await journal.close();
  await store.close();
});
