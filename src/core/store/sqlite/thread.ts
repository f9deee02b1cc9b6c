import { Worker } from 'node:worker_threads';
import type { SqliteFault, SqliteOrder, SqliteOutcome, SqliteResult } from './wire.ts';

/** Thrown for a failed order. It looks like the error that `node:sqlite` threw on the thread. */
class SqliteError extends Error {
  readonly code: string | undefined;
  readonly errcode: number | undefined;

  constructor({ name, message, code, errcode }: SqliteFault) {
    super(message);
    this.name = name;
    this.code = code;
    this.errcode = errcode;
  }
}

/**
 * Runs one SQLite database on a thread. Every call of `node:sqlite` blocks, and a commit blocks until the disk has it,
 * which on a busy disk takes longer than a platform waits for an acknowledgement.
 */
export class SqliteThread {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url));
  readonly #waiting: PromiseWithResolvers<SqliteResult>[] = [];
  readonly #ended = Promise.withResolvers<void>();
  #end: Error | undefined;

  constructor() {
    let cause: unknown;
    this.#worker.on('message', (answer: SqliteOutcome) => this.#take(answer));
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', () => {
      this.#end = new Error('The database thread has ended', { cause });
      for (const one of this.#waiting.splice(0)) one.reject(this.#end);
      this.#ended.resolve();
    });
    this.#worker.unref();
  }

  /**
   * Sends the thread an order, which it follows after all those before.
   *
   * @throws {Error} what `node:sqlite` threw, by its codes.
   * @throws {Error} when the thread has ended.
   */
  tell(order: SqliteOrder): Promise<SqliteResult> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const answer = Promise.withResolvers<SqliteResult>();
    // An open database does not keep the process alive; a caller that waits for it does.
    if (this.#waiting.push(answer) === 1) this.#worker.ref();
    this.#worker.postMessage(order);
    return answer.promise;
  }

  /** Closes the database, after what is under way, and waits for the thread to be gone. */
  async close(): Promise<void> {
    // Whatever the outcome, it ends then. What was committed is on the disk.
    await Promise.allSettled([this.tell({ kind: 'close' })]);
    this.#worker.ref();
    await this.#ended.promise;
  }

  #take(answer: SqliteOutcome): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if (answer.kind === 'done') first?.resolve(answer);
    else first?.reject(new SqliteError(answer.fault));
  }
}
