import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { ADMIN, assertWrittenNowhere, codeOf, ELSEWHERE, KEY, ownKeys, signal } from './own-key-setting.ts';

/** One for all tests: what they leave behind is searched for the keys at the end. */
const here = ownKeys();

describe('a tenant’s own AudioPod key, before any job needs it', () => {
  it('is erased by the sweep where a process died before it could', async () => {
    const { key } = await here().connect();
    await here().world.store.rules.changeTenant(
      ORIGIN.tenant,
      { member: 'fake:admin', nowMs: 1 },
      (rules) => {
        const { key: _gone, ...others } = rules;
        return others;
      },
    );
    await here().world.services.keys.sweep();
    assert.equal(await here().world.store.keys.get(key.id), undefined);
  });

  it('is kept only once AudioPod has accepted it', async () => {
    const { keys } = here().world.services;
    const give = (text: string) => codeOf(keys.connect(new Secret(text), ADMIN, signal));
    assert.equal(await give('sk-something-else'), 'own-key-unfit');
    assert.equal(await give('ap_short'), 'own-key-unfit');
    assert.equal(await give(here().world.sandbox.apiKey), 'own-key-operators');
    here().world.sandbox.control.settings.change({ keys: [KEY] });
    assert.equal(await give('ap_unknown_5ecre7'), 'own-key-refused');
    here().world.sandbox.control.settings.change({ keys: 'any' });
    const fault = here().world.sandbox.control.faults.add({
      on: 'wallet.balance',
      times: 'lasting',
      fault: { kind: 'status', status: 503 },
    });
    assert.equal(await give(KEY), 'own-key-unchecked');
    here().world.sandbox.control.faults.remove(fault.id);
    const slow = here().world.sandbox.control.faults.add({
      on: 'wallet.balance',
      fault: { kind: 'slow', delayMs: 3_600_000, when: 'before' },
    });
    const patience = AbortSignal.timeout(100);
    assert.equal(await codeOf(keys.connect(new Secret(KEY), ADMIN, patience)), 'own-key-unchecked');
    here().world.sandbox.control.faults.remove(slow.id);
    assert.deepEqual(await here().world.store.keys.all(), []);
    assert.equal((await here().world.store.rules.tenant(ORIGIN.tenant)).key, undefined);
  });

  it('has a balance that its tenant can ask for, with a way to top it up where AudioPod says one', async () => {
    assert.equal(await here().world.services.keys.wallet(ORIGIN.tenant, signal), undefined);
    await here().connect();
    here().own.setAvailableCents(42);
    const found = await here().world.services.keys.wallet(ORIGIN.tenant, signal);
    assert.equal(found?.balance.balance, fromCents(42));
    assert.match(found?.topUpUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+\/checkout\/./);
    here().world.sandbox.control.faults.add({ on: 'wallet.top-up', fault: { kind: 'status', status: 404 } });
    assert.equal((await here().world.services.keys.wallet(ORIGIN.tenant, signal))?.topUpUrl, undefined);
    assert.equal(await here().world.services.keys.wallet(ELSEWHERE.tenant, signal), undefined);
    await here().world.services.keys.disconnect(ADMIN);
  });

  it('is written down nowhere in the clear, and audited without itself', () => assertWrittenNowhere(here()));
});
