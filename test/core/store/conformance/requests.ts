import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestsToTakeOver, RequestToRecord } from '../../../../src/core/ports/open-requests.ts';
import { takeOverLeft } from '../../../fakes/take-over-left.ts';
import type { Part } from './conformance.ts';

const MINUTE_MS = 60_000;

function request(key: string, change: Partial<RequestToRecord> = {}): RequestToRecord {
  return {
    key,
    ttlMs: 20 * MINUTE_MS,
    platform: 'fake',
    payload: `of ${key}`,
    answerableMs: 14 * MINUTE_MS,
    ...change,
  };
}

/** Requests that were acknowledged and are not answered yet. */
export const describeRequests: Part = {
  title: 'open requests',
  tests(subject) {
    const left = (platform: string, terms: Partial<RequestsToTakeOver> = {}) =>
      takeOverLeft(subject.pair.other.requests, platform, terms);

    test('a recorded request is claimed by one of many callers, and so is one that was not recorded', async () => {
      const { one, other } = subject.pair;
      await one.requests.record(request('claimed'));
      await other.requests.record(request('claimed'));
      for (const key of ['claimed', 'claimed unrecorded']) {
        const claims = Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? one : other).requests.claim(request(key)),
        );
        assert.equal((await Promise.all(claims)).filter(Boolean).length, 1);
      }
      // As for every other dedupe key.
      assert.equal(await one.seen.first('claimed', 1), false);
      await one.requests.answered(['claimed', 'claimed unrecorded']);
    });

    test('what is not answered is taken over, claimed or not, by one of several callers each time', async () => {
      const { one, other } = subject.pair;
      const keys = ['left recorded', 'left claimed', 'left answered'];
      for (const key of keys) await one.requests.record(request(key, { platform: 'left' }));
      await one.requests.claim(request('left claimed', { platform: 'left' }));
      await one.requests.answered(['left answered']);
      await one.requests.record(request('of another', { platform: 'another' }));
      subject.clock.nowMs += 1_000;
      const takes = Array.from({ length: 10 }, (_, index) =>
        takeOverLeft((index % 2 === 0 ? one : other).requests, 'left', {
          idleMs: 1_000,
          unclaimedMs: 1_000,
          limit: 1,
        }),
      );
      const taken = (await Promise.all(takes)).flat();
      assert.deepEqual(taken.map(({ key }) => key).toSorted(), ['left claimed', 'left recorded']);
      assert.ok(taken.every(({ key, payload }) => payload === `of ${key}`));
      assert.equal(await other.requests.claim(request('left recorded', { platform: 'left' })), false);
      await one.requests.answered(keys);
      assert.deepEqual(await left('left'), []);
      assert.equal((await left('another')).length, 1);
    });

    test('each time counts, and what someone works on is left alone', async () => {
      const { one } = subject.pair;
      await one.requests.record(request('counted', { platform: 'counted' }));
      assert.deepEqual(await left('counted', { idleMs: 90_000, unclaimedMs: 90_000 }), []);
      assert.deepEqual(
        (await left('counted')).map(({ attempts }) => attempts),
        [1],
      );
      assert.deepEqual(
        (await left('counted')).map(({ attempts }) => attempts),
        [2],
      );
      assert.deepEqual(await left('counted', { idleMs: 90_000 }), []);
    });

    test('what no process has claimed is left alone for a shorter time, and what the caller works on altogether', async () => {
      const { one } = subject.pair;
      const terms = { idleMs: 90_000, unclaimedMs: 15_000 };
      for (const key of ['unclaimed', 'at work', 'own'])
        await one.requests.record(request(key, { platform: 'short' }));
      await one.requests.claim(request('at work', { platform: 'short' }));
      subject.clock.nowMs += 14_000;
      assert.deepEqual(await left('short', terms), []);
      subject.clock.nowMs += 1_000;
      const taken = await left('short', { ...terms, except: ['own'] });
      assert.deepEqual(
        taken.map(({ key }) => key),
        ['unclaimed'],
      );
      // A process that was slow to claim it leaves it to the one that took it over.
      assert.equal(await one.requests.claim(request('unclaimed', { platform: 'short' })), false);
      assert.equal(await one.requests.claim(request('own', { platform: 'short' })), true);
      assert.deepEqual(await left('short', terms), []);
      await one.requests.answered(['unclaimed', 'at work', 'own']);
    });

    test('what can no longer be answered is not taken over, and its payload goes', async () => {
      const { one, rows } = subject.pair;
      await one.requests.record(request('late', { platform: 'late', answerableMs: 0 }));
      assert.deepEqual(await left('late'), []);
      assert.ok((await one.requests.expire()).includes('late'));
      assert.deepEqual(await rows(`select key, payload from seen where key = 'late'`), [
        { key: 'late', payload: null },
      ]);
      assert.deepEqual(await one.requests.expire(), []);
    });
  },
};
