import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttonsFor } from '../../../../src/bots/discord/draw/buttons.ts';
import { cutAtLine } from '../../../../src/bots/discord/draw/cut.ts';
import { drawClosing, drawProgress } from '../../../../src/bots/discord/draw/draw-progress.ts';
import { drawReply } from '../../../../src/bots/discord/draw/draw-reply.ts';
import { escapeMarkdown } from '../../../../src/bots/discord/draw/escape.ts';
import { readPress } from '../../../../src/bots/discord/payload/press-id.ts';
import type { Reply } from '../../../../src/commands/framework/reply.ts';

const reader = {
  member: 'discord:123456789012345678',
  tenant: 'discord:223456789012345678',
  locale: 'en',
} as const;
const reply = (table: NonNullable<Reply['table']>, text = 'Here:'): Reply => ({
  tone: 'info',
  text,
  table,
  actions: [],
});

test('a narrow table is aligned in a code block, wide signs counting twice', () => {
  const drawn = drawReply(
    reply({
      columns: ['服务', 'Price'],
      rows: [
        ['speech', '$0.10'],
        ['语音', '$2.00'],
      ],
    }),
    reader,
  );
  assert.equal(drawn.content, 'Here:\n```\n服务    Price\nspeech  $0.10\n语音    $2.00\n```');
});

test('a list says what the headers of the table would have said', () => {
  const wide = { columns: ['Limit', 'Left'], rows: [['Monthly limit', `$1.00${' '.repeat(60)}`]] };
  const listed = [['Monthly limit', '$1.00 left']];
  assert.equal(
    drawReply(reply({ ...wide, listed }), reader).content,
    'Here:\n**Monthly limit** · $1.00 left',
  );
  const narrow = { columns: wide.columns, rows: [['Monthly limit', '$1.00']] };
  assert.match(drawReply(reply({ ...narrow, listed }), reader).content ?? '', /Monthly limit {2}\$1\.00\n/);
});

test('a wide table becomes one line for each row, escaped', () => {
  const drawn = drawReply(
    reply({ columns: ['a', 'b'], rows: [['/tts', `${'long '.repeat(12)}*words*`]] }),
    reader,
  );
  assert.match(drawn.content ?? '', /^Here:\n\*\*\/tts\*\* · long .*\\\*words\\\*$/s);
});

test('what is too long for the content goes into an embed, and rows that do not fit are counted', () => {
  const rows = Array.from({ length: 200 }, (_, index) => [`row ${index}`, 'x'.repeat(60)]);
  const drawn = drawReply(reply({ columns: ['a', 'b'], rows }), reader);
  const description = drawn.embeds?.[0]?.description ?? '';
  assert.equal(drawn.content, 'Here:');
  assert.ok(description.length <= 4_000);
  const shown = description.match(/\*\*row \d+\*\*/g)?.length ?? 0;
  assert.match(description, new RegExp(`\\n${200 - shown} more lines don’t fit\\.$`));
});

test('a cell cannot end the code block it is in', () => {
  const drawn = drawReply(reply({ columns: ['a'], rows: [['```\n@everyone']] }), reader);
  assert.equal(drawn.content?.match(/```/g)?.length, 2);
});

test('a button says whose job it is about, and an unknown one says nothing', () => {
  const [row] = buttonsFor([{ kind: 'fetch', jobId: 'abcdefghjkmn' }], reader, 'en');
  const [button] = row?.components ?? [];
  const id = button !== undefined && 'custom_id' in button ? button.custom_id : '';
  assert.ok(id.length <= 100);
  assert.deepEqual(readPress(id), {
    kind: 'own',
    action: { kind: 'fetch', jobId: 'abcdefghjkmn' },
    member: reader.member,
    tenant: reader.tenant,
  });
  for (const other of ['', 'job|fetch', 'job|sell|x|y|z', `${id}|more`])
    assert.equal(readPress(other), undefined);
});

test('each of many tracks stands in a list, whatever AudioPod calls it, and says whether the result was for all', () => {
  const actions = Array.from({ length: 30 }, (_, index) => ({
    kind: 'next' as const,
    jobId: 'abcdefghjkmn',
    step: 'transcribe' as const,
    output: `a sound with a rather long name ${index}`,
  }));
  const rows = buttonsFor(actions, { ...reader, visibility: 'public' }, 'en');
  const lists = rows.flatMap(({ components }) => components);
  assert.deepEqual(
    lists.map((one) => 'placeholder' in one && [one.placeholder, one.options.length]),
    [
      ['Choose a track (1–25)', 25],
      ['Choose a track (26–30)', 5],
    ],
  );
  const ids = lists.flatMap((one) => ('options' in one ? one.options.map(({ value }) => value) : []));
  assert.equal(new Set(ids).size, 30);
  assert.ok(ids.every((id) => id.length <= 100));
  assert.deepEqual(readPress(ids[28] ?? ''), { kind: 'next', action: actions[28], visibility: 'public' });
  assert.equal(readPress('job|next-transcribe|abcdefghjkmn|everybody'), undefined);
});

test('words that are too long end at a line, and never between an escape and its sign', () => {
  const lines = Array.from({ length: 60 }, (_, index) => `[${index}] *${'word '.repeat(10)}*`);
  const text = escapeMarkdown(lines.join('\n'));
  const cut = cutAtLine(text, 2_000);
  assert.ok(cut.length <= 2_000 && cut.length > 1_900);
  assert.ok(cut.endsWith('\n…'));
  assert.ok(text.startsWith(`${cut.slice(0, -2)}\n`));
  assert.equal(cutAtLine('short', 10), 'short');
  assert.equal(cutAtLine('one line alone', 10), 'one line …');
});

test('progress shows a bar once something is known, and how to go on when the reply closes', () => {
  const progress = { jobId: 'j', text: 'Generating speech…', actions: [], version: 0 };
  assert.equal(drawProgress(progress, reader).content, 'Generating speech…');
  assert.match(drawProgress({ ...progress, percent: 50 }, reader).content ?? '', /\n▰{6}▱{6} 50%$/);
  const closing = drawClosing(progress, reader);
  assert.match(closing.content ?? '', /Press the button/);
  const [button] = closing.buttons?.[0]?.components ?? [];
  assert.ok(button !== undefined && 'label' in button && button.label === 'Get result');
});

test('a reply shows the names of the members and roles it speaks of, and pings nobody', () => {
  const text = '`/tts` is for role @&100000000000000009, @discord:100000000000000010. From @fake:ann: *a*';
  const table = {
    columns: ['Who', 'Spent', 'Jobs'],
    rows: [
      ['@discord:100000000000000010', '$1.00', '2'],
      ['`@fake:ann`', '$2.00', '3'],
    ],
  };
  const { content } = drawReply({ tone: 'info', text, table, actions: [] }, reader);
  assert.deepEqual(content?.split('\n'), [
    '`/tts` is for role <@&100000000000000009>, <@100000000000000010>. From @fake:ann: \\*a\\*',
    '**<@100000000000000010>** · $1.00 · 2',
    '**`@fake:ann`** · $2.00 · 3',
  ]);
  const plain = { ...table, rows: table.rows.slice(1) };
  assert.match(drawReply({ tone: 'info', text, table: plain, actions: [] }, reader).content ?? '', /```/);
});
