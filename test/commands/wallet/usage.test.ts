import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReplyFile } from '../../../src/commands/framework/reply.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { ORIGIN, WIDE_LIMITS } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, openDesk } from '../desk-setting.ts';

const DAY_MS = 86_400_000;
/** By the clock of these tests it is March 30, 2026. */
const NOW_MS = Date.UTC(2026, 2, 30);
const BOB: Origin = { ...ORIGIN, member: 'fake:bob' };

let last = 0;

/** Sets money aside some days ago and, where a cost is given, settles it. */
async function spend(
  { store }: DeskSetting,
  origin: Origin,
  job: {
    readonly service: Service;
    readonly dollars: number;
    readonly cost?: number;
    readonly daysAgo?: number;
  },
): Promise<void> {
  const { service, dollars, cost, daysAgo = 0 } = job;
  const nowMs = NOW_MS - daysAgo * DAY_MS;
  last += 1;
  const id = `reservation-${last}`;
  await store.ledger.reserve({
    id,
    jobId: 'job',
    for: { ...origin, service },
    amount: fromDollars(dollars),
    scopes: scopesFor(origin, WIDE_LIMITS, nowMs),
    nowMs,
  });
  if (cost !== undefined) await store.ledger.settle(id, fromDollars(cost), 'credits', nowMs);
}

function csvOf(files: readonly ReplyFile[] | undefined): readonly string[] {
  const [file, ...more] = files ?? [];
  assert.ok(file !== undefined && more.length === 0);
  assert.equal(file.bytes.length, file.sizeBytes);
  return Buffer.from(file.bytes).toString().trimEnd().split('\r\n');
}

/** What two members spent, and what is no business of this place. */
async function openSpent(): Promise<DeskSetting> {
  const desk = await openDesk();
  await spend(desk, ORIGIN, { service: 'speech', dollars: 0.2, cost: 0.15 });
  await spend(desk, ORIGIN, { service: 'stems', dollars: 0.3, cost: 0.4, daysAgo: 2 });
  await spend(desk, BOB, { service: 'stems', dollars: 1, cost: 1, daysAgo: 2 });
  await spend(desk, BOB, { service: 'music', dollars: 0.5 });
  await spend(desk, BOB, { service: 'music', dollars: 0.7, cost: 0.7, daysAgo: 40 });
  await spend(desk, { ...ORIGIN, tenant: 'fake:elsewhere' }, { service: 'clone', dollars: 2, cost: 2 });
  return desk;
}

describe('/wallet usage', () => {
  it('tells admins what was spent on what and by whom, with a chart and a file of all of it', async () => {
    await using desk = await openSpent();
    const { text, table, tone, picture, files } = await desk.reply('/wallet usage', ADMIN);
    assert.equal(tone, 'info');
    assert.equal(text, '$1.55 spent in the last 30 days (UTC). $0.10 of that is over the estimates.');
    assert.deepEqual(table, {
      columns: ['Service or member', 'Jobs', 'Spent', 'Reserved'],
      rows: [
        ['Text to speech', '1 job', '$0.15 spent', '$0.00 reserved'],
        ['Stem separation', '2 jobs', '$1.40 spent', '$0.00 reserved'],
        ['Music', '1 job', '$0.00 spent', '$0.50 reserved'],
        ['@fake:bob', '2 jobs', '$1.00 spent', '$0.50 reserved'],
        [`@${ORIGIN.member}`, '2 jobs', '$0.55 spent', '$0.00 reserved'],
      ],
    });
    assert.equal(
      picture?.title,
      'Bar chart of daily spending from Mar 1, 2026 to Mar 30, 2026. $1.55 in total: Text to speech $0.15, Stem separation $1.40.',
    );
    assert.equal(picture?.fileName, 'usage-2026-03-01-to-2026-03-30.png');
    assert.equal(files?.[0]?.fileName, 'usage-2026-03-01-to-2026-03-30.csv');
    assert.deepEqual(csvOf(files).slice(1), [
      '2026-03-28,stems,fake:bob,1,1.000000,0.000000,0.000000',
      `2026-03-28,stems,${ORIGIN.member},1,0.400000,0.000000,0.100000`,
      '2026-03-30,music,fake:bob,1,0.000000,0.500000,0.000000',
      `2026-03-30,speech,${ORIGIN.member},1,0.150000,0.000000,0.000000`,
    ]);
  });

  it('names nobody else to people who are no admins, in no file either, and the sums stay the same', async () => {
    await using desk = await openSpent();
    const { text, table, picture, files } = await desk.reply('/wallet usage');
    assert.match(text, /^\$1\.55 spent .* Only admins see what each member spent\.$/);
    assert.deepEqual(table?.rows.slice(3), [
      ['you', '2 jobs', '$0.55 spent', '$0.00 reserved'],
      ['Other members', '2 jobs', '$1.00 spent', '$0.50 reserved'],
    ]);
    assert.match(picture?.title ?? '', /\$1\.55 in total/);
    const csv = csvOf(files);
    assert.equal(csv.length, 5);
    assert.ok(csv.includes('2026-03-28,stems,others,1,1.000000,0.000000,0.000000'));
    assert.ok(![text, ...(table?.rows.flat() ?? []), ...csv].some((words) => words.includes('bob')));
  });

  it('shows the same to people who cannot be told for admins', async () => {
    await using desk = await openSpent();
    const findPermissions = async () => {
      throw new Error('The platform does not answer');
    };
    const { signal } = new AbortController();
    const asked = { line: '/wallet usage', attachments: [], origin: ADMIN, findPermissions };
    const answer = await desk.desk.run(asked, signal);
    assert.ok(answer.kind === 'reply');
    assert.ok(csvOf(answer.reply.files).every((line) => !line.includes('bob')));
  });

  it('goes back as many days as are asked for, and no more than ninety', async () => {
    await using desk = await openSpent();
    const { text } = await desk.reply('/wallet usage 2', ADMIN);
    assert.equal(text, '$0.15 spent in the last 2 days (UTC).');
    const { files } = await desk.reply('/wallet usage days:90', ADMIN);
    assert.ok(csvOf(files).includes('2026-02-18,music,fake:bob,1,0.700000,0.000000,0.000000'));
    assert.match((await desk.reply('/wallet usage days:1', BOB)).text, /^\$0\.15 spent today/);
    for (const days of ['0', '91', '-3', 'many']) {
      assert.match(await desk.refusal(`/wallet usage days:${days}`, ADMIN), /must be 1–90|from 1 to 90/);
    }
  });

  it('says in words that nothing was spent, and draws nothing', async () => {
    await using desk = await openDesk();
    const elsewhere = { ...ORIGIN, tenant: 'fake:elsewhere' };
    await spend(desk, elsewhere, { service: 'clone', dollars: 2, cost: 2 });
    assert.deepEqual(await desk.reply('/wallet usage', { ...ADMIN, locale: 'zh-CN' }), {
      tone: 'info',
      text: '最近 30 天没有消费（UTC）。',
      actions: [],
    });
    await spend(desk, ORIGIN, { service: 'music', dollars: 0.5 });
    const { picture, files } = await desk.reply('/wallet usage', ADMIN);
    assert.equal(picture, undefined);
    assert.equal(csvOf(files).length, 2);
  });

  it('names the ten who spent most, and everybody in the file', async () => {
    await using desk = await openDesk();
    for (let index = 0; index < 13; index += 1) {
      const origin = { ...ORIGIN, member: `fake:m${index}` };
      await spend(desk, origin, { service: 'speech', dollars: 0.01 * (index + 1), cost: 0.01 * (index + 1) });
    }
    const { table, files } = await desk.reply('/wallet usage', ADMIN);
    assert.deepEqual(
      table?.rows
        .map(([name, jobs, spent]) => [name, jobs, spent])
        .filter((_row, at) => [0, 1, 10, 11].includes(at)),
      [
        ['Text to speech', '13 jobs', '$0.91 spent'],
        ['@fake:m12', '1 job', '$0.13 spent'],
        ['@fake:m3', '1 job', '$0.04 spent'],
        ['Other members', '3 jobs', '$0.06 spent'],
      ],
    );
    assert.equal(csvOf(files).length, 14);
  });
});
