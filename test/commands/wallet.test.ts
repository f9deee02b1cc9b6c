import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Origin } from '../../src/core/jobs/origin.ts';
import { scopesFor } from '../../src/core/wallet/limits.ts';
import { fromDollars } from '../../src/core/wallet/money.ts';
import { ORIGIN, WIDE_LIMITS } from '../fakes/world.ts';
import { type DeskSetting, OWNER, openDesk } from './desk-setting.ts';

/** Sets money aside, as a job of that member would. */
async function spend({ store }: DeskSetting, origin: Origin, dollars: number): Promise<void> {
  const nowMs = Date.UTC(2026, 2, 30);
  await store.ledger.reserve({
    id: `reservation-${dollars}`,
    jobId: 'job',
    amount: fromDollars(dollars),
    scopes: scopesFor(origin, WIDE_LIMITS, nowMs),
    nowMs,
  });
}

describe('/wallet balance', () => {
  it('shows each limit that applies here, what is used and left of it, and when it starts anew', async () => {
    await using desk = await openDesk();
    await spend(desk, ORIGIN, 1.25);
    const { text, table, tone } = await desk.reply('/wallet balance');
    assert.equal(tone, 'info');
    assert.equal(text, 'One job may cost up to $2.00.');
    assert.deepEqual(table, {
      columns: ['Limit', 'Amount', 'Used', 'Left', 'Starts anew'],
      rows: [
        ['the monthly limit here', '$10.00', '$1.25', '$8.75', 'Apr 1, 2026, 00:00 UTC'],
        ['your daily limit', '$5.00', '$1.25', '$3.75', 'Mar 31, 2026, 00:00 UTC'],
      ],
    });
  });

  it('shows the operator’s ceiling to others only when it is what runs out first', async () => {
    await using desk = await openDesk({ operatorMonthly: fromDollars(2) });
    const { table } = await desk.reply('/wallet balance');
    assert.deepEqual(table?.rows[0], [
      'the monthly ceiling of whoever runs this bot',
      '$2.00',
      '$0.00',
      '$2.00',
      'Apr 1, 2026, 00:00 UTC',
    ]);
    assert.equal(table?.rows.length, 3);
  });

  it('never shows less than nothing left', async () => {
    await using desk = await openDesk({ memberDaily: fromDollars(0.5) });
    await spend(desk, ORIGIN, 0.75);
    const { table } = await desk.reply('/wallet balance');
    assert.deepEqual(table?.rows[1]?.slice(1, 4), ['$0.50', '$0.75', '$0.00']);
  });

  it('shows owners everything, with AudioPod’s own wallet and its warning', async () => {
    await using desk = await openDesk();
    const { text, table } = await desk.reply('/wallet balance', OWNER);
    assert.match(text, /^One job may cost up to \$2\.00\. The AudioPod wallet holds \$50\.00\.$/);
    assert.equal(table?.rows[0]?.[0], 'the monthly ceiling of whoever runs this bot');
    desk.sandbox.control.wallet.setAvailableCents(40);
    assert.match((await desk.reply('/wallet balance', OWNER)).text, /holds \$0\.40\. AudioPod warns/);
  });

  it('shows owners the limits even when AudioPod’s wallet cannot be read, and says so', async () => {
    await using desk = await openDesk();
    desk.sandbox.control.faults.add({ on: '/api/v1/api-wallet', times: 'lasting', fault: { kind: 'drop' } });
    const { text, table, tone } = await desk.reply('/wallet balance', OWNER);
    assert.equal(tone, 'info');
    assert.match(text, /AudioPod cannot be reached at the moment\. Try again in a few minutes\./);
    assert.equal(table?.rows.length, 3);
  });
});

describe('/wallet estimate', () => {
  it('says what a length costs, in any order of words', async () => {
    await using desk = await openDesk();
    for (const line of ['stems 180', '180 stems', 'service:stems seconds:180', 'seconds=180 STEMS']) {
      const { text } = await desk.reply(`/wallet estimate ${line}`);
      assert.equal(text, '180 seconds of stem separation cost $0.30.');
    }
  });

  it('warns of the limit of one job and of a wallet that is too empty', async () => {
    await using desk = await openDesk({ perJob: fromDollars(0.2) });
    desk.sandbox.control.wallet.setAvailableCents(5);
    const { text } = await desk.reply('/wallet estimate stems 180', { ...ORIGIN, locale: 'zh-CN' });
    assert.equal(
      text,
      '180 秒的音轨分离要花 $0.30。这超过了这里单个任务的上限 $0.20。本机器人的 AudioPod 钱包里没有这么多。',
    );
  });

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['', /^The option “service” is needed\. Add it and try again\.$/],
    ['stems', /^The option “seconds” is needed\. Add it and try again\.$/],
    ['180', /^The option “service” is needed\./],
    ['stems 0', /^“seconds” is 0; it must be from 1 to 36,000\./],
    ['stems 36001', /^“seconds” is 36,001; it must be/],
    ['stems 3min', /^“seconds” must be a number\. Use a number from 1 to 36,000\.$/],
    [
      'service:video 10',
      /^“video” is not a choice for “service”\. The choices are: speech, stems, music, transcription, diarization, denoise, clone\.$/,
    ],
    ['video 10', /^This command cannot tell what “video 10” is meant for\./],
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
    assert.ok(table?.rows.some(([name, price]) => name === 'stem separation' && price === '$0.10'));
    assert.ok(table.rows.every((row) => row.length === 2 && !row[0]?.includes('_')));
    await desk.reply('/wallet pricing');
    const asked = desk.sandbox.control.requests.list().filter(({ path }) => path.endsWith('/pricing'));
    assert.equal(asked.length, 1);
  });

  it('says so when AudioPod is down', async () => {
    await using desk = await openDesk();
    desk.sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'status', status: 503 } });
    assert.equal(
      await desk.refusal('/wallet pricing'),
      'AudioPod has a fault at the moment. Try again in a few minutes.',
    );
  });
});
