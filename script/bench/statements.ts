import { Client } from 'pg';
import { SqliteThread } from '../../src/core/store/sqlite/thread.ts';

/** Counts what some work asks of the database: statements, and the beginnings and ends of transactions. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let statements = 0;
  const { query } = Client.prototype;
  const { tell } = SqliteThread.prototype;
  Client.prototype.query = new Proxy(query, {
    apply(target, self, asked) {
      statements += 1;
      return Reflect.apply(target, self, asked);
    },
  });
  SqliteThread.prototype.tell = new Proxy(tell, {
    apply(target, self, asked) {
      statements += 1;
      return Reflect.apply(target, self, asked);
    },
  });
  try {
    await work();
  } finally {
    Client.prototype.query = query;
    SqliteThread.prototype.tell = tell;
  }
  return statements;
}
