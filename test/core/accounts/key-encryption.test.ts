import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { decryptKey, encryptKey } from '../../../src/core/accounts/key-encryption.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const KEY = new Secret('ap_own_5ecre7_key');
const newKey = () => createSecretKey(randomBytes(32));

async function safeWith(box: Parameters<typeof encryptKey>[2]) {
  const store = await openStore({ url: 'sqlite://:memory:', clock: createVirtualClock() });
  const sealed = encryptKey(KEY, { id: 'one', tenant: 'fake:tenant' }, box);
  const insert = (id: string, tenant: string) =>
    store.keys.insert({ id, tenant, sealed, lastFour: '_key', createdAtMs: 1 });
  await insert('one', 'fake:tenant');
  return { store, sealed, insert, [Symbol.asyncDispose]: () => store.close() };
}

test('a key opens with the SECRET_KEY it was sealed with, and stays as it is', async () => {
  const current = newKey();
  await using safe = await safeWith({ current });
  assert.ok(!safe.sealed.includes('5ecre7'));
  assert.equal((await decryptKey(safe.store.keys, 'one', { current })).reveal(), KEY.reveal());
  assert.equal((await safe.store.keys.get('one'))?.sealed, safe.sealed);
});

test('one that only SECRET_KEY_PREVIOUS opens is encrypted again, so that the previous one can be dropped', async () => {
  const [previous, current] = [newKey(), newKey()];
  await using safe = await safeWith({ current: previous });
  assert.equal((await decryptKey(safe.store.keys, 'one', { current, previous })).reveal(), KEY.reveal());
  assert.notEqual((await safe.store.keys.get('one'))?.sealed, safe.sealed);
  assert.equal((await decryptKey(safe.store.keys, 'one', { current })).reveal(), KEY.reveal());
  await assert.rejects(decryptKey(safe.store.keys, 'one', { current: previous }), { code: 'own-key-lost' });
});

test('what no SECRET_KEY opens, or was moved to another tenant or id, is lost; what is not there is gone', async () => {
  const current = newKey();
  await using safe = await safeWith({ current });
  await safe.insert('two', 'fake:tenant');
  await safe.insert('three', 'fake:elsewhere');
  const open = (id: string, key = current) => decryptKey(safe.store.keys, id, { current: key });
  await assert.rejects(open('one', newKey()), { code: 'own-key-lost' });
  await assert.rejects(open('two'), { code: 'own-key-lost' });
  await assert.rejects(open('three'), { code: 'own-key-lost' });
  await assert.rejects(open('four'), { code: 'own-key-gone' });
});
