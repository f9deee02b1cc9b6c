import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import {
  type InteractionHandle,
  readHandle,
  writeHandle,
} from '../../../../src/bots/discord/payload/reply-handle.ts';
import type { Origin } from '../../../../src/core/model/job/origin.ts';

const keys = { current: createSecretKey(randomBytes(32)) };
const handle: InteractionHandle = {
  v: 1,
  kind: 'interaction',
  applicationId: '1',
  interactionId: '2',
  token: 'aW50ZXJhY3Rpb246secret',
  createdAtMs: 3,
  isEphemeral: false,
  permissions: '8',
  isThread: false,
  isMember: true,
  maxFileBytes: 10,
};
const originWith = (reply: string): Origin => ({
  platform: 'discord',
  tenant: 'discord:1',
  channel: '5',
  member: 'discord:6',
  locale: 'en',
  visibility: 'public',
  reply,
});

test('a handle survives the record, and the record does not show the token', () => {
  const written = writeHandle(handle, keys);
  assert.ok(!written.includes(handle.token));
  assert.deepEqual(readHandle(originWith(written), keys), handle);
});

test('without its key the token is gone but the rest of the handle is not', () => {
  const others = { current: createSecretKey(randomBytes(32)) };
  assert.deepEqual(readHandle(originWith(writeHandle(handle, keys)), others), { ...handle, token: '' });
});

test('a token moved into the handle of another interaction does not open', () => {
  const moved = JSON.stringify({ ...JSON.parse(writeHandle(handle, keys)), interactionId: '9' });
  const read = readHandle(originWith(moved), keys);
  assert.ok(read.kind === 'interaction' && read.token === '');
});

test('what this adapter never wrote is refused in words', () => {
  for (const reply of ['', '{}', 'null', '{"v":2}', JSON.stringify({ ...handle, permissions: 'all' })]) {
    assert.throws(() => readHandle(originWith(reply), keys), { code: 'cannot-deliver' });
  }
});
