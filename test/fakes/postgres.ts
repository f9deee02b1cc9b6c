import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { HUNG_MS, until } from './until.ts';

const USER = 'bot';

/**
 * Runs the server until standard input closes, then stops it and removes its folder. Each line of standard input names
 * a signal that ends the server, which is then started again on the same data.
 *
 * The kernel closes standard input even when the test process is killed.
 */
const KEEPER = `
serve() {
  "$1/postgres" -D "$2/data" -k "$2" -p "$3" -h 127.0.0.1 -c fsync="$4" \\
    -c max_connections=200 -c deadlock_timeout=50ms </dev/null &
  server=$!
}
serve "$@"
while read -r signal; do
  kill -"$signal" "$server"
  wait "$server"
  serve "$@"
done
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$2"
`;

/** A private PostgreSQL for tests. */
export interface TestPostgres extends AsyncDisposable {
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /**
   * Ends the server and starts it again on the same data: `crash` as after a power cut, `fast` as `pg_ctl restart`
   * does. Resolves when it accepts connections again.
   */
  restart(how: 'fast' | 'crash'): Promise<void>;
  /** Stops the server and removes everything it wrote. */
  stop(): Promise<void>;
}

/** How to run the server. */
export interface PostgresOptions {
  /** Flush every commit to the disk, as in production. Off by default, for speed. */
  readonly durable?: boolean;
}

let shared: Promise<TestPostgres> | undefined;

/**
 * Returns the server that all test files of this process share, each with databases of its own. It ends with
 * the process, so nobody stops it.
 *
 * @throws {Error} as `startPostgres`.
 */
export function sharedPostgres(): Promise<Pick<TestPostgres, 'createDatabase'>> {
  shared ??= startPostgres();
  return shared;
}

/**
 * Starts a private PostgreSQL server that listens only on the loopback address and stops with this process.
 *
 * @throws {Error} when PostgreSQL is not installed: tests of the store must never be skipped silently.
 */
export async function startPostgres({ durable = false }: PostgresOptions = {}): Promise<TestPostgres> {
  const bin = postgresBinaries();
  const owner = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'bot-postgres-'));
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...owner, env, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr}`, { cause: made.error });
  }
  const port = await freePort();
  const keeper = spawn(
    '/bin/sh',
    ['-c', KEEPER, 'keeper', bin, folder, String(port), durable ? 'on' : 'off'],
    {
      ...owner,
      env,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  // A test that forgets to stop the server must still be able to end; the keeper then cleans up.
  keeper.unref();
  try {
    await ready(keeper);
  } catch (error) {
    await stop(keeper);
    throw error;
  }
  const urlOf = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      const client = new Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        await client.query(`create database ${name}`);
      } finally {
        await client.end();
      }
      return urlOf(name);
    },
    restart: async (how) => {
      const before = await startedAt(urlOf('postgres'));
      keeper.stdin?.write(how === 'fast' ? 'INT\n' : 'QUIT\n');
      await until('the server runs again', async () => {
        const now = await startedAt(urlOf('postgres')).catch(() => before);
        return now !== before;
      });
    },
    stop: () => stop(keeper),
    [Symbol.asyncDispose]: () => stop(keeper),
  };
}

/** When the server that answers now was started. */
async function startedAt(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  // It may end while this asks.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ at: string }>('select pg_postmaster_start_time()::text as at');
    return rows[0]?.at ?? '';
  } finally {
    await client.end();
  }
}

/** Returns the folder of PostgreSQL’s programs. */
export function postgresBinaries(): string {
  const { PATH = '' } = process.env;
  // The newest installation wins; on Debian it is not on the PATH.
  const installed = globSync('/usr/lib/postgresql/*/bin').toSorted().reverse();
  const found = [...PATH.split(delimiter), ...installed].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
  if (found === undefined) {
    throw new Error(
      'PostgreSQL is not installed, and these tests need it. Run script/bootstrap, then try again.',
    );
  }
  return found;
}

/** Returns another user to run as, because PostgreSQL refuses to run as root. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout || Number.NaN);
    const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout || Number.NaN);
    if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

async function ready(keeper: ChildProcess): Promise<void> {
  if (keeper.stderr === null) throw new Error('The server has no log');
  const log: string[] = [];
  const lines = createInterface({ input: keeper.stderr });
  lines.on('line', (line) => log.push(line));
  const deadline = AbortSignal.timeout(HUNG_MS);
  while (!log.some((line) => line.includes('ready to accept connections'))) {
    if (log.some((line) => line.includes('FATAL')) || deadline.aborted) {
      throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`);
    }
    await once(lines, 'line', { signal: deadline });
  }
  lines.removeAllListeners('line');
  // The log is no longer read, but it must keep flowing, and must not keep the tests running.
  keeper.stderr.resume();
  if ('unref' in keeper.stderr && typeof keeper.stderr.unref === 'function') keeper.stderr.unref();
}

async function stop(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  keeper.ref();
  const gone = once(keeper, 'exit');
  keeper.stdin?.end();
  await gone;
}
