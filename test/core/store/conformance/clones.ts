import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clone } from '../../../../src/core/model/job/voice-clone.ts';
import type { Part } from './conformance.ts';

function cloneOf(jobId: string, change: Partial<Clone> = {}): Omit<Clone, 'state'> {
  return {
    jobId,
    tenant: 'web:tenant',
    member: 'web:member',
    voiceId: `voice of ${jobId}`,
    name: 'Night Desk',
    consent: { member: 'web:member', atMs: 1_774_000_000_123 },
    ...change,
  };
}

/** Voices made from samples, and whose they are. */
export const describeClones: Part = {
  title: 'clones',
  tests(subject) {
    test('a clone is in the making, then ready, with who confirmed it and when', async () => {
      const { one, other } = subject.pair;
      const clone = cloneOf('first', { tenant: 'steps' });
      await one.clones.begin(clone);
      assert.deepEqual(await other.clones.ofTenant('steps'), [{ ...clone, state: 'making' }]);
      await other.clones.finish(clone);
      assert.deepEqual(await one.clones.ofTenant('steps'), [{ ...clone, state: 'ready' }]);
    });

    test('a clone that was finished with another key than it began with belongs to that one', async () => {
      const { one, other } = subject.pair;
      const clone = cloneOf('rekeyed', { tenant: 'rekeyed', keyId: 'old' });
      await one.clones.begin(clone);
      await other.clones.finish({ ...clone, keyId: 'new' });
      assert.deepEqual(await one.clones.ofTenant('rekeyed'), [{ ...clone, keyId: 'new', state: 'ready' }]);
    });

    test('each step may be repeated, and a late beginning takes nothing back', async () => {
      const { one, other } = subject.pair;
      const clone = cloneOf('repeated', { tenant: 'repeats' });
      await one.clones.finish(clone);
      await Promise.all([one.clones.begin(clone), other.clones.finish(clone), other.clones.begin(clone)]);
      assert.deepEqual(await one.clones.ofTenant('repeats'), [{ ...clone, state: 'ready' }]);
    });

    test('a tenant has its own clones by name, and no others', async () => {
      const { one } = subject.pair;
      await one.clones.begin(cloneOf('b', { tenant: 'here', name: 'Beta' }));
      await one.clones.begin(cloneOf('a', { tenant: 'here', name: 'Alpha' }));
      await one.clones.begin(cloneOf('c', { tenant: 'there', name: 'Aardvark' }));
      const names = (await one.clones.ofTenant('here')).map(({ name }) => name);
      assert.deepEqual(names, ['Alpha', 'Beta']);
      assert.deepEqual(await one.clones.ofTenant('nowhere'), []);
    });

    test('one is removed alone, and removing it again is no fault', async () => {
      const { one, other } = subject.pair;
      const kept = cloneOf('kept', { tenant: 'removal' });
      await one.clones.finish(kept);
      await one.clones.finish(cloneOf('gone', { tenant: 'removal' }));
      await Promise.all([one.clones.remove('gone'), other.clones.remove('gone')]);
      assert.deepEqual(await one.clones.ofTenant('removal'), [{ ...kept, state: 'ready' }]);
    });

    test('a transaction that fails leaves no clone behind', async () => {
      const { one } = subject.pair;
      const failing = one.transaction(async ({ clones }) => {
        await clones.finish(cloneOf('half', { tenant: 'half' }));
        throw new Error('stopped half way');
      });
      await assert.rejects(failing, /stopped half way/);
      assert.deepEqual(await one.clones.ofTenant('half'), []);
    });
  },
};
