import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import { notifyOnce } from '../../../src/core/notify/notify-once.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const HOUR_MS = 3_600_000;
const NOTICE = {
  about: 'the month',
  everyMs: 24 * HOUR_MS,
  to: { platform: 'fake', channel: 'treasury' },
  text: 'Most of it is used.',
};

test('what could not be said is said by the next who has the same to say, and what was said is not repeated', async () => {
  const clock = createVirtualClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  try {
    const told: string[] = [];
    let fault: Error | undefined = new BotError('delivery-failed', 'The place is down');
    const notices = {
      async tell(_to: unknown, text: string) {
        if (fault !== undefined) throw fault;
        told.push(text);
      },
    };
    const say = () => notifyOnce({ notices, seen: store.seen, clock }, NOTICE, new AbortController().signal);

    await assert.rejects(say(), fault);
    fault = undefined;
    await say();
    assert.deepEqual(told, [], 'someone may still be saying it');
    await clock.advance(HOUR_MS);
    await Promise.all([say(), say(), say()]);
    assert.deepEqual(told, [NOTICE.text]);
    await clock.advance(23 * HOUR_MS);
    await say();
    assert.equal(told.length, 1);
    await clock.advance(HOUR_MS);
    await say();
    assert.equal(told.length, 2);
  } finally {
    await store.close();
  }
});
