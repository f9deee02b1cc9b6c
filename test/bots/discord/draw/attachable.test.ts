import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits } from 'discord.js';
import { attachable } from '../../../../src/bots/discord/draw/attachable.ts';
import { fileOf, type Reply } from '../../../../src/commands/framework/reply.ts';

const picture = fileOf({
  fileName: 'usage.png',
  mimeType: 'image/png',
  title: 'Bars',
  bytes: new Uint8Array(2_000),
});
const table = fileOf({
  fileName: 'usage.csv',
  mimeType: 'text/csv',
  title: 'Every day',
  bytes: new Uint8Array(3_000),
});
const reply: Reply = { tone: 'info', text: 'Spent.', picture, files: [table], actions: [] };
const ALLOWED = { permissions: String(PermissionFlagsBits.AttachFiles), maxFileBytes: 10_000 };

test('the files of an answer go into its message, the picture first', () => {
  assert.deepEqual(attachable(reply, ALLOWED, 'en'), { reply, files: [picture, table] });
});

test('where the bot may attach nothing, the words come all the same and name the right', () => {
  const closed = { ...ALLOWED, permissions: '0' };
  assert.deepEqual(attachable(reply, closed, 'en'), {
    reply: {
      ...reply,
      text: 'Spent.\nThe bot can’t attach the files without these permissions: Attach Files.',
    },
    files: [],
  });
  const words: Reply = { tone: 'info', text: 'Spent.', actions: [] };
  assert.deepEqual(attachable(words, closed, 'en'), { reply: words, files: [] });
});

test('a file that is too large there is left out, and that is said', () => {
  const { reply: said, files } = attachable(reply, { ...ALLOWED, maxFileBytes: 2_500 }, 'zh-CN');
  assert.deepEqual(files, [picture]);
  assert.equal(said.text, 'Spent.\n有一个文件超过 Discord 的大小限制，未附上。');
});
