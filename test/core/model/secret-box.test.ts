import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { seal, unseal } from '../../../src/core/model/secret-box.ts';

const key = () => createSecretKey(randomBytes(32));

test('what was sealed opens again, whatever it was', () => {
  const keys = { current: key() };
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
      const sealed = seal(text, purpose, keys);
      assert.match(sealed, /^v1\.[\w-]+$/);
      assert.equal(unseal(sealed, purpose, keys), text);
    }),
  );
});

test('sealing the same twice gives two different texts, and neither shows what is inside', () => {
  const keys = { current: key() };
  const [one, two] = [seal('xoxb-token', 'p', keys), seal('xoxb-token', 'p', keys)];
  assert.notEqual(one, two);
  assert.ok(!Buffer.from(one.slice(3), 'base64url').includes('xoxb-token'));
});

test('after the key was changed, the previous one still opens old values and the new one seals', () => {
  const [old, fresh] = [key(), key()];
  const sealed = seal('token', 'p', { current: old });
  assert.equal(unseal(sealed, 'p', { current: fresh, previous: old }), 'token');
  assert.equal(unseal(sealed, 'p', { current: fresh }), undefined);
  const again = seal('token', 'p', { current: fresh, previous: old });
  assert.equal(unseal(again, 'p', { current: fresh }), 'token');
});

test('a value moved to another place does not open', () => {
  const keys = { current: key() };
  assert.equal(unseal(seal('token', 'discord-reply:1', keys), 'discord-reply:2', keys), undefined);
});

test('no altered, shortened or foreign text opens, and none throws', () => {
  const keys = { current: key() };
  const sealed = seal('token', 'p', keys);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ mask;
      assert.equal(unseal(`v1.${altered.toString('base64url')}`, 'p', keys), undefined);
      assert.equal(unseal(`v1.${bytes.subarray(0, at).toString('base64url')}`, 'p', keys), undefined);
    }),
  );
  for (const foreign of ['', 'v1', 'v1.', 'v2.AAAA', `${sealed}.x`, 'plain text']) {
    assert.equal(unseal(foreign, 'p', keys), undefined);
  }
});
