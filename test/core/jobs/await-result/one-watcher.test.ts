import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJobOver } from '../../../../src/core/model/job/job.ts';
import type { Download } from '../../../../src/core/ports/provider.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { type BotProcess, startBotProcess } from '../../../fakes/bot-process.ts';
import { fastClock } from '../../../fakes/fast-clock.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';
import { until } from '../../../fakes/until.ts';
import { ORIGIN, speech, startWorld, type World } from '../../../fakes/world.ts';

/** Nobody counts as dead because the machine is slow. */
const ENGINE = { aliveMs: 1e9, lookEveryMs: 500 };
const PER_PROCESS = 2;

const usual = (_process: number, { dependencies }: World): Download => dependencies.download;

/** Three processes that work, beside the world's own. */
async function withProcesses(
  downloadOf: (process: number, world: World) => Download,
  use: (world: World, all: readonly BotProcess[]) => Promise<void>,
): Promise<void> {
  const url = await (await sharedPostgres()).createDatabase();
  const clock = fastClock(1);
  const store = await openStore({ url, clock });
  try {
    await using world = await startWorld({ speedUp: 1, store, jobLimits: { maxJobsPerTenant: 100 } });
    // It only keeps the sandbox, the platform and the folders.
    await world.engine().drain(1e12);
    await using processes = new AsyncDisposableStack();
    const all: BotProcess[] = [];
    for (let count = 0; count < 3; count += 1) {
      const download = downloadOf(count, world);
      all.push(processes.use(await startBotProcess(world, url, { download, engine: ENGINE })));
    }
    await use(world, all);
  } finally {
    await store.close();
  }
}

function one([process]: readonly BotProcess[]): BotProcess {
  assert.ok(process !== undefined);
  return process;
}

async function say({ jobs }: BotProcess, member: number): Promise<string> {
  const origin = { ...ORIGIN, member: `fake:${member}` };
  const { id } = await jobs.start(speech(), 'Speech', origin);
  return id;
}

async function allOver(world: World, ids: readonly string[]): Promise<void> {
  await until('all are over', async () => {
    const found = await Promise.all(ids.map((id) => world.store.jobs.get(id)));
    return found.every((job) => job !== undefined && isJobOver(job));
  });
}

test('of three processes one watches, no matter which submits, and every job ends', async () => {
  await withProcesses(usual, async (world, all) => {
    const ids: string[] = [];
    for (let round = 0; round < PER_PROCESS; round += 1) {
      for (const process of all) ids.push(await say(process, ids.length));
    }
    await allOver(world, ids);
    assert.equal(all.filter(({ reads }) => reads() > 0).length, 1);
    assert.equal(world.sandbox.control.jobs.submits()['voice'], ids.length);
  });
});

test('when many results are ready together, the one that watches leaves some of the work to the others', async () => {
  const downloading = new Set<number>();
  const goOn = Promise.withResolvers<void>();
  const held =
    (process: number, { dependencies }: World): Download =>
    async (...asked) => {
      downloading.add(process);
      // As long as nothing is over, the one that watches has its hands full.
      await goOn.promise;
      return dependencies.download(...asked);
    };
  await withProcesses(held, async (world, all) => {
    const { control } = world.sandbox;
    control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await say(one(all), count));
    await until('all are watched', () => control.jobs.submits()['voice'] === ids.length);
    for (const { service, id } of control.jobs.list()) control.jobs.release(service, id);
    await until('others begin to work', () => downloading.size > 1);
    goOn.resolve();
    await allOver(world, ids);
  });
});

test('when the one that watches stops, another goes on at once', async () => {
  await withProcesses(usual, async (world, all) => {
    await allOver(world, [await say(one(all), 0)]);
    const watching = all.find(({ reads }) => reads() > 0);
    assert.ok(watching !== undefined);
    const rest = all.filter((process) => process !== watching);
    const ids = await Promise.all(rest.map((process, index) => say(process, index + 1)));
    await watching.drain();
    await allOver(world, ids);
    assert.equal(rest.filter(({ reads }) => reads() > 0).length, 1);
  });
});
