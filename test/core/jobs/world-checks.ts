import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { until } from '../../fakes/until.ts';
import { ORIGIN, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

/** What the account book says about the tenant's month, in micro-dollars. */
export async function heldAndSpent(world: World): Promise<{ held: number; spent: number }> {
  const scopes = scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now());
  const [month] = await world.store.ledger.totals(scopes.filter((one) => one.scope === 'tenant-month'));
  return { held: month?.held ?? 0, spent: month?.spent ?? 0 };
}

/** What AudioPod has charged so far, in micro-dollars. */
export function charged(world: World): number {
  return fromCents(world.sandbox.control.wallet.usage().reduce((sum, line) => sum + line.cents, 0));
}

/** Every file and folder that jobs have on disk. */
export async function leftBehind(world: World): Promise<readonly string[]> {
  const folders = ['temp', 'undelivered'].map((name) => join(world.folder, name));
  return (await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])))).flat();
}

/** Folders go right after the save that makes them superfluous, so they may still be there when it is seen. */
export async function nothingLeftBehind(world: World): Promise<void> {
  await until('nothing is left behind', async () => (await leftBehind(world)).length === 0);
}

/** Attaches a song of that many seconds. */
export async function attachSong(world: World, seconds: number, name = 'talk.wav'): Promise<AttachmentRef> {
  const path = join(world.folder, name);
  await makeSongFile(path, seconds);
  return world.platform.attach(path, name);
}
