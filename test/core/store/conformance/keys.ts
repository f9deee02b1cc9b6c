import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseUnused } from '../../../../src/core/accounts/erase-unused-key.ts';
import type { WalletKey } from '../../../../src/core/model/money/wallet-key.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { payingRules } from '../../../../src/core/wallet/limits/paying-rules.ts';
import { jobOf, overJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const BY = { member: 'web:admin', nowMs: 1 };

function keyOf(tenant: string, id: string): WalletKey {
  return { id, tenant, sealed: `sealed ${id}`, lastFour: 'abcd', createdAtMs: 5 };
}

/** As connecting does it. */
async function connect(store: Store, tenant: string, id: string): Promise<void> {
  await store.transaction(async ({ keys, rules }) => {
    await keys.insert(keyOf(tenant, id));
    await rules.changeTenant(tenant, BY, (found) => ({
      ...found,
      key: { id, lastFour: 'abcd', sinceMs: 5 },
    }));
  });
}

/** As disconnecting does it. Answers whether the key is erased. */
async function disconnect(store: Store, tenant: string, id: string): Promise<boolean> {
  return store.transaction(async (records) => {
    await records.rules.changeTenant(tenant, BY, ({ key: _gone, ...others }) => others);
    return (await eraseUnused(records, id)).isErased;
  });
}

/** The keys that tenants connect. */
export const describeKeys: Part = {
  title: 'connected keys',
  tests(subject) {
    test('a key is read as it was written, until it is removed', async () => {
      const { one, other } = subject.pair;
      const key = keyOf('keys:plain', 'plain');
      await one.keys.insert(key);
      assert.deepEqual(await other.keys.get('plain'), key);
      assert.deepEqual(await one.transaction(({ keys }) => keys.lock('plain')), key);
      assert.deepEqual(await other.keys.all(), [key]);
      await other.keys.remove('plain');
      await other.keys.remove('plain');
      assert.equal(await one.keys.get('plain'), undefined);
      assert.equal(await one.transaction(({ keys }) => keys.lock('plain')), undefined);
    });

    test('an encryption takes the place of the one it was made from, and of no other', async () => {
      const { one, other } = subject.pair;
      await one.keys.insert(keyOf('keys:reseal', 'reseal'));
      await Promise.all([
        one.keys.reseal('reseal', 'sealed reseal', 'first'),
        other.keys.reseal('reseal', 'sealed reseal', 'second'),
      ]);
      const sealed = (await one.keys.get('reseal'))?.sealed;
      assert.ok(sealed === 'first' || sealed === 'second');
      await one.keys.reseal('reseal', 'sealed reseal', 'third');
      assert.equal((await one.keys.get('reseal'))?.sealed, sealed);
      await one.keys.remove('reseal');
    });

    test('jobs that are not over count as using their key, and no others', async () => {
      const { one, other } = subject.pair;
      const keyId = 'using';
      const running = jobOf('keys:using', { keyId, work: { stage: 'watching' } });
      await one.jobs.insert(running, null);
      await one.jobs.insert({ ...overJob('keys:using', 1), keyId }, null);
      await one.jobs.insert(jobOf('keys:using', { work: { stage: 'watching' } }), null);
      assert.equal(await other.jobs.using(keyId), 1);
      assert.equal((await other.jobs.get(running.id))?.keyId, keyId);
      const { money, delivery, work } = overJob('keys:using', 1);
      await one.jobs.save({ ...running, money, delivery, work }, null);
      assert.equal(await other.jobs.using(keyId), 0);
    });

    test('a key is erased with no job of its tenant in flight, and kept while there is one', async () => {
      const { one } = subject.pair;
      await connect(one, 'keys:kept', 'kept');
      const job = jobOf('keys:kept', { keyId: 'kept', work: { stage: 'submitting', sinceMs: 1 } });
      await one.jobs.insert(job, null);
      assert.equal(await disconnect(one, 'keys:kept', 'kept'), false);
      assert.notEqual(await one.keys.get('kept'), undefined);
      const { money, delivery, work } = overJob('keys:kept', 1);
      await one.jobs.save({ ...job, money, delivery, work }, null);
      assert.deepEqual(await one.transaction((records) => eraseUnused(records, 'kept')), {
        isErased: true,
        jobs: 0,
      });
      assert.equal(await one.keys.get('kept'), undefined);
    });

    test('a key that rules name is never erased, and one that is missing stands in for nobody', async () => {
      const { one } = subject.pair;
      await connect(one, 'keys:named', 'named');
      const { isErased } = await one.transaction((records) => eraseUnused(records, 'named'));
      assert.equal(isErased, false);
      const { keyId } = await one.transaction((records) => payingRules(records, 'keys:named'));
      assert.equal(keyId, 'named');
      await one.keys.remove('named');
      const paying = one.transaction((records) => payingRules(records, 'keys:named'));
      await assert.rejects(paying, { code: 'own-key-lost' });
    });

    test('a process that begins a job while its key is disconnected has the key, or the operator pays', async () => {
      const { one, other } = subject.pair;
      const rounds = process.env['PROVE'] === undefined ? 10 : 200;
      for (let round = 0; round < rounds; round += 1) {
        const [tenant, keyId] = [`keys:race-${round}`, `race-${round}`];
        await connect(one, tenant, keyId);
        const begin = other.transaction(async (records) => {
          const { keyId: paying } = await payingRules(records, tenant);
          const job = jobOf(tenant, {
            work: { stage: 'quoted' },
            ...(paying === undefined ? {} : { keyId: paying }),
          });
          await records.jobs.insert(job, null);
          return paying;
        });
        const [paying, isErased] = await Promise.all([begin, disconnect(one, tenant, keyId)]);
        assert.equal(isErased, paying === undefined, `round ${round}`);
        assert.equal((await one.keys.get(keyId)) === undefined, isErased, `round ${round}`);
      }
    });
  },
};
