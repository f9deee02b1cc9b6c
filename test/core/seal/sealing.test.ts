import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSealing, NO_SEALING, SEALED_PREFIX } from '../../../src/core/seal/sealing.ts';

const sealing = createSealing(createSecretKey(randomBytes(32)));
const UNREADABLE = { name: 'BotError', code: 'sealed-unreadable' };

test('any text comes back, and only for the row it was encrypted for', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(text, text, text, (content, row, other) => {
      fc.pre(row !== other);
      const sealed = sealing.seal(content, row);
      assert.ok(sealed.startsWith(SEALED_PREFIX));
      assert.equal(sealing.open(sealed, row), content);
      assert.throws(() => sealing.open(sealed, other), UNREADABLE);
    }),
  );
});

test('any altered character is noticed', () => {
  const sealed = sealing.seal('What a member typed, and a name', 'job:1');
  fc.assert(
    fc.property(
      fc.nat(sealed.length - SEALED_PREFIX.length - 2),
      fc.constantFrom('A', 'b', '7', '_'),
      (at, letter) => {
        const index = at + SEALED_PREFIX.length;
        fc.pre(sealed[index] !== letter);
        const altered = sealed.slice(0, index) + letter + sealed.slice(index + 1);
        assert.throws(() => sealing.open(altered, 'job:1'), UNREADABLE);
      },
    ),
  );
});

test('what was stored before encryption is read as it is, and nothing encrypted is ever shown as it is', () => {
  assert.equal(sealing.open('{"format":4}', 'job:1'), '{"format":4}');
  const other = createSealing(createSecretKey(randomBytes(32)));
  const sealed = sealing.seal('{}', 'job:1');
  for (const one of [other, NO_SEALING]) assert.throws(() => one.open(sealed, 'job:1'), UNREADABLE);
});
