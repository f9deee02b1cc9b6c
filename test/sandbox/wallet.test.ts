import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ApiError } from '../../sandbox/http/api-error.ts';
import { type Reservation, Wallet } from '../../sandbox/wallet/wallet.ts';
import { at, NO_SUBMITS, startTestSandbox, textAt } from './sandbox-fixture.ts';

const GENERATE = '/api/v1/voice/voices/aura/generate';
const EXTRACT = '/api/v1/stem-extraction/api/extract';
const BALANCE = '/api/v1/api-wallet/balance';
const SONG = { url: 'https://example.test/song', mode: 'two' };

test('no order of reserving, capturing and releasing makes money appear or vanish', () => {
  const step = fc.record({
    act: fc.constantFrom('reserve', 'capture', 'release', 'again'),
    cents: fc.integer({ min: 0, max: 80 }),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const wallet = new Wallet(200);
      const open: Reservation[] = [];
      const ended: Reservation[] = [];
      for (const { act, cents, which } of steps) {
        const before = wallet.figures;
        if (act === 'reserve') {
          try {
            open.push(wallet.reserve(cents));
          } catch (refusal) {
            assert.ok(refusal instanceof ApiError && cents > before.availableCents);
            assert.deepEqual(wallet.figures, before);
          }
        }
        const line = { serviceType: 'x', durationMs: 1, cents, atMs: 0 };
        const [reservation] =
          act === 'again' ? ended.slice(-1) : open.splice(which % Math.max(1, open.length), 1);
        if (reservation !== undefined && act !== 'reserve') {
          if (act === 'capture' || act === 'again') wallet.capture(reservation, line);
          else wallet.release(reservation);
          assert.ok(wallet.figures.availableCents >= before.availableCents, 'an end only ever frees money');
          if (act === 'again') assert.deepEqual(wallet.figures, before, 'a reservation ends once');
          ended.push(reservation);
        } else if (reservation !== undefined) open.push(reservation);
        const { availableCents, reservedCents, spentCents, toppedUpCents } = wallet.figures;
        assert.equal(toppedUpCents, 200);
        assert.equal(availableCents + reservedCents + spentCents, 200);
        assert.ok(availableCents >= 0 && reservedCents >= 0 && spentCents >= 0);
        assert.equal(
          wallet.usage.reduce((sum, { cents: used }) => sum + used, 0),
          spentCents,
        );
      }
    }),
  );
});

test('money is reserved at submit, charged at completion and shown in the history', async (t) => {
  const sandbox = await startTestSandbox(t, { balanceCents: 100 });
  await sandbox.form(EXTRACT, SONG);
  // 20 seconds at 10 cents a minute are 3.3 cents, rounded up.
  assert.deepEqual(sandbox.control.wallet.figures(), {
    availableCents: 96,
    reservedCents: 4,
    spentCents: 0,
    toppedUpCents: 100,
  });
  await sandbox.finishJobs();
  const { body } = await sandbox.get(BALANCE);
  assert.deepEqual(body, {
    balance_cents: 96,
    balance_usd: '$0.96',
    total_topup_cents: 100,
    total_spent_cents: 4,
    total_spent_usd: '$0.04',
    low_balance_warning: true,
  });
  const usage = await sandbox.get('/api/v1/api-wallet/usage?page=1&limit=50');
  assert.equal(at(usage.body, 'page'), 1);
  assert.equal(at(usage.body, 'logs.0.service_type'), 'stem_extraction');
  assert.equal(at(usage.body, 'logs.0.amount_usd'), '$0.04');
  assert.equal(at(usage.body, 'logs.0.duration_minutes'), 0.33);
  assert.equal(at((await sandbox.get('/api/v1/api-wallet/usage?page=2')).body, 'logs.0'), undefined);
});

test('every mode of stems costs the same', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const mode of ['two', 'four', 'six', 'producer', 'studio', 'mastering']) {
    const before = sandbox.control.wallet.figures().reservedCents;
    await sandbox.form(EXTRACT, { ...SONG, mode });
    assert.equal(sandbox.control.wallet.figures().reservedCents - before, 4, mode);
  }
});

test('speech is charged by what was spoken, never above what was reserved', async (t) => {
  const sandbox = await startTestSandbox(t);
  await sandbox.form(GENERATE, { input_text: 'The lighthouse keeper counted ships. '.repeat(40) });
  const { reservedCents } = sandbox.control.wallet.figures();
  await sandbox.finishJobs();
  const { body } = await sandbox.get('/api/v1/voice/tts-jobs/1/status');
  const due = Math.ceil((Number(at(body, 'total_duration')) / 60) * 4);
  assert.equal(sandbox.control.wallet.figures().spentCents, due);
  assert.ok(due > 1 && due <= reservedCents);
});

test('a job that failed, was cancelled, or was deleted while running costs nothing', async (t) => {
  const sandbox = await startTestSandbox(t);
  const first = sandbox.control.wallet.figures();
  sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'fail' } });
  await sandbox.form(EXTRACT, SONG);
  await sandbox.form(EXTRACT, SONG);
  await sandbox.form(EXTRACT, SONG);
  assert.equal(sandbox.control.jobs.cancel('stems', 2), true);
  assert.equal((await sandbox.remove('/api/v1/stem-extraction/jobs/3')).status, 204);
  await sandbox.finishJobs();
  assert.deepEqual(sandbox.control.wallet.figures(), first);
  assert.deepEqual(
    sandbox.control.jobs.list('stems').map(({ state }) => state.status),
    ['CANCELLED', 'FAILED'],
  );
  assert.equal(sandbox.control.jobs.cancel('stems', 2), false);
});

test('an empty wallet refuses with what is needed and what is there, and makes no job', async (t) => {
  const sandbox = await startTestSandbox(t);
  sandbox.control.wallet.setAvailableCents(3);
  const refused = await sandbox.form(EXTRACT, SONG);
  assert.equal(refused.status, 402);
  assert.equal(at(refused.body, 'error'), 'insufficient_api_balance');
  assert.equal(at(refused.body, 'required_cents'), 4);
  assert.equal(at(refused.body, 'available_cents'), 3);
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});

test('the estimate is the same on both paths, needs no key, and agrees with the check', async (t) => {
  const sandbox = await startTestSandbox(t, { balanceCents: 30 });
  const ask = { service_type: 'stem_extraction', duration_seconds: 180 };
  for (const path of ['estimate-cost', 'estimate']) {
    const response = await fetch(`${sandbox.url}/api/v1/api-wallet/${path}`, {
      method: 'POST',
      body: JSON.stringify(ask),
      headers: { 'Content-Type': 'application/json' },
    });
    const body: unknown = await response.json();
    assert.equal(at(body, 'cost_cents'), 30);
    assert.equal(at(body, 'cost_usd'), '$0.30');
    assert.equal(at(body, 'rate_per_minute'), '$0.10/min');
  }
  const check = await sandbox.json('/api/v1/api-wallet/check-balance', ask);
  assert.equal(at(check.body, 'sufficient'), true);
  assert.equal(at(check.body, 'can_proceed'), true);
  const more = await sandbox.json('/api/v1/api-wallet/check-balance', { ...ask, duration_seconds: 181 });
  assert.equal(at(more.body, 'sufficient'), false);
  const unknown = await sandbox.json('/api/v1/api-wallet/estimate', { ...ask, service_type: 'constructor' });
  assert.equal(unknown.status, 400);
  const pricing = await sandbox.get('/api/v1/api-wallet/pricing');
  assert.equal(at(pricing.body, 'services.text_to_speech.rate_per_minute'), '$0.04/min');
});

test('every service has a price, and the estimate and the check know it', async (t) => {
  const sandbox = await startTestSandbox(t);
  const centsPerMinute = {
    stem_extraction: 10,
    transcription: 1,
    text_to_speech: 4,
    voice_cloning: 4,
    voice_conversion: 13,
    music_generation: 4,
    speaker_diarization: 20,
    speaker_extraction: 20,
    denoise: 2,
    denoise_audio: 2,
    media_converter: 1,
    speech_translation: 40,
  };
  const { body } = await sandbox.get('/api/v1/api-wallet/pricing');
  assert.deepEqual(Object.keys(Object(at(body, 'services'))), Object.keys(centsPerMinute));
  for (const [service_type, cents] of Object.entries(centsPerMinute)) {
    const ask = { service_type, duration_seconds: 150 };
    const cost_cents = Math.ceil(cents * 2.5);
    const estimate = await sandbox.json('/api/v1/api-wallet/estimate-cost', ask);
    assert.equal(at(estimate.body, 'cost_cents'), cost_cents, service_type);
    assert.equal(at(estimate.body, 'duration_minutes'), 2.5);
    const check = await sandbox.json('/api/v1/api-wallet/check-balance', ask);
    assert.equal(at(check.body, 'cost_cents'), cost_cents, service_type);
  }
});

test('every service sets aside and charges its own price, and the history pages through all of it', async (t) => {
  const sandbox = await startTestSandbox(t);
  const url = 'https://example.test/a.mp3';
  await sandbox.json('/api/v1/music/text2music', { prompt: 'a', audio_duration: 90 });
  await sandbox.json('/api/v1/music/text2samples', { prompt: 'a', audio_duration: 60, quality: 'premium' });
  await sandbox.json('/api/v1/transcribe/transcribe', { urls: Array.from({ length: 6 }, () => url) });
  await sandbox.form('/api/v1/speaker/diarize', { url });
  await sandbox.form('/api/v1/denoiser/denoise', { url });
  assert.equal(sandbox.control.wallet.figures().reservedCents, 6 + 8 + 2 + 7 + 1);
  await sandbox.finishJobs();
  assert.equal(sandbox.control.wallet.figures().spentCents, 24);
  const seen: unknown[] = [];
  for (let page = 1; ; page++) {
    const { body } = await sandbox.get(`/api/v1/api-wallet/usage?page=${page}&limit=2`);
    const logs = at(body, 'logs');
    assert.ok(Array.isArray(logs));
    seen.push(...logs.map((line) => `${at(line, 'service_type')} ${at(line, 'amount_usd')}`));
    if (logs.length < 2) break;
  }
  assert.deepEqual(seen.toSorted(), [
    'denoise $0.01',
    'music_generation $0.06',
    'music_generation $0.08',
    'speaker_diarization $0.07',
    'transcription $0.02',
  ]);
  sandbox.control.faults.add({ on: 'wallet.usage', fault: { kind: 'bare-money' } });
  const bare = await sandbox.get('/api/v1/api-wallet/usage?limit=1');
  assert.match(textAt(bare.body, 'logs.0.amount_usd'), /^\d\.\d\d$/);
});

test('an empty wallet refuses every service alike', async (t) => {
  const sandbox = await startTestSandbox(t, { balanceCents: 0 });
  const url = 'https://example.test/a.mp3';
  for (const refused of [
    await sandbox.json('/api/v1/music/text2music', { prompt: 'a', audio_duration: 30 }),
    await sandbox.json('/api/v1/transcribe/transcribe', { url }),
    await sandbox.form('/api/v1/speaker/diarize', { url }),
    await sandbox.form('/api/v1/denoiser/denoise', { url }),
  ]) {
    assert.equal(refused.status, 402);
    assert.equal(at(refused.body, 'error'), 'insufficient_api_balance');
    assert.equal(at(refused.body, 'available_cents'), 0);
  }
  assert.deepEqual(sandbox.control.jobs.submits(), NO_SUBMITS);
});
