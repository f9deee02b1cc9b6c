import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, startTestSandbox } from './sandbox-fixture.ts';

const OTHER = 'ap_somebody_else';
const GENERATE = '/api/v1/voice/voices/aura/generate';

test('a key with an account of its own has its own wallet, and sees its own jobs and voices only', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.json('/_control/accounts', { key: OTHER, balanceCents: 70 })).status, 201);
  await sandbox.form(GENERATE, { input_text: 'Hello there' });
  await sandbox.finishJobs();
  const asOther = { 'X-API-Key': OTHER, Authorization: '' };
  const status = '/api/v1/voice/tts-jobs/1/status';
  assert.equal((await sandbox.get(status)).status, 200);
  assert.equal((await sandbox.get(status, asOther)).status, 404);
  const balance = await sandbox.get('/api/v1/api-wallet/balance', asOther);
  assert.equal(at(balance.body, 'balance_cents'), 70);
  assert.deepEqual((await sandbox.get('/api/v1/api-wallet/usage', asOther)).body, {
    page: 1,
    limit: 50,
    logs: [],
  });
  assert.equal(at((await sandbox.get(`/_control/accounts/${OTHER}`)).body, 'spentCents'), 0);
  assert.ok(sandbox.control.wallet.figures().spentCents > 0);
  await sandbox.control.reset();
  assert.equal(at((await sandbox.get('/api/v1/api-wallet/balance', asOther)).body, 'balance_cents'), 5000);
});

test('a checkout is an address for people, and refuses what the service would', async (t) => {
  const sandbox = await startTestSandbox(t);
  const path = '/api/v1/api-wallet/topup/checkout';
  const opened = await sandbox.json(path, { amount_cents: 500 });
  assert.match(String(at(opened.body, 'url')), /^http:.*\/checkout\//);
  assert.equal((await sandbox.json(path, { amount_cents: 99 })).status, 400);
});
