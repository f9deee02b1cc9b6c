import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { ORIGIN, WIDE_LIMITS } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, OWNER, openDesk } from '../desk-setting.ts';

/** Sets money aside, as a job of that member would. */
async function spend(
  { store }: DeskSetting,
  origin: Origin,
  dollars: number,
  limits = WIDE_LIMITS,
  nowMs = Date.UTC(2026, 2, 30),
): Promise<void> {
  await store.ledger.reserve({
    id: `reservation-${dollars}`,
    jobId: 'job',
    for: { ...origin, service: 'speech' },
    amount: fromDollars(dollars),
    scopes: scopesFor(origin, limits, nowMs),
    nowMs,
  });
}

/** Ends what {@link spend} reserved. */
async function settle({ store }: DeskSetting, held: number, dollars: number): Promise<void> {
  await store.ledger.settle(`reservation-${held}`, fromDollars(dollars), 'credits', 1);
}

const BARS = '█ spent, ▒ reserved, ░ left.';

describe('/wallet balance', () => {
  it('shows each limit that applies here as a bar and in numbers, and when it resets', async () => {
    await using desk = await openDesk();
    await spend(desk, ORIGIN, 1.25);
    await settle(desk, 1.25, 1);
    await spend(desk, ORIGIN, 0.5);
    const { text, table, tone } = await desk.reply('/wallet balance');
    assert.equal(tone, 'info');
    assert.equal(text, `Per-job limit: $2.00. ${BARS}`);
    assert.deepEqual(table, {
      columns: ['Limit', 'Used', 'Left', 'Spent', 'Reserved', 'Resets'],
      rows: [
        ['Monthly limit', '█▒░░░░░░░░', '$8.50 of $10.00', '$1.00', '$0.50', 'Apr 1, 00:00 (UTC)'],
        ['Your daily limit', '██▒░░░░░░░', '$3.50 of $5.00', '$1.00', '$0.50', 'Mar 31, 00:00 (UTC)'],
      ],
      listed: [
        [
          'Monthly limit',
          '█▒░░░░░░░░',
          '$8.50 of $10.00 left',
          '$1.00 spent',
          '$0.50 reserved',
          'resets Apr 1, 00:00 (UTC)',
        ],
        [
          'Your daily limit',
          '██▒░░░░░░░',
          '$3.50 of $5.00 left',
          '$1.00 spent',
          '$0.50 reserved',
          'resets Mar 31, 00:00 (UTC)',
        ],
      ],
    });
  });

  it('shows what an earlier period went over its limit by, because it counts now', async () => {
    const tenantMonthly = fromDollars(1);
    await using desk = await openDesk({ tenantMonthly });
    const limits = { ...WIDE_LIMITS, tenantMonthly };
    await spend(desk, ORIGIN, 1, limits, Date.UTC(2026, 1, 27));
    await settle(desk, 1, 1.5);
    await spend(desk, ORIGIN, 0.25, limits);
    const { table } = await desk.reply('/wallet balance');
    assert.equal(table?.columns[5], 'Carried over');
    assert.deepEqual(table.rows[0]?.slice(1, 6), ['█████▒▒▒░░', '$0.25 of $1.00', '$0.00', '$0.25', '$0.50']);
    assert.deepEqual(table.listed?.[0]?.slice(1, 6), [
      '█████▒▒▒░░',
      '$0.25 of $1.00 left',
      '$0.00 spent',
      '$0.25 reserved',
      '$0.50 carried over',
    ]);
  });

  it('shows the limits that are set now, in the time zone that counts, and no limit where there is none', async () => {
    await using desk = await openDesk();
    const by = { member: 'fake:admin', nowMs: 0 };
    await desk.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
      ...rules,
      limits: {
        monthly: fromDollars(4),
        daily: 'none',
        memberDaily: 'none',
        perJob: 'none',
        perLink: 'default',
      },
      zones: { month: { zone: 'Asia/Shanghai' }, day: { zone: 'Asia/Shanghai' } },
    }));
    const { text, table } = await desk.reply('/wallet balance');
    assert.equal(text, BARS, 'a job has no limit of its own any more');
    assert.deepEqual(table?.rows, [
      ['Monthly limit', '░░░░░░░░░░', '$4.00 of $4.00', '$0.00', '$0.00', 'Apr 1, 00:00 (Asia/Shanghai)'],
    ]);
  });

  it('says so where nothing has a limit', async () => {
    await using desk = await openDesk();
    await desk.store.rules.changeTenant(ORIGIN.tenant, { member: 'fake:admin', nowMs: 0 }, (rules) => ({
      ...rules,
      limits: { monthly: 'none', daily: 'none', memberDaily: 'none', perJob: 'none', perLink: 'default' },
      // It has no allowance, because it spends nothing of the operator's.
      key: { id: 'own', lastFour: '_own', sinceMs: 0 },
    }));
    const { text, table } = await desk.reply('/wallet balance');
    assert.deepEqual([text, table], ['No limits are set.', undefined]);
  });

  it('shows the operator’s ceiling to others only when it is what runs out first', async () => {
    await using desk = await openDesk({ operatorMonthly: fromDollars(2) });
    const { table } = await desk.reply('/wallet balance');
    assert.deepEqual(
      table?.rows.map(([limit, , left]) => [limit, left]),
      [
        ['Total monthly cap', '$2.00 of $2.00'],
        ['Monthly limit', '$10.00 of $10.00'],
        ['Your daily limit', '$5.00 of $5.00'],
      ],
    );
  });

  it('never shows less than nothing left', async () => {
    await using desk = await openDesk({ memberDaily: fromDollars(0.5) });
    await spend(desk, ORIGIN, 0.75);
    const { table } = await desk.reply('/wallet balance');
    assert.deepEqual(table?.rows[1]?.slice(1, 3), ['▒▒▒▒▒▒▒▒▒▒', '$0.00 of $0.50']);
  });

  it('shows owners everything, with AudioPod’s own wallet and its warning', async () => {
    await using desk = await openDesk();
    const { text, table } = await desk.reply('/wallet balance', OWNER);
    assert.equal(text, `Per-job limit: $2.00. AudioPod balance: $50.00. ${BARS}`);
    assert.equal(table?.rows[0]?.[0], 'Total monthly cap');
    desk.sandbox.control.wallet.setAvailableCents(40);
    assert.match((await desk.reply('/wallet balance', OWNER)).text, /balance: \$0\.40\. AudioPod warns/);
    assert.doesNotMatch((await desk.reply('/wallet balance', ADMIN)).text, /AudioPod/, 'nobody else');
  });

  it('shows owners the limits even when AudioPod’s wallet cannot be read, and says so', async () => {
    await using desk = await openDesk();
    desk.sandbox.control.faults.add({ on: '/api/v1/api-wallet', times: 'lasting', fault: { kind: 'drop' } });
    const { text, table, tone } = await desk.reply('/wallet balance', OWNER);
    assert.equal(tone, 'info');
    assert.match(text, /The bot can’t reach AudioPod right now\. Try again in a few minutes\./);
    assert.equal(table?.rows.length, 3);
  });
});

describe('/wallet estimate', () => {
  it('says what a length costs, in any order of words', async () => {
    await using desk = await openDesk();
    for (const line of ['stems 180', '180 stems', 'service:stems seconds:180', 'seconds=180 STEMS']) {
      const { text } = await desk.reply(`/wallet estimate ${line}`);
      assert.equal(text, 'Stem separation, 180 seconds: $0.30.');
    }
  });

  it('says what is reserved for a job of that length where that is more than it costs', async () => {
    await using desk = await openDesk({ perJob: fromDollars(0.025) });
    assert.equal(
      (await desk.reply('/wallet estimate music 30')).text,
      'Music, 30 seconds: $0.02. The bot reserves $0.03 until the job is done. The per-job limit is $0.025, so the bot would refuse this job.',
    );
    assert.equal(
      (await desk.reply('/wallet estimate transcription 60')).text,
      'Transcription, 60 seconds: $0.01.',
    );
    assert.match(
      (await desk.reply('/wallet estimate speech 30')).text,
      /^Text to speech, 30 seconds: \$0\.02\. The bot may reserve more/,
    );
  });

  it('warns of the limit of one job and of a wallet that is too empty', async () => {
    await using desk = await openDesk({ perJob: fromDollars(0.2) });
    desk.sandbox.control.wallet.setAvailableCents(5);
    const { text } = await desk.reply('/wallet estimate stems 180', { ...ORIGIN, locale: 'zh-CN' });
    assert.equal(
      text,
      '音轨分离，180 秒：$0.30。超过单个任务上限 $0.20，无法提交。机器人的 AudioPod 余额不足。',
    );
  });

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['', /^The option “service” is missing\. Add it and try again\.$/],
    ['stems', /^The option “seconds” is missing\. Add it and try again\.$/],
    ['180', /^The option “service” is missing\./],
    ['stems 0', /^“seconds” is 0, but must be 1–36,000\./],
    ['stems 36001', /^“seconds” is 36,001, but must be/],
    ['stems 3min', /^“seconds” must be a number\. Use a number from 1 to 36,000\.$/],
    [
      'service:video 10',
      /^“service” can’t be “video”\. Choose one of: speech, stems, music, transcription, diarization, denoise, clone\.$/,
    ],
    ['video 10', /^“video 10” matches no option\./],
  ];
  for (const [options, words] of REFUSED) {
    it(`refuses “${options}” in words of its own, without a word about charges`, async () => {
      await using desk = await openDesk();
      assert.match(await desk.refusal(`/wallet estimate ${options}`), words);
    });
  }
});

describe('/wallet pricing', () => {
  it('lists AudioPod’s prices and asks for them once an hour', async () => {
    await using desk = await openDesk();
    const { text, table } = await desk.reply('/wallet pricing');
    assert.equal(text, 'AudioPod’s prices per minute of audio:');
    assert.deepEqual(table?.columns, ['Service', 'Per minute']);
    assert.ok(table?.rows.some(([name, price]) => name === 'Stem separation' && price === '$0.10'));
    assert.ok(table.rows.every((row) => row.length === 2 && !row[0]?.includes('_')));
    await desk.reply('/wallet pricing');
    const asked = desk.sandbox.control.requests.list().filter(({ path }) => path.endsWith('/pricing'));
    assert.equal(asked.length, 1);
  });

  it('lists the prices built into the bot, and says so, when AudioPod is down', async () => {
    await using desk = await openDesk();
    desk.sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'status', status: 503 } });
    const { text, table } = await desk.reply('/wallet pricing');
    assert.match(text, /^AudioPod’s price list isn’t available right now\./);
    assert.deepEqual(
      table?.rows.find(([name]) => name === 'Stem separation'),
      ['Stem separation', '$0.10'],
    );
  });
});
