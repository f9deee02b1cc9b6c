import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import express from 'express';
import { sql } from 'kysely';
import { silentLog } from '../../../src/core/ports/log.ts';
import { openDatabase } from '../../../src/core/store/open-database.ts';
import { pageRoutes } from '../../../src/server/pages/page-routes.ts';
import { renderPage } from '../../../src/server/pages/render-page.ts';

const privacy = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8');

test('every column of every table is on the privacy page, with why, how long and how it is protected', async () => {
  const { db, close } = await openDatabase('sqlite://:memory:', silentLog);
  const { rows } = await sql<{ table: string; column: string }>`
    select master.name as "table", info.name as "column"
    from sqlite_master as master join pragma_table_info(master.name) as info
    where master.type = 'table' and master.name not like 'sqlite_%' and master.name not like 'audiopod_bot_migrations%'
  `.execute(db);
  await close();
  const stored = rows.map(({ table, column }) => `${table}.${column}`).toSorted();

  const [, section = ''] = privacy.split('## Every column');
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  const described = lines.flatMap((line) => {
    const [table = '', columns = '', ...rest] = line.replace(/^\| | \|$/g, '').split(' | ');
    assert.equal(rest.length, 3, line);
    assert.ok(
      rest.every((cell) => cell.trim().length > 3),
      line,
    );
    return [...columns.matchAll(/`(\w+)`/g)].map(([, column]) => `${table.replaceAll('`', '')}.${column}`);
  });
  assert.deepEqual(described.toSorted(), stored);
});

test('the pages name who runs the bot and how long jobs are kept, and nothing in these is taken for HTML', async () => {
  const app = express().use(
    await pageRoutes({ name: 'Ada & <b>Sons</b>', contact: 'ada@example.com', retentionMs: 12 * 86_400_000 }),
  );
  const server = app.listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const path of ['/privacy', '/terms']) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      const html = await response.text();
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.match(html, /<h1>/);
      assert.ok(html.includes('Ada &#38; &#60;b&#62;Sons&#60;/b&#62;'));
      assert.ok(html.includes('ada@example.com'));
      assert.doesNotMatch(
        html.replace(/<style>[\s\S]*<\/style>/, ''),
        /\{\{|\*\*|\]\(|^\||^#/m,
        'Markdown that was not rendered',
      );
    }
    const html = await (await fetch(`http://127.0.0.1:${port}/privacy`)).text();
    assert.ok(html.includes('12 days after'));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('what pages use of Markdown becomes HTML, and a placeholder without a value is refused', () => {
  const html = renderPage(
    '# A\n\nOne\ntwo **three**.\n\n- `x < y`\n  more\n- [b](terms.md)\n\n| H | I |\n| --- | --- |\n| 1 | 2 |',
    {},
  );
  assert.equal(
    html,
    [
      '<h1>A</h1>',
      '<p>One two <strong>three</strong>.</p>',
      '<ul><li><code>x &#60; y</code> more</li><li><a href="/terms">b</a></li></ul>',
      '<div class="table"><table><thead><tr><th>H</th><th>I</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>',
    ].join('\n'),
  );
  assert.throws(() => renderPage('{{who}}', {}), /needs a value for who/);
});
