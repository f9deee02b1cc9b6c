import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withListRows } from '../../../../src/bots/discord/draw/choice-list.ts';
import { bodyOf } from '../../../../src/bots/discord/rest/outgoing.ts';
import type { Choice } from '../../../../src/commands/framework/reply.ts';
import { readMessageBody } from '../../../fakes/discord/message-rules.ts';

const drawn = (choices: readonly Choice[]) => {
  const list = { kind: 'voice', choices, key: 'k', turnKey: 'k', page: 0, hasMore: true } as const;
  const body = bodyOf(withListRows({ content: 'Which voice?' }, list, 'en'));
  return readMessageBody(body, [], 'channel', assert.fail).components ?? [];
};

test('a list leaves out what Discord would refuse the whole message for, and shows the rest', () => {
  const twice = { value: 'aura', label: 'Aura' };
  const long = { value: 'x'.repeat(101), label: 'Long' };
  const [list, turns] = drawn([
    twice,
    { value: '', label: 'Nobody' },
    long,
    twice,
    { value: 'b', label: 'B' },
  ]);
  assert.match(JSON.stringify(list), /"Aura".*"B"/);
  assert.doesNotMatch(JSON.stringify(list), /Nobody|Long|"Aura".*"Aura"/);
  assert.match(JSON.stringify(turns), /More/);
});

test('a list that has nothing to choose leaves only the way to the next page', () => {
  assert.equal(drawn([{ value: '', label: 'Nobody' }]).length, 1);
});
