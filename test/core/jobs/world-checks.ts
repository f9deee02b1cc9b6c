import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/core/async/clock.ts';
import { createAudioPod } from '../../../src/core/audiopod/create-audiopod.ts';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
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
  const deadline = AbortSignal.timeout(5_000);
  while ((await leftBehind(world)).length > 0) await world.clock.sleep(100, deadline);
}

/** Attaches a song of that many seconds. */
export async function attachSong(world: World, seconds: number, name = 'talk.wav'): Promise<AttachmentRef> {
  const path = join(world.folder, name);
  await makeSongFile(path, seconds);
  return world.platform.attach(path, name);
}

/** At a high speed a busy machine would miss the deadlines of its own requests; this client keeps ordinary time. */
export function steady(world: World, dependencies: JobDependencies): JobDependencies {
  const { url, apiKey } = world.sandbox;
  const audiopod = createAudioPod({
    baseUrl: new URL(url),
    apiKey: new Secret(apiKey),
    clock: systemClock,
    random: Math.random,
  });
  return { ...dependencies, accounts: { ...dependencies.accounts, audiopod } };
}
