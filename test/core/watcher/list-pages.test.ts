import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderJob } from '../../../src/core/model/job/provider-job.ts';
import type { Page } from '../../../src/core/ports/provider.ts';
import { listPages } from '../../../src/core/watcher/list-pages.ts';
import type { WatchOrder } from '../../../src/core/watcher/watched-job.ts';

const NOW_MS = Date.UTC(2026, 10, 23);

function order(providerId: string, submittedAtMs = NOW_MS): WatchOrder {
  return { service: 'stems', providerId, tenant: 'test:a', submittedAtMs };
}

function entry(id: string, createdAtMs?: number): ProviderJob {
  return { id, state: 'processing', outputs: [], ...(createdAtMs !== undefined && { createdAtMs }) };
}

/** Reads the wanted jobs from a list of entries and answers the skips that were asked for. */
async function skipsFor(
  wanted: readonly WatchOrder[],
  list: readonly ProviderJob[],
  serviceLimit = 100,
): Promise<readonly number[]> {
  const skips: number[] = [];
  const read = async ({ skip, limit }: Page): Promise<readonly ProviderJob[]> => {
    skips.push(skip);
    return list.slice(skip, skip + Math.min(limit, serviceLimit));
  };
  for await (const page of listPages(wanted, read)) assert.ok(page.length <= 100);
  return skips;
}

const numbered = Array.from({ length: 350 }, (_, index) => entry(String(1_350 - index)));

test('reading stops at the page that holds the last wanted job', async () => {
  assert.deepEqual(await skipsFor([order('1350'), order('1300')], numbered), [0]);
  assert.deepEqual(await skipsFor([order('1350'), order('1190')], numbered), [0, 100]);
});

test('reading stops where everything left in the list is older', async () => {
  // 2000 stands for a job that is newer than anything in the list.
  assert.deepEqual(await skipsFor([order('2000'), order('1350')], numbered), [0]);
});

test('without numbers for ids, the time of the entries says when to stop', async () => {
  const hour = 60 * 60_000;
  const list = Array.from({ length: 300 }, (_, index) => entry(`job-${index}`, NOW_MS - index * (hour / 60)));
  assert.deepEqual(await skipsFor([order('job-missing', NOW_MS)], list), [0]);
  assert.deepEqual(await skipsFor([order('job-missing', NOW_MS - 2 * hour)], list), [0, 100]);
});

test('a service that answers fewer than asked for is read on from where it stopped', async () => {
  assert.deepEqual(await skipsFor([order('1350'), order('1240')], numbered, 50), [0, 50, 100]);
});

test('a list that ends, or never ends, is not read for ever', async () => {
  const endless = Array.from({ length: 5_000 }, (_, index) => entry(`job-${index}`));
  assert.deepEqual(await skipsFor([order('x')], [entry('a'), entry('b')]), [0, 2]);
  assert.equal((await skipsFor([order('x')], endless)).length, 20);
});

test('a list with the oldest jobs first is given up after one page', async () => {
  assert.deepEqual(await skipsFor([order('1350'), order('1349')], numbered.toReversed()), [0]);
});
