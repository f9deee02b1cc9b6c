import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { WalletControl } from '../../../sandbox/control/control.ts';
import type { Connection } from '../../../src/core/accounts/own-key-service.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { Log, LogFields } from '../../../src/core/ports/log.ts';
import { ORIGIN, startWorld, type World } from '../../fakes/world.ts';

/** Never aborts. */
export const { signal } = new AbortController();

/** The admin who connects keys to the tenant of `ORIGIN`. */
export const ADMIN: Origin = { ...ORIGIN, member: 'fake:admin' };

/** Someone in a tenant without a key. */
export const ELSEWHERE: Origin = { ...ORIGIN, tenant: 'fake:elsewhere' };

/** Two keys that are easy to find wherever they were written. */
export const KEY = 'ap_own_5ecre7_number_one';
export const OTHER_KEY = 'ap_own_5ecre7_number_two';

/** A world in which AudioPod knows `KEY` and `OTHER_KEY` beside the operator's. */
interface OwnKeySetting {
  readonly world: World;
  /** The wallet of `KEY` at AudioPod. */
  readonly own: WalletControl;
  /** That of the operator's. */
  readonly operator: WalletControl;
  /** Every line that was logged. */
  readonly logged: readonly string[];
  /** Connects a key, by default `KEY`, to the tenant of `ORIGIN`. */
  connect(key?: string): Promise<Connection>;
  /** Answers the job once it is over. */
  run(request: JobRequest, origin?: Origin): Promise<Job>;
}

/** Opens it before the tests of a file, and closes it after. Answers where it is from then on. */
export function ownKeys(): () => OwnKeySetting {
  let setting: OwnKeySetting | undefined;
  before(async () => {
    setting = await open();
  });
  after(() => setting?.world[Symbol.asyncDispose]());
  return () => setting ?? assert.fail('Nothing is open before the tests begin');
}

async function open(): Promise<OwnKeySetting> {
  const logged: string[] = [];
  const world = await startWorld({ log: recordingLog(logged) });
  const { accounts, wallet } = world.sandbox.control;
  accounts.open(OTHER_KEY, 500);
  return {
    world,
    own: accounts.open(KEY, 500),
    operator: wallet,
    logged,
    connect: (key = KEY) => world.services.keys.connect(new Secret(key), ADMIN, signal),
    run: async (request, origin = ORIGIN) =>
      world.settled((await world.jobs.start(request, 'Hello', origin)).id),
  };
}

function recordingLog(logged: string[]): Log {
  const write = ({ error, ...fields }: LogFields, event: string): void => {
    logged.push(
      `${event} ${JSON.stringify(fields)} ${error instanceof Error ? `${error.stack} ${error.cause}` : ''}`,
    );
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}

/** The code of the error that work ends with; `none` where it ends well. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof BotError ? error.code : assert.fail(String(error))),
  );
}

/** After all that was done with them, the keys stand nowhere in the clear, and what was done is on record. */
export async function assertWrittenNowhere({ world, logged }: OwnKeySetting): Promise<void> {
  const changes = await world.store.rules.changes(ORIGIN.tenant, 100);
  assert.ok(
    changes.some(
      ({ what, after, member }) => what === 'key.lastFour' && after === '"_one"' && member === ADMIN.member,
    ),
  );
  const jobs = await world.store.jobs.list({ tenant: ORIGIN.tenant, limit: 100 });
  assert.ok(jobs.every(isJobOver));
  const told = JSON.stringify([changes, jobs, world.platform.posts, world.platform.progress, logged]);
  assert.ok(told.includes('_one') && !told.includes('5ecre7'));
  const files = (await readdir(world.folder)).filter((name) => name.startsWith('bot.sqlite'));
  assert.ok(files.length > 0);
  for (const name of files) {
    assert.ok(!(await readFile(join(world.folder, name))).includes('5ecre7'), name);
  }
}
