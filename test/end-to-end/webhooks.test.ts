import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../fakes/until.ts';
import { startProgram } from './program.ts';
import { setUp } from './setting.ts';

const ENDPOINTS = '/api/v1/webhooks/endpoints';

it('the program registers for events, accepts those of AudioPod and no others', async (t) => {
  const { owner, env, sandbox } = await setUp(t, 1);
  const asOwner = { 'X-API-Key': sandbox.apiKey };
  const program = await startProgram(owner, {
    ...env,
    PUBLIC_URL: 'https://bot.example.com',
    PLAYGROUND_TOKEN: 'a-long-random-text',
  });
  sandbox.control.settings.change({ webhooksTo: program.url });
  const endpoint = await until('it is registered', async () => {
    const response = await fetch(`${sandbox.url}${ENDPOINTS}`, { headers: asOwner });
    const [first] = (await response.json()) as readonly { readonly id: string; readonly url: string }[];
    return first;
  });
  assert.equal(endpoint.url, 'https://bot.example.com/webhooks/audiopod');
  const outcomes = async (): Promise<string> => (await fetch(`${program.url}/metrics`)).text();
  await until('a test of it arrives', async () => {
    await fetch(`${sandbox.url}${ENDPOINTS}/${endpoint.id}/test`, { method: 'POST', headers: asOwner });
    await sandbox.control.webhooks.settled();
    return /webhook_events_total\{outcome="test"\} [1-9]/.test(await outcomes());
  });
  const forged = await fetch(`${program.url}/webhooks/audiopod`, { method: 'POST', body: '{}' });
  assert.equal(forged.status, 401);
  assert.match(await outcomes(), /webhook_events_total\{outcome="unsigned"\} 1/);
  assert.equal((await program.terminate()).code, 0);
});
