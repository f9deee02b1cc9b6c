import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from './conformance.ts';

const RECORD = { id: 'chat:T1', sealed: 'one', installedAtMs: 10 };

/** Who installed the bot. */
export const describeInstallations: Part = {
  title: 'installations',
  tests(subject) {
    test('are replaced by newer ones only, and removed only up to a moment', async () => {
      const { one, other } = subject.pair;
      assert.equal(await one.installations.get('chat:T1'), undefined);
      await one.installations.put(RECORD);
      await other.installations.put({ ...RECORD, sealed: 'two', installedAtMs: 20 });
      await one.installations.put({ ...RECORD, sealed: 'late', installedAtMs: 15 });
      assert.deepEqual(await one.installations.get('chat:T1'), {
        ...RECORD,
        sealed: 'two',
        installedAtMs: 20,
      });
      assert.equal(await one.installations.remove('chat:T1', 19), false);
      assert.equal(await other.installations.remove('chat:T1', 20), true);
      assert.equal(await one.installations.remove('chat:T1', 20), false);
      assert.equal(await one.installations.get('chat:T1'), undefined);
    });

    test('are encrypted again only if unchanged, and listed in portions', async () => {
      const { one, other } = subject.pair;
      for (const id of ['chat:A', 'chat:B', 'chat:C']) await one.installations.put({ ...RECORD, id });
      await one.installations.reseal('chat:A', 'other', 'never');
      await other.installations.reseal('chat:A', 'one', 'again');
      const listed = await one.installations.list('', 2);
      assert.deepEqual(
        listed.map(({ id, sealed }) => [id, sealed]),
        [
          ['chat:A', 'again'],
          ['chat:B', 'one'],
        ],
      );
      assert.deepEqual(
        (await one.installations.list('chat:B', 2)).map(({ id }) => id),
        ['chat:C'],
      );
    });

    test('of an organization serve the tenants last assigned to it', async () => {
      const { one, other } = subject.pair;
      assert.equal(await one.installations.organizationOf('chat:T9'), undefined);
      await one.installations.assign('chat:T9', 'chat:E1');
      await other.installations.assign('chat:T9', 'chat:E2');
      assert.equal(await one.installations.organizationOf('chat:T9'), 'chat:E2');
    });
  },
};
