import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { encryptKey } from '../../../src/core/accounts/key-encryption.ts';
import { type Account, createOwnAccounts } from '../../../src/core/accounts/provider-account.ts';
import type { ProviderJob } from '../../../src/core/model/job/provider-job.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { openLearnedDurations } from '../../../src/core/watcher/learned-durations.ts';
import { createWatcher, type Watcher } from '../../../src/core/watcher/watcher.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const MINUTE_MS = 60_000;
const PENDING: ProviderJob = { id: '1', state: 'pending', outputs: [] };

async function start(readsPerMinute = 6) {
  const clock = createVirtualClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const box = { current: createSecretKey(randomBytes(32)) };
  const durations = await openLearnedDurations(store.cache('durations'));
  for (const id of ['one', 'two']) {
    const sealed = encryptKey(new Secret(`ap_key_of_${id}`), { id, tenant: 'fake:tenant' }, box);
    await store.keys.insert({ id, tenant: 'fake:tenant', sealed, lastFour: 'xxxx', createdAtMs: 1 });
  }
  /** When the jobs of a key were read. */
  const reads = new Map<string, number[]>();
  const opened: { keyId: string; key: string; isClosed: boolean }[] = [];
  const accounts = createOwnAccounts({
    keys: store.keys,
    box,
    clock,
    open(key, keyId) {
      const atMs = reads.get(keyId) ?? [];
      reads.set(keyId, atMs);
      const source = {
        job: async () => {
          atMs.push(clock.now());
          return PENDING;
        },
      };
      const services = {
        speech: source,
        stems: source,
        music: source,
        transcription: source,
        diarization: source,
        denoise: source,
        clone: source,
      };
      const watcher = createWatcher({
        services,
        readsPerMinute,
        clock,
        random: () => 0.5,
        durations,
      });
      const made = { keyId, key: key.reveal(), isClosed: false };
      opened.push(made);
      const close = async () => {
        made.isClosed = true;
        await watcher.close();
      };
      // No client: only its watcher is of interest here.
      return { watcher: { ...watcher, close } satisfies Watcher } as unknown as Account;
    },
  });
  return {
    clock,
    store,
    accounts,
    opened,
    reads,
    async [Symbol.asyncDispose]() {
      await accounts.close();
      await store.close();
      assert.equal(clock.sleeping, 0, 'nothing is left waiting');
    },
  };
}

test('each key has a watcher of its own, shared by its jobs, with a budget of its own', async () => {
  await using here = await start();
  const { accounts, clock } = here;
  using one = await accounts.borrow('one');
  using again = await accounts.borrow('one');
  using two = await accounts.borrow('two');
  assert.equal(again.watcher, one.watcher);
  assert.deepEqual(
    here.opened.map(({ keyId, key }) => [keyId, key]),
    [
      ['one', 'ap_key_of_one'],
      ['two', 'ap_key_of_two'],
    ],
  );
  const watch = ({ watcher }: Account, id: string) =>
    watcher.watch(
      { service: 'speech', providerId: id, tenant: 'fake:tenant', submittedAtMs: clock.now() },
      () => {},
      () => {},
    );
  using _watches = new DisposableStack();
  for (let index = 0; index < 20; index += 1) _watches.use(watch(one, String(index)));
  _watches.use(watch(two, '1'));
  await clock.advance(10 * MINUTE_MS);
  const [busy = [], quiet = []] = [here.reads.get('one'), here.reads.get('two')];
  for (const from of busy) {
    assert.ok(busy.filter((at) => at >= from && at < from + MINUTE_MS).length <= 6);
  }
  assert.ok(busy.length > 40, `the budget is used, ${busy.length}`);
  // Its one job is read as often as if there were nobody else.
  assert.ok(quiet.length > 10, `${quiet.length}`);
});

test('an account is kept while it is needed and for ten minutes more, so that its budget is not granted twice', async () => {
  await using here = await start();
  const { accounts, clock, opened } = here;
  const first = await accounts.borrow('one');
  await clock.advance(60 * MINUTE_MS);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await clock.advance(9 * MINUTE_MS);
  const second = await accounts.borrow('one');
  assert.equal(second.watcher, first.watcher);
  second[Symbol.dispose]();
  await clock.advance(10 * MINUTE_MS);
  assert.deepEqual(opened, [{ keyId: 'one', key: 'ap_key_of_one', isClosed: true }]);
  using third = await accounts.borrow('one');
  assert.notEqual(third.watcher, first.watcher);
});

test('an erased key is not used again, no matter who erased it, and what runs on it comes to its end', async () => {
  await using here = await start();
  const { accounts, opened, store } = here;
  const borrowed = await accounts.borrow('one');
  await store.keys.remove('one');
  accounts.forget('one');
  assert.equal(opened[0]?.isClosed, false);
  await assert.rejects(accounts.borrow('one'), { code: 'own-key-gone' });
  borrowed[Symbol.dispose]();
  assert.equal(opened[0]?.isClosed, true);
});

test('a key that another process has erased is let go of as soon as that is noticed', async () => {
  await using here = await start();
  (await here.accounts.borrow('one'))[Symbol.dispose]();
  await here.store.keys.remove('one');
  await assert.rejects(here.accounts.borrow('one'), { code: 'own-key-gone' });
  assert.equal(here.opened[0]?.isClosed, true);
});

test('nothing can be borrowed once the accounts are closed', async () => {
  await using here = await start();
  using _one = await here.accounts.borrow('one');
  await here.accounts.close();
  assert.equal(here.opened[0]?.isClosed, true);
  await assert.rejects(here.accounts.borrow('two'), { code: 'restarting' });
});
