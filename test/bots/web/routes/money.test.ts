import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BudgetView, EstimateView } from '../../../../src/bots/web/protocol/session-view.ts';
import { budgetFigures } from '../../../../src/bots/web/views/budget-figures.ts';
import { estimateCost } from '../../../../src/bots/web/views/estimate-cost.ts';
import { pricedOf } from '../../../../src/core/jobs/quote/quote.ts';
import type { Input } from '../../../../src/core/model/job/job.ts';
import { type AttachmentRef, type JobRequest, MUSIC_TASKS } from '../../../../src/core/model/job/request.ts';
import type { Locale } from '../../../../src/core/model/locale.ts';
import type { ScopeName, ScopeTotals } from '../../../../src/core/model/money/counter.ts';
import { formatUsd, fromDollars, ZERO } from '../../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../../src/core/model/service.ts';
import { mostForLinks } from '../../../../src/core/wallet/limits/link-rules.ts';
import { BUILT_IN } from '../../../../src/core/wallet/pricing/price-list.ts';
import { quoteFor } from '../../../../src/core/wallet/pricing/prices.ts';
import { openDesk } from '../../../commands/desk-setting.ts';
import { ORIGIN } from '../../../fakes/world.ts';
import { json, visit } from '../fixtures/http.ts';
import { openPlayground } from '../fixtures/playground.ts';

const PER_JOB = fromDollars(2);
/** For someone who chose nothing to stand for them. */
const LIMITS = { perJob: PER_JOB, perLink: fromDollars(0.5) };
const FREELY = { limits: LIMITS, prices: BUILT_IN, defaults: {} };
/** Read in Japanese, this takes longer to say, and costs a cent more. */
const HAN = '漢字'.repeat(30);

function totals(scope: ScopeName, limit: number | null, held: number, spent: number): ScopeTotals {
  return {
    scope,
    subject: 'somebody',
    period: '2026-11',
    limit: limit === null ? null : fromDollars(limit),
    held: fromDollars(held),
    spent: fromDollars(spent),
    overshoot: ZERO,
    debt: ZERO,
    resetsAtMs: 0,
    zone: 'UTC',
    raisedBy: 'owner',
  };
}

const linesOf = (locale: Locale, all: readonly ScopeTotals[]) =>
  budgetFigures(locale, all).map(({ name, value }) => `${name}: ${value}`);

test('The budget names, for the day and the month, the limit that runs out first, with what is reserved', () => {
  const all = [
    totals('operator-month', 50, 0, 49.9),
    totals('tenant-month', 10, 0.3, 0.1),
    totals('tenant-day', 5, 0.3, 0.1),
    totals('member-day', 1, 0.1, 0.02),
  ];
  assert.deepEqual(linesOf('en', all), [
    'You, today: $0.12 of $1.00',
    'The bot, this month: $49.90 of $50.00',
  ]);
  assert.deepEqual(linesOf('zh-CN', all.slice(1)), [
    '你的今日用量: $0.12 / $1.00',
    '所有人本月用量: $0.40 / $10.00',
  ]);
  assert.deepEqual(
    budgetFigures('en', all).map(({ share }) => share),
    [0.12, 0.998],
  );
});

test('The budget says nothing about what nobody limits', () => {
  assert.deepEqual(linesOf('en', [totals('tenant-month', 10, 0, 0), totals('tenant-day', null, 1, 1)]), [
    'Everyone, this month: $0.00 of $10.00',
  ]);
  assert.deepEqual(linesOf('en', []), []);
});

test('A line’s cost is foreseen as far as the words tell', () => {
  const cost = (line: string, seconds?: number) => estimateCost(line, seconds, FREELY).cost;
  assert.equal(cost('/tts Hello'), '≤ $0.01');
  const long = 'Hello there '.repeat(10);
  assert.equal(cost(`/speak ${long}`), '≤ $0.01');
  assert.equal(cost(`/speak speed:0.25 voice:"Aria Nova" ${long}`), '≤ $0.04');
  assert.equal(cost('/stems', 61), '≈ $0.11');
  assert.equal(cost('/stems mode:studio', 60), '≈ $0.10');
  assert.equal(cost('/stems stem:drums', 60), '≈ $0.10');
  assert.equal(cost('/stems https://a.example/song.mp3'), '≤ $0.50');
});

test('Music is priced by the length asked for, whatever it is made from; what listens, by the length of the file', () => {
  const cost = (line: string, seconds?: number) => estimateCost(line, seconds, FREELY).cost;
  assert.equal(cost('/music song duration:60 A warm waltz'), '≤ $0.05');
  assert.equal(cost('/music song A warm waltz'), '≤ $0.03');
  assert.equal(cost('/music bloom duration:60 [verse] Lamps along the harbour'), '≤ $0.05');
  assert.equal(cost('/music remix prompt:"as a waltz" duration:60', 300), '≤ $0.05');
  assert.equal(cost('/transcribe srt', 61), '≈ $0.02');
  assert.equal(cost('/diarize', 60), '≈ $0.20');
  assert.equal(cost('/denoise', 60), '≈ $0.09');
  assert.equal(
    cost('/transcribe https://a.example/1.mp3 https://a.example/2.mp3'),
    '≤ $1.00',
    'each link reserves for itself',
  );
});

test('What is foreseen for every command that starts a job is what the bot then sets aside', async () => {
  await using desk = await openDesk();
  await desk.services.defaults.change(ORIGIN, { language: 'ja', format: 'srt' });
  const defaults = await desk.services.defaults.of(ORIGIN);
  const file: AttachmentRef = { kind: 'attachment', ref: 'upload-1', name: 'talk.wav' };
  const seconds = 61;
  const lines: readonly (readonly [string, boolean])[] = [
    ['/tts Hello', false],
    [`/speak speed:０.２５ language:ja ${'日本語で話します。'.repeat(30)}`, false],
    [`/tts ${HAN}`, false],
    [`/tts language:none ${HAN}`, false],
    ['/stems', true],
    ['/stems MODE:Studio', true],
    ['/stems stem:drums url:""', true],
    ['/stems six https://a.example/song.mp3', false],
    ['/music song A slow piano', false],
    ['/music rap duration:６００ lyrics:"one two" A beat', false],
    ['/music instrumental duration:59.5 A harp', false],
    ['/music vocals lyrics:la A choir', false],
    ['/music samples A snare', false],
    ['/music samples duration:120 A snare', false],
    ['/music remix A waltz', true],
    ['/music bloom duration:45 la la', true],
    ['/transcribe srt', true],
    ['/transcribe https://a.example/1.mp3, https://a.example/2.mp3', false],
    ['/diarize', true],
    ['/diarize https://a.example/1.mp3', false],
    ['/denoise', true],
    ['/voice clone consent:on Night Desk', true],
    ['/voice clone Day Desk', true],
  ];
  const asked = new Set<string>();
  for (const [line, hasFile] of lines) {
    const { request } = await desk.job(line, ORIGIN, hasFile ? [file] : []);
    asked.add(request.service === 'music' ? `music ${request.task}` : request.service);
    const priced = pricedOf({ request, ...inputOf(request, seconds) });
    const most = 'links' in priced ? mostForLinks(priced.links, LIMITS) : ZERO;
    const { amount } = quoteFor(priced, most ?? ZERO, BUILT_IN);
    const { cost } = estimateCost(line, hasFile ? seconds : undefined, { ...FREELY, defaults });
    assert.match(cost ?? '', /^[≤≈] \$/, line);
    assert.equal(cost?.slice(2), formatUsd(amount), line);
  }
  const services = SERVICES.filter((service) => service !== 'music');
  assert.deepEqual(asked, new Set([...asked, ...services, ...MUSIC_TASKS.map((task) => `music ${task}`)]));
});

function inputOf(request: JobRequest, seconds: number): { readonly input?: Input } {
  if (request.service === 'speech') return {};
  const { source } = request;
  if (request.service === 'music' || source?.kind === 'url' || source?.kind === 'urls') return {};
  return {
    input: { kind: 'file', path: '', durationMs: seconds * 1_000, sizeBytes: 0, extension: '', mimeType: '' },
  };
}

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
    '/music samples duration:121 A snare',
    '/voice clone Night Desk',
    '/tts language:klingonese Hello',
  ]) {
    assert.deepEqual(estimateCost(line, undefined, FREELY), { isTooMuch: false }, line);
  }
});

test('More than one job may cost is marked', () => {
  assert.deepEqual(estimateCost('/stems', 3600, FREELY), { cost: '≈ $6.00', isTooMuch: true });
  const links = Array.from({ length: 5 }, (_, index) => `https://a.example/${index}.mp3`).join(' ');
  const five = estimateCost(`/transcribe ${links}`, undefined, FREELY);
  assert.deepEqual(five, { cost: '≤ $2.50', isTooMuch: true });
});

test('Both are told over HTTP to a visitor, in their language, and nonsense is refused', async () => {
  const budget = async () => [totals('tenant-month', 10, 0, 1)];
  await using playground = await openPlayground({
    defaults: { of: async ({ member }) => (member.startsWith('web:') ? { language: 'ja' } : {}) },
    budgetReader: { budget, jobLimits: async () => LIMITS, prices: async () => BUILT_IN },
  });
  const member = await visit(playground.url, 'zh-CN');
  const { figures } = await json<BudgetView>(await member.get('/playground/budget'));
  assert.deepEqual(figures, [{ name: '所有人本月用量', value: '$1.00 / $10.00', share: 0.1 }]);
  const answer = await member.post('/playground/estimate', { line: '/stems', fileSeconds: 90 });
  assert.deepEqual(await json<EstimateView>(answer), { cost: '≈ $0.15', isTooMuch: false });
  const spoken = await member.post('/playground/estimate', { line: `/tts ${HAN}` });
  const { cost } = estimateCost(`/tts language:ja ${HAN}`, undefined, FREELY);
  assert.equal((await json<EstimateView>(spoken)).cost, cost);
  assert.notEqual(cost, estimateCost(`/tts ${HAN}`, undefined, FREELY).cost);
  for (const body of [{}, { line: 'x'.repeat(20_001) }, { line: '/stems', fileSeconds: -1 }]) {
    assert.equal((await member.post('/playground/estimate', body)).status, 400);
  }
  assert.equal((await fetch(`${playground.url}/playground/budget`)).status, 401);
  assert.equal(playground.desk.lines.length, 0, 'nothing began');
});
