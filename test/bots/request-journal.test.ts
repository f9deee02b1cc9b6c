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
  await using world = await journals({ isAlone: true });
  const { clock } = world;
  await world.start().record('left', 'from before');
  clock.putForward(1_000);
  const journal = world.start();
  clock.putForward(1_000);
  await journal.record('new', 'just now');
  const carriedOn = world.carryOn(journal);
  await until('the first look is over', () => carriedOn.includes('left'));
  assert.equal(await journal.claim('new'), true);
  assert.deepEqual(carriedOn, ['left']);
});

test('what another process recorded and never claimed is carried on sooner than what it claimed, and than own work', async () => {
  await using world = await journals({ isAlone: false });
  const other = world.start();
  await other.record('recorded', 'and acknowledged');
  await other.recordAndClaim('claimed', 'and at work');
  const journal = world.start();
  await journal.record('own', 'not claimed yet');
  const carriedOn = world.carryOn(journal);
  await until('it was carried on', () => {
    if (world.passedMs() < 30_000) world.clock.putForward(1_000);
    return carriedOn.length > 0;
  });
  assert.deepEqual(carriedOn, ['recorded']);
  assert.equal(await other.claim('recorded'), false);
  assert.equal(await journal.claim('own'), true);
  await until('the rest was carried on', () => {
    if (world.passedMs() < 130_000) world.clock.putForward(1_000);
    return carriedOn.length > 1;
  });
  assert.deepEqual(carriedOn, ['recorded', 'claimed']);
});

/** Journals on one store, as processes of one bot have them. */
async function journals({ isAlone }: { readonly isAlone: boolean }) {
  const clock = shiftableClock();
  const beganMs = clock.now();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const keys = { current: createSecretKey(randomBytes(32)) };
  const stop = new AbortController();
  const started: ReturnType<typeof createRequestJournal>[] = [];
  const running: Promise<void>[] = [];
  return {
    clock,
    passedMs: () => clock.now() - beganMs,
    start() {
      const journal = createRequestJournal({
        requests: store.requests,
        platform: 'discord',
        ttlMs: HOUR_MS,
        answerableMs: HOUR_MS,
        isAlone,
        keys,
        clock,
        log: silentLog,
      });
      started.push(journal);
      return journal;
    },
    /** Returns the keys of what it carries on, in order. */
    carryOn(journal: ReturnType<typeof createRequestJournal>): readonly string[] {
      const carriedOn: string[] = [];
      const carry = async ({ key }: { readonly key: string }) => {
        carriedOn.push(key);
        return 'answered' as const;
      };
      running.push(journal.keepCarryingOn(carry, stop.signal));
      return carriedOn;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
      for (const journal of started) await journal.close();
      await store.close();
    },
  };
}
