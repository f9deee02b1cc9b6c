import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestKind } from '../../../../src/bots/slack/inbound/slack-request.ts';
import { observeAcknowledgement } from '../../../../src/bots/slack/tenancy/observe-acknowledgement.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const PRESSED_AT_MS = 1_796_000_000_123;

async function observed(kind: RequestKind, body: unknown, acknowledge = async (): Promise<void> => {}) {
  const clock = createVirtualClock(PRESSED_AT_MS + 400);
  const heard: (readonly unknown[])[] = [];
  const observer = { acknowledged: (...args: readonly unknown[]) => void heard.push(args) };
  const acknowledged = observeAcknowledgement(acknowledge, { kind, body }, { observer, clock });
  await clock.advance(50);
  await acknowledged().catch(() => {});
  return heard;
}

test('a press counts from when Slack says it was, and whatever else from its arrival', async () => {
  const body = { actions: [{ action_ts: String(PRESSED_AT_MS / 1_000) }] };
  const [[platform, kind, ms] = []] = await observed('press', body);
  assert.deepEqual([platform, kind, Math.round(Number(ms))], ['slack', 'press', 450]);
  assert.deepEqual(await observed('form', {}), [['slack', 'form', 50]]);
  assert.deepEqual(await observed('command', {}), [['slack', 'command', 50]]);
  assert.deepEqual(await observed('shortcut', {}), [['slack', 'command', 50]]);
});

test('a press in the future, by a clock that is ahead, took no time', async () => {
  const body = { actions: [{ action_ts: String((PRESSED_AT_MS + 9_000) / 1_000) }] };
  assert.deepEqual(await observed('press', body), [['slack', 'press', 0]]);
});

test('nothing is counted for an event, which nobody waits for, or for what was never acknowledged', async () => {
  assert.deepEqual(await observed('event', {}), []);
  assert.deepEqual(await observed('command', {}, () => Promise.reject(new Error('The socket is gone'))), []);
});
