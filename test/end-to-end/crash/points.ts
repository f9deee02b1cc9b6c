/**
 * Loaded into the program before it starts (`--import`): numbers everything it does to the outside, and takes its
 * life at one number.
 *
 * A point is the moment before or after one write to the database (a commit, or a write by itself) or one
 * request that changes something (POST, PUT, PATCH, DELETE). They are numbered over all threads, from the signal
 * SIGUSR2 on. `CRASH_AT` is the number at which the process dies; with 0 they are only counted. Each is written to
 * `CRASH_LOG`, so that a failure names what it is about.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { Client } from 'pg';

/** `[0]`: whether points count yet; `[1]`: how many there were. */
const COUNTERS = 'crash-points';
const WRITE = /^(insert into|update|delete from|with .*\b(update|insert into|delete from)) /;
/**
 * What is lost of a cache is made again; and what processes do every few seconds, whatever is asked for, would number
 * the points by how slow the computer is.
 */
const OF_NO_REQUEST =
  /^(insert into "(kv|duties|clock_readings)"|update "(processes"|jobs" set "dead_tell_at")|delete from "(kv|seen|jobs|processes)")/;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Slack's client posts what only reads, too. */
const READS = /^\/api\/\w+\.info$/;

const at = Number(process.env['CRASH_AT']);
const logPath = process.env['CRASH_LOG'] ?? '';

function sharedCounters(): Int32Array {
  if (isMainThread) setEnvironmentData(COUNTERS, new SharedArrayBuffer(8));
  const buffer = getEnvironmentData(COUNTERS);
  if (!(buffer instanceof SharedArrayBuffer)) throw new Error('Every thread shares its counters');
  return new Int32Array(buffer);
}

const counters = sharedCounters();

function point(side: 'before' | 'after', what: string): void {
  if (Atomics.load(counters, 0) === 0) return;
  const number = Atomics.add(counters, 1, 1) + 1;
  appendFileSync(logPath, `${number} ${side} ${what}\n`);
  if (number !== at) return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing may happen in the moment that the signal takes.
  for (;;);
}

if (isMainThread) {
  process.on('SIGUSR2', () => {
    Atomics.store(counters, 0, 1);
    appendFileSync(logPath, '0 armed\n');
  });
}

let isInTransaction = false;

/** Runs one statement of SQLite between its two points, if it commits anything. */
function persisted<T>(sql: string, run: () => T): T {
  const words = sql.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words.startsWith('begin')) isInTransaction = true;
  if (words.startsWith('rollback')) isInTransaction = false;
  const commits =
    words.startsWith('commit') || (WRITE.test(words) && !OF_NO_REQUEST.test(words) && !isInTransaction);
  if (words.startsWith('commit')) isInTransaction = false;
  if (!commits) return run();
  const what = words.slice(0, 40);
  point('before', what);
  const result = run();
  point('after', what);
  return result;
}

for (const name of ['run', 'all'] as const) {
  const original = StatementSync.prototype[name];
  Object.defineProperty(StatementSync.prototype, name, {
    value(this: StatementSync, ...parameters: Parameters<typeof original>) {
      return persisted(this.sourceSQL, () => Reflect.apply(original, this, parameters));
    },
  });
}

const inTransaction = new WeakSet<object>();
const query: (...given: unknown[]) => unknown = Client.prototype.query;
Object.defineProperty(Client.prototype, 'query', {
  value(this: object, ...given: unknown[]) {
    const [first] = given;
    const text =
      typeof first === 'string' ? first : ((first as { readonly text?: string } | undefined)?.text ?? '');
    const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
    if (words.startsWith('begin') || words.startsWith('start transaction')) inTransaction.add(this);
    const commits =
      words.startsWith('commit') ||
      (WRITE.test(words) && !OF_NO_REQUEST.test(words) && !inTransaction.has(this));
    if (words.startsWith('commit') || words.startsWith('rollback')) inTransaction.delete(this);
    if (!commits) return Reflect.apply(query, this, given);
    const what = words.slice(0, 40);
    point('before', what);
    const result = Reflect.apply(query, this, given);
    if (result instanceof Promise) return result.finally(() => point('after', what));
    return result;
  },
});

interface RequestEvent {
  readonly request: { readonly method: string; readonly path: string };
}

function asked(side: 'before' | 'after') {
  return (event: unknown): void => {
    const { request } = event as RequestEvent;
    // Paths of replies carry tokens, which say nothing here.
    const path = request.path.split('?')[0]?.replaceAll(/[\w-]{30,}/g, '…');
    if (CHANGES.has(request.method) && !READS.test(path ?? '')) point(side, `${request.method} ${path}`);
  };
}

// undici and Node's own fetch, which every client uses here, publish the same events.
subscribe('undici:request:create', asked('before'));
subscribe('undici:request:trailers', asked('after'));
