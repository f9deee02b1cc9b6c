import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { withZone } from '../../../../src/core/model/money/periods.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../../src/core/model/money/spending-rules.ts';
import type { UsageQuery, UsageRow } from '../../../../src/core/model/money/usage.ts';
import { byMember, usageOf } from '../../../../src/core/wallet/usage/usage.ts';
import { usageFile } from '../../../../src/core/wallet/usage/usage-csv.ts';

function row(change: Partial<UsageRow>): UsageRow {
  return {
    day: '2026-11-23',
    service: 'speech',
    member: 'test:ada',
    jobs: 1,
    spent: microDollarsOf(150_000),
    held: microDollarsOf(0),
    overshoot: microDollarsOf(0),
    ...change,
  };
}

/** The days that are asked for at a moment, and what the ledger is asked. */
async function daysAt(zones: TenantRules['zones'], count: number, nowMs: number) {
  const asked: UsageQuery[] = [];
  const records = {
    rules: { tenant: async () => ({ ...FIRST_TENANT_RULES, zones }) },
    ledger: {
      usage: async (query: UsageQuery) => {
        asked.push(query);
        return [];
      },
    },
  } as unknown as Parameters<typeof usageOf>[0];
  const { days, zone } = await usageOf(records, 'test:server', count, nowMs);
  return { days, zone, asked };
}

function inZone(zone: string): TenantRules['zones'] {
  return { month: { zone }, day: { zone } };
}

test('days are those of the tenant’s own zone, one after the other, whatever clocks do', async () => {
  for (const [zone, now, expected] of [
    ['UTC', '2028-03-01T00:00:00Z', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['Europe/Berlin', '2026-10-25T23:30:00Z', ['2026-10-24', '2026-10-25', '2026-10-26']],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', ['2026-03-27', '2026-03-28', '2026-03-29']],
    ['Asia/Shanghai', '2026-11-22T16:00:00Z', ['2026-11-21', '2026-11-22', '2026-11-23']],
    ['America/Los_Angeles', '2026-11-23T07:59:00Z', ['2026-11-20', '2026-11-21', '2026-11-22']],
  ] as const) {
    const { days, asked } = await daysAt(inZone(zone), 3, Date.parse(now));
    assert.deepEqual(days, expected, `${zone} ${now}`);
    assert.deepEqual(asked, [{ tenant: 'test:server', fromDay: expected[0], toDay: expected[2] }]);
  }
});

test('a change of the zone moves today only once it takes effect', async () => {
  const nowMs = Date.UTC(2026, 10, 23, 12);
  const { zones } = withZone(FIRST_TENANT_RULES, 'Asia/Tokyo', nowMs);
  assert.deepEqual(await daysAt(zones, 1, Date.UTC(2026, 10, 23, 16)), {
    days: ['2026-11-23'],
    zone: 'UTC',
    asked: [{ tenant: 'test:server', fromDay: '2026-11-23', toDay: '2026-11-23' }],
  });
  assert.deepEqual((await daysAt(zones, 1, Date.UTC(2026, 10, 24, 16))).days, ['2026-11-25']);
});

test('ninety days are ninety, today last', async () => {
  const { days } = await daysAt(inZone('UTC'), 90, Date.UTC(2026, 10, 23, 12));
  assert.equal(new Set(days).size, 90);
  assert.deepEqual([days[0], days.at(-1)], ['2026-08-26', '2026-11-23']);
});

test('members come by what they spent, and then by what is reserved', () => {
  const ranked = byMember([
    row({ member: 'test:ada' }),
    row({ member: 'test:bob', spent: microDollarsOf(100_000) }),
    row({ member: 'test:eve', spent: microDollarsOf(100_000), held: microDollarsOf(1) }),
    row({ member: 'test:bob', service: 'stems', spent: microDollarsOf(0), jobs: 2 }),
  ]);
  assert.deepEqual(
    ranked.map(([member, { jobs, spent }]) => [member, jobs, spent]),
    [
      ['test:ada', 1, 150_000],
      ['test:eve', 1, 100_000],
      ['test:bob', 3, 100_000],
    ],
  );
});

test('the file says everything to the micro-dollar', async () => {
  const rows = [
    row({}),
    row({
      day: '2026-11-24',
      service: '',
      member: 'others',
      jobs: 12,
      spent: microDollarsOf(12_345_678_900_001),
      held: microDollarsOf(7),
      overshoot: microDollarsOf(1_000_000),
    }),
  ];
  const { bytes, ...file } = await usageFile(rows);
  assert.deepEqual(file, { extension: 'csv', mimeType: 'text/csv' });
  assert.deepEqual(Buffer.from(bytes).toString('ascii').split('\r\n'), [
    'date,service,member,jobs,spent_usd,held_usd,overshoot_usd',
    '2026-11-23,speech,test:ada,1,0.150000,0.000000,0.000000',
    '2026-11-24,,others,12,12345678.900001,0.000007,1.000000',
    '',
  ]);
});

test('no cell of the file is a formula to a spreadsheet, or more than one cell', async () => {
  const dangerous = [
    '=HYPERLINK("http://x")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    'a,b',
    'a"b',
    'a\r\n=1',
  ];
  const { bytes } = await usageFile(dangerous.map((member) => row({ member })));
  const cells = Buffer.from(bytes)
    .toString()
    .split('\r\n2026-11-23,speech,')
    .slice(1)
    .map((line) => line.slice(0, line.lastIndexOf(',1,0.15')));
  assert.deepEqual(cells, [
    `"'=HYPERLINK(""http://x"")"`,
    "'+1",
    "'-1",
    "'@SUM(A1)",
    "'\t=1",
    `"'\r=1"`,
    "'＝1",
    '"a,b"',
    '"a""b"',
    '"a\r\n=1"',
  ]);
});

test('a file that is too large for some places is compressed, and whole', async () => {
  const rows = Array.from({ length: 500 }, (_, index) => row({ member: `test:${index}` }));
  const { bytes: plain } = await usageFile(rows);
  const { bytes, ...file } = await usageFile(rows, plain.length - 1);
  assert.deepEqual(file, { extension: 'csv.gz', mimeType: 'application/gzip' });
  assert.deepEqual(gunzipSync(bytes), Buffer.from(plain));
  assert.equal(Buffer.from(plain).toString().split('\r\n').length, 502);
});
