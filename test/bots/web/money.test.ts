import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetLine } from '../../../src/bots/web/budget-line.ts';
import { foreseeCost } from '../../../src/bots/web/foreseen-cost.ts';
import type { BudgetView, EstimateView } from '../../../src/bots/web/view.ts';
import type { ScopeName, ScopeTotals } from '../../../src/core/wallet/ledger.ts';
import { fromDollars } from '../../../src/core/wallet/money.ts';
import { json, visit } from './fixtures/http.ts';
import { openPlayground } from './fixtures/playground.ts';

const PER_JOB = fromDollars(2);

function totals(scope: ScopeName, limit: number | null, held: number, spent: number): ScopeTotals {
  return {
    scope,
    subject: 'somebody',
    period: '2026-11',
    limit: limit === null ? null : fromDollars(limit),
    held: fromDollars(held),
    spent: fromDollars(spent),
    resetsAtMs: 0,
  };
}

test('The budget names, for the day and the month, the limit that runs out first, with what is set aside', () => {
  const all = [
    totals('operator-month', 50, 0, 49.9),
    totals('tenant-month', 10, 0.3, 0.1),
    totals('tenant-day', 5, 0.3, 0.1),
    totals('member-day', 1, 0.1, 0.02),
  ];
  assert.equal(budgetLine('en', all), 'Today $0.12 of $1.00 · this month $49.90 of $50.00');
  assert.equal(budgetLine('zh-CN', all.slice(1)), '今日 $0.12 / $1.00 · 本月 $0.40 / $10.00');
});

test('The budget says nothing about what nobody limits', () => {
  assert.equal(
    budgetLine('en', [totals('tenant-month', 10, 0, 0), totals('tenant-day', null, 1, 1)]),
    'this month $0.00 of $10.00',
  );
  assert.equal(budgetLine('en', []), '');
});

test('A line’s cost is foreseen as far as the words tell', () => {
  const cost = (line: string, seconds?: number) => foreseeCost(line, seconds, PER_JOB).cost;
  assert.equal(cost('/tts Hello'), '≤ $0.01');
  const long = 'Hello there '.repeat(10);
  assert.equal(cost(`/speak ${long}`), '≤ $0.01');
  assert.equal(cost(`/speak speed:0.25 voice:"Aria Nova" ${long}`), '≤ $0.04');
  assert.equal(cost('/stems', 61), '≈ $0.11');
  assert.equal(cost('/stems mode:studio', 60), '≈ $0.20');
  assert.equal(cost('/stems stem:drums', 60), '≈ $0.10');
  assert.equal(cost('/stems https://a.example/song.mp3'), '≤ $2.00');
});

test('Music is priced by the length asked for, whatever it is made from; what listens, by the length of the file', () => {
  const cost = (line: string, seconds?: number) => foreseeCost(line, seconds, PER_JOB).cost;
  assert.equal(cost('/music song duration:60 A warm waltz'), '≤ $0.05');
  assert.equal(cost('/music song A warm waltz'), '≤ $0.03');
  assert.equal(cost('/music bloom duration:60 [verse] Lamps along the harbour'), '≤ $0.05');
  assert.equal(cost('/music remix prompt:"as a waltz" duration:60', 300), '≤ $0.05');
  assert.equal(cost('/transcribe srt', 61), '≈ $0.02');
  assert.equal(cost('/diarize', 60), '≈ $0.20');
  assert.equal(cost('/denoise', 60), '≈ $0.09');
  assert.equal(cost('/transcribe https://a.example/1.mp3 https://a.example/2.mp3'), '≤ $2.00');
});

test('What has no price yet has none shown: other commands, half lines, wrong options, a file not measured', () => {
  for (const line of [
    '',
    'Hello',
    '/',
    '/tt',
    '/tts',
    '/tts speed:9 Hello',
    '/tts speed: ',
    '/stems',
    '/stems mode:no',
    '/wallet balance',
    '/wallet',
    '/help',
    '/music song',
    '/music presets',
    '/transcribe',
    '/denoise',
  ]) {
    assert.deepEqual(foreseeCost(line, undefined, PER_JOB), { isTooMuch: false }, line);
  }
});

test('More than one job may cost is marked', () => {
  assert.deepEqual(foreseeCost('/stems', 3600, PER_JOB), { cost: '≈ $6.00', isTooMuch: true });
});

test('Both are told over HTTP to a visitor, in their language, and nonsense is refused', async () => {
  const budget = async () => [totals('tenant-month', 10, 0, 1)];
  await using playground = await openPlayground({ purse: { budget, perJobLimit: PER_JOB } });
  const member = await visit(playground.url, 'zh-CN');
  const line = await json<BudgetView>(await member.get('/playground/budget'));
  assert.equal(line.line, '本月 $1.00 / $10.00');
  const answer = await member.post('/playground/estimate', { line: '/stems', fileSeconds: 90 });
  assert.deepEqual(await json<EstimateView>(answer), { cost: '≈ $0.15', isTooMuch: false });
  for (const body of [{}, { line: 'x'.repeat(20_001) }, { line: '/stems', fileSeconds: -1 }]) {
    assert.equal((await member.post('/playground/estimate', body)).status, 400);
  }
  assert.equal((await fetch(`${playground.url}/playground/budget`)).status, 401);
  assert.equal(playground.desk.lines.length, 0, 'nothing began');
});
