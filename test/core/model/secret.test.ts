import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../../../src/core/model/secret.ts';

it('a secret shows nothing however it is printed, and gives its value only when asked', () => {
  const secret = new Secret('hunter2');
  const printed = [
    `${secret}`,
    `${secret.toString()}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    Object.entries(secret).join(),
    JSON.stringify(structuredClone(secret)),
  ];
  assert.doesNotMatch(printed.join(), /hunter2/);
  assert.equal(printed[0], '[secret]');
  assert.equal(secret.reveal(), 'hunter2');
});
