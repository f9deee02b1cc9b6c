import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyView } from '../../../../src/bots/web/views/reply-view.ts';

const noFile = () => assert.fail('There is no file');

test('Visitors read who did something without the ids that nobody knows', () => {
  const reply = {
    tone: 'info',
    text: '$2.00, set by @web:44ee55ff66aa77bb; web:playground stays.',
    table: { columns: ['Who'], rows: [['web:00aa11bb22cc33dd'], ['@web:44ee55ff66aa77bb']] },
    actions: [],
  } as const;
  const view = replyView(reply, { member: 'web:00aa11bb22cc33dd', locale: 'en' }, noFile);
  assert.equal(view.text, '$2.00, set by another visitor; web:playground stays.');
  assert.deepEqual(view.table?.rows, [['you'], ['another visitor']]);
  const chinese = replyView(reply, { member: 'web:00aa11bb22cc33dd', locale: 'zh-CN' }, noFile);
  assert.deepEqual(chinese.table?.rows, [['你'], ['另一位访客']]);
});
