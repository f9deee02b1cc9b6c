import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { observeCalls } from '../../../../src/bots/slack/web/observe-calls.ts';
import { SlackApiError, SlackTimeout } from '../../../../src/bots/slack/web/slack-error.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

it('a call of Slack is counted by its method and outcome, and its error passed on', async () => {
  const method = 'chat.postMessage';
  const ends = [
    undefined,
    new SlackApiError(method, 'not_in_channel'),
    new SlackTimeout(method, 'rate-limited'),
    new SlackTimeout(method, 'unanswered'),
  ];
  const seen: unknown[] = [];
  const left = [...ends];
  const web = observeCalls(
    {
      brokenBy: () => undefined,
      async call(_method, _calling, shape) {
        const end = left.shift();
        if (end !== undefined) throw end;
        return shape.parse('done');
      },
    },
    { platformRequest: (...request) => seen.push(request) },
    createVirtualClock(),
  );
  const signal = new AbortController().signal;
  for (const end of ends) {
    const call = web.call(method, async () => undefined, z.string(), signal);
    if (end === undefined) assert.equal(await call, 'done');
    else await assert.rejects(call, end);
  }
  assert.deepEqual(
    seen,
    ['ok', 'refused', 'rate-limited', 'failed'].map((outcome) => ['slack', method, outcome, 0]),
  );
});
