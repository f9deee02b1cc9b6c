import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../fakes/until.ts';
import type { Part } from './conformance.ts';

const ENDPOINT = { account: 'a', id: 'e1', url: 'https://bot.example.com', sealed: 'one', createdAtMs: 5 };

/** Webhook endpoints, and signals between processes. */
export const describeWebhooks: Part = {
  title: 'webhooks',
  tests(subject) {
    test('a key has one endpoint, which every process reads as it was last written', async () => {
      const { one, other } = subject.pair;
      assert.equal(await one.webhookEndpoints.get('a'), undefined);
      assert.equal(await one.webhookEndpoints.replace(ENDPOINT, 'e0'), false);
      assert.equal(await one.webhookEndpoints.replace(ENDPOINT, undefined), true);
      assert.equal(await other.webhookEndpoints.replace({ ...ENDPOINT, id: 'e9' }, undefined), false);
      await one.webhookEndpoints.replace({ ...ENDPOINT, account: 'b' }, undefined);
      assert.deepEqual(await other.webhookEndpoints.get('a'), ENDPOINT);
      const next = { ...ENDPOINT, id: 'e2', url: 'https://new.example.com', sealed: 'two', createdAtMs: 6 };
      assert.equal(await other.webhookEndpoints.replace({ ...next, id: 'e9' }, 'e0'), false);
      assert.equal(await other.webhookEndpoints.replace(next, 'e1'), true);
      assert.deepEqual(await one.webhookEndpoints.get('a'), next);
    });

    test('of many processes that replace an endpoint at once, one does', async () => {
      const { one, other } = subject.pair;
      for (const before of [undefined, 'e0'] as const) {
        const account = `race ${before}`;
        if (before !== undefined) {
          await one.webhookEndpoints.replace({ ...ENDPOINT, account, id: before }, undefined);
        }
        const done = await Promise.all(
          [one, other, one, other].map(({ webhookEndpoints }, index) =>
            webhookEndpoints.replace({ ...ENDPOINT, account, id: `racer ${index}` }, before),
          ),
        );
        assert.equal(done.filter(Boolean).length, 1, account);
      }
    });

    test('an encryption takes the place of the one it was made from, and of no other', async () => {
      const { one, other } = subject.pair;
      await one.webhookEndpoints.replace({ ...ENDPOINT, account: 'sealed' }, undefined);
      await other.webhookEndpoints.reseal('sealed', 'another', 'three');
      assert.equal((await one.webhookEndpoints.get('sealed'))?.sealed, 'one');
      await other.webhookEndpoints.reseal('sealed', 'one', 'three');
      assert.equal((await one.webhookEndpoints.get('sealed'))?.sealed, 'three');
    });

    test('a signal reaches other processes, and never the one that sends it', async () => {
      const { one, other } = subject.pair;
      const mine: string[] = [];
      const theirs: string[] = [];
      using _mine = one.signals.listen((text) => mine.push(text));
      using _theirs = other.signals.listen((text) => theirs.push(text));
      if (one === other) {
        await one.signals.send('hello');
        assert.deepEqual(mine, []);
        return;
      }
      const text = `hello ${'雪'.repeat(300)}`;
      // Sent until it arrives, because listening takes a moment to begin.
      await until('it arrived', async () => {
        await one.signals.send(text);
        return theirs.length > 0;
      });
      assert.equal(theirs[0], text);
      assert.deepEqual(mine, []);
    });
  },
};
