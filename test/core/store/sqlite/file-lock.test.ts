import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { StoreOpenError } from '../../../../src/core/store/database/store-open-error.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { scopesOf } from '../ledger/orders.ts';

let folder = '';
const children: ChildProcess[] = [];
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bot-lock-'));
});
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a second process on the database and answers what it says first. */
async function startHolder(url: string): Promise<{ child: ChildProcess; said: unknown }> {
  const child = fork(new URL('../holder.ts', import.meta.url), [url]);
  children.push(child);
  const [said] = await once(child, 'message');
  return { child, said };
}

test('a database in use is refused to a second process in words an operator understands', async () => {
  const url = `sqlite://${join(folder, 'refused.sqlite')}`;
  const store = await openStore({ url, clock: systemClock });
  try {
    const { said } = await startHolder(url);
    assert.match(String(said), /^StoreOpenError: Another process already uses the database .*PostgreSQL/);
    // The same process may not open it twice either.
    await assert.rejects(openStore({ url, clock: systemClock }), StoreOpenError);
    await store.ping();
  } finally {
    await store.close();
  }
  const again = await openStore({ url, clock: systemClock });
  await again.close();
});

test('after its holder was killed the database opens, with what was committed and nothing half done', async () => {
  const path = join(folder, 'killed.sqlite');
  const url = `sqlite://${path}`;
  const { child, said } = await startHolder(url);
  assert.equal(said, 'inside');
  await assert.rejects(openStore({ url, clock: systemClock }), StoreOpenError);
  // An operator's read-only shell is not kept out.
  const shell = new DatabaseSync(path, { readOnly: true });
  assert.deepEqual({ ...shell.prepare('select count(*) as jobs from jobs').get() }, { jobs: 1 });
  shell.close();

  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;

  const store = await openStore({ url, clock: systemClock });
  try {
    assert.equal((await store.jobs.get('committed'))?.id, 'committed');
    assert.equal(await store.jobs.get('half-done'), undefined);
    for (const { held } of await store.ledger.totals(scopesOf('holder', 100))) assert.equal(held, 0);
  } finally {
    await store.close();
  }
});
