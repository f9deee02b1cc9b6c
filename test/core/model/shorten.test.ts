import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt } from '../../../src/commands/framework/excerpt.ts';
import { shorten } from '../../../src/core/model/shorten.ts';

const FAMILY = '👨‍👩‍👧‍👦';

test('A text is cut between characters as people see them, and says that it was', () => {
  assert.equal(shorten('Night train', 11), 'Night train');
  assert.equal(shorten('Night train', 7), 'Night…');
  assert.equal(shorten(FAMILY.repeat(3), 3), FAMILY.repeat(3));
  assert.equal(shorten(FAMILY.repeat(4), 3), `${FAMILY.repeat(2)}…`);
});

test('What is quoted keeps families of emoji whole, and loses other hidden signs', () => {
  assert.equal(excerpt(`Hi ${FAMILY}\u202E there`), `Hi ${FAMILY} there`);
  assert.equal(excerpt(FAMILY.repeat(50)), `${FAMILY.repeat(39)}…`);
  assert.equal(excerpt('x'.repeat(1_000)), `${'x'.repeat(39)}…`);
  assert.equal(excerpt('my key is ap_secret1234'), 'my key is ap_…');
});
