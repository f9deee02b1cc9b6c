import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { whyNotWritable } from '../../app/prepare-data-dir.ts';
import type { FreeBytes } from '../../core/jobs/context/free-space.ts';
import { broken, type Check, inOrder, warning } from '../../core/model/check.ts';
import { LEAST_FREE_BYTES } from '../../server/readiness.ts';

/** Where the bot keeps its files. */
export interface DiskSubject {
  readonly dataDir: string;
  readonly freeBytes: FreeBytes;
}

const BYTES_PER_MB = 1_000_000;
/** A long recording in several stems takes this much on its way. */
const WARN_FREE_BYTES = 1_000 * BYTES_PER_MB;
/** A job's record is saved some ten times on its way, each time flushed to the disk. */
const WARN_WRITE_MS = 250;

/** Looks at the space on the disk that holds `DATA_DIR`. */
export const diskSpaceCheck: Check<DiskSubject> = {
  name: 'disk.space',
  looksAt: 'The space left on the disk of `DATA_DIR`',
  remedy: 'Free space, or set DATA_DIR to a folder on a larger disk.',
  async run({ dataDir, freeBytes }) {
    const free = await freeBytes(nearestPath(resolve(dataDir)));
    const fact = `${Math.floor(free / BYTES_PER_MB).toLocaleString('en')} MB are free for DATA_DIR.`;
    if (free < LEAST_FREE_BYTES) return broken(fact);
    return free < WARN_FREE_BYTES ? warning(fact) : inOrder(fact);
  },
};

/** Looks at everything about the disk that holds `DATA_DIR`. */
export const DISK_CHECKS: readonly Check<DiskSubject>[] = [
  diskSpaceCheck,
  {
    name: 'disk.write',
    looksAt: 'Whether a file in `DATA_DIR` can be written and flushed to the disk',
    remedy: 'Set DATA_DIR to a folder the bot can write to.',
    async run({ dataDir }) {
      const folder = resolve(dataDir);
      let ms: number;
      try {
        if (!existsSync(folder)) {
          await mayCreateIn(nearestPath(folder));
          return inOrder(`DATA_DIR is ${folder}. The first start creates it.`);
        }
        ms = Math.ceil(await writeDurably(join(folder, `.doctor-${randomUUID()}`)));
      } catch (error) {
        return broken(`DATA_DIR is ${folder}, but ${whyNotWritable(error)}.`);
      }
      if (ms < WARN_WRITE_MS) return inOrder(`DATA_DIR is ${folder}. A file is on the disk after ${ms} ms.`);
      return warning(
        `A file in DATA_DIR is on the disk only after ${ms} ms.`,
        'Set DATA_DIR to a faster disk.',
      );
    },
  },
];

/** Returns the path itself, or the nearest above it that exists. */
function nearestPath(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestPath(dirname(path));
}

/** @throws if this user can't create a folder there. */
async function mayCreateIn(folder: string): Promise<void> {
  // Fails on a file with the code that creating a folder in it would fail with.
  await readdir(folder);
  await access(folder, constants.W_OK | constants.X_OK);
}

/** What else this computer does delays single writes. */
const WRITES = 5;

/** Writes a file, waits until it's on the disk, and removes it. Returns how long the fastest write took, in milliseconds. */
async function writeDurably(path: string): Promise<number> {
  const times: number[] = [];
  try {
    await using file = await open(path, 'wx', 0o600);
    for (let write = 0; write < WRITES; write += 1) {
      const startMs = performance.now();
      await file.writeFile('x'.repeat(4_096));
      await file.sync();
      times.push(performance.now() - startMs);
    }
    return Math.min(...times);
  } finally {
    await rm(path, { force: true });
  }
}
