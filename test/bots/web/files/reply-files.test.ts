import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReplyFiles } from '../../../../src/bots/web/files/reply-files.ts';
import type { AnswerView } from '../../../../src/bots/web/protocol/view.ts';
import { fileOf, type ReplyFile } from '../../../../src/commands/framework/reply.ts';
import { createFakeDesk } from '../fixtures/fake-desk.ts';
import { json, visit } from '../fixtures/http.ts';
import { openPlayground } from '../fixtures/playground.ts';

function file(fileName: string, mimeType: string, bytes: string): ReplyFile {
  return fileOf({ fileName, mimeType, title: `About ${fileName}`, bytes: new TextEncoder().encode(bytes) });
}

test('what belongs to an answer is shown beside it, and to nobody but the one who asked', async () => {
  const desk = {
    ...createFakeDesk(new Map()),
    run: async () => ({
      kind: 'reply' as const,
      reply: {
        tone: 'info' as const,
        text: 'Spent.',
        picture: file('usage.png', 'image/png', 'PNG'),
        files: [file('usage.csv', 'text/csv', 'date\r\n')],
        actions: [],
      },
    }),
  };
  await using playground = await openPlayground({ dispatcher: desk });
  const [member, other] = [await visit(playground.url), await visit(playground.url)];
  const answer = await json<AnswerView>(await member.post('/playground/calls', { line: '/wallet usage' }));
  assert.ok(answer.kind === 'reply');
  const { pictureUrl = '', pictureAlt, files = [], ...words } = answer.reply;
  assert.deepEqual(words, { tone: 'info', text: 'Spent.', actions: [] });
  assert.equal(pictureAlt, 'About usage.png');
  const picture = await member.get(pictureUrl);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  assert.equal(picture.headers.get('content-disposition'), null);
  assert.equal(await picture.text(), 'PNG');

  const [table, ...more] = files;
  assert.ok(table !== undefined && more.length === 0);
  const { url, ...about } = table;
  assert.deepEqual(about, { isSound: false, name: 'About usage.csv', fileName: 'usage.csv', sizeBytes: 6 });
  const download = await member.get(`${url}?download`);
  assert.equal(download.headers.get('content-disposition'), 'attachment; filename=usage.csv');
  // A browser shows none of it in place.
  assert.equal(download.headers.get('content-type'), 'application/octet-stream');
  assert.equal(await download.text(), 'date\r\n');

  for (const path of [pictureUrl, url]) {
    assert.equal((await other.get(path)).status, 404);
    assert.equal((await fetch(`${playground.url}${path}`)).status, 401);
  }
});

test('old files make room for new ones, and the newest is always there', () => {
  for (const limits of [
    { ofMemberBytes: 10, ofAllBytes: 1_000 },
    { ofMemberBytes: 1_000, ofAllBytes: 10 },
  ]) {
    const kept = createReplyFiles(limits);
    const ids = ['four', 'five!', 'much more than that', 'one'].map((bytes) =>
      kept.keep(file('x.csv', 'text/csv', bytes), 'web:ada'),
    );
    const there = () => ids.map((id) => kept.find(id, 'web:ada') !== undefined);
    assert.deepEqual(there(), [false, false, false, true]);
    const large = kept.keep(file('x.csv', 'text/csv', 'much more than that'), 'web:ada');
    assert.ok(kept.find(large, 'web:ada'));
    assert.deepEqual(there(), [false, false, false, false]);
  }
});

test('nobody pushes out what another asked for while there is room for both', () => {
  const kept = createReplyFiles({ ofMemberBytes: 10, ofAllBytes: 20 });
  const calm = kept.keep(file('x.csv', 'text/csv', 'ten bytes!'), 'web:calm');
  for (let time = 0; time < 50; time += 1) kept.keep(file('x.csv', 'text/csv', 'ten bytes!'), 'web:busy');
  assert.ok(kept.find(calm, 'web:calm'));
});
