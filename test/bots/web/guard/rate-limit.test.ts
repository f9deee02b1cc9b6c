import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRateLimit } from '../../../../src/bots/web/guard/rate-limit.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

it('a sender has a burst, then one request per gain, and others are not affected', async () => {
  const clock = createVirtualClock();
  const limit = createRateLimit(3, 2_000, clock);
  assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a')], [0, 0, 0]);
  assert.equal(limit.take('a'), 2);
  assert.equal(limit.take('b'), 0);
  await clock.advance(1_999);
  assert.equal(limit.take('a'), 1);
  await clock.advance(1);
  assert.deepEqual([limit.take('a'), limit.take('a')], [0, 2]);
  await clock.advance(600_000);
  assert.deepEqual(
    [0, 1, 2, 3].map(() => limit.take('a')),
    [0, 0, 0, 2],
    'quiet time does not add up',
  );
});

it('senders that are made up push out quiet ones, not busy ones', () => {
  const clock = createVirtualClock();
  const limit = createRateLimit(1, 60_000, clock);
  limit.take('quiet');
  for (let index = 0; index < 9_999; index += 1) limit.take(`${index}`);
  assert.ok(limit.take('quiet') > 0);
  limit.take('one too many');
  assert.equal(limit.take('quiet'), 0);
  assert.ok(limit.take('9998') > 0);
});
