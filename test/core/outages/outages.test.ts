import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RECOVERY_STEP_MS } from '../../../src/core/async/circuit-breaker.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { createOutages } from '../../../src/core/outages/outages.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const DAY_MS = 24 * 3_600_000;

class Refused extends BotError {
  readonly status = 401;
}

function setUp(t: TestContext, keyId?: string) {
  const clock = createVirtualClock();
  const told: string[] = [];
  const counts: Record<string, number> = {};
  const outages = createOutages({
    notifyOwners: async ({ about }) => void told.push(about),
    clock,
    random: () => 0,
    log: silentLog,
    observer: { outages: (of, count) => (counts[of] = count) },
  });
  let answer: 'ok' | 'refused' | 'down' = 'ok';
  let probes = 0;
  const gate = outages.openKey(keyId, async () => {
    probes += 1;
    if (answer === 'refused') throw new Refused('audiopod-unauthorized', 'no');
    if (answer === 'down') throw new BotError('audiopod-unreachable', 'gone');
  });
  t.after(() => gate.close());
  return {
    clock,
    told,
    counts,
    outages,
    gate,
    probes: () => probes,
    answer: (now: typeof answer) => {
      answer = now;
    },
    /** As many requests fail as make the gate suspicious. */
    async fail(status: 'unreachable' | 'timeout' | 500 | 503 = 503) {
      for (let request = 0; request < 6; request += 1) {
        gate.providerRequest('/any', status, 1);
        await clock.advance(2_500);
      }
    },
  };
}

describe('an outage of AudioPod', () => {
  it('is one only if a probe fails as well: one broken service is none', async (t) => {
    const { gate, fail, answer, probes, told } = setUp(t);
    await fail();
    assert.equal(probes(), 1);
    assert.equal(gate.isDown(), false);
    answer('refused');
    await fail();
    assert.equal(gate.isDown(), false, 'a refusal is an answer');
    answer('down');
    await fail();
    assert.equal(gate.isDown(), true);
    assert.notEqual(gate.enter(), undefined);
    assert.deepEqual(told, ['outage:audiopod']);
  });

  it('is not suspected while any request is answered, whatever the answer', async (t) => {
    const { clock, gate, answer, probes } = setUp(t);
    answer('down');
    for (const status of [200, 401, 404, 429] as const) {
      for (let request = 0; request < 4; request += 1) {
        gate.providerRequest('/any', 'timeout', 1);
        await clock.advance(10_000);
      }
      gate.providerRequest('/any', status, 1);
    }
    assert.equal(probes(), 0);
  });

  it('ends by degrees with the probe, and owners hear of it twice in all', async (t) => {
    const { clock, gate, answer, fail, told, counts, outages } = setUp(t);
    answer('down');
    await fail('unreachable');
    assert.deepEqual(counts, { audiopod: 1 });
    await clock.advance(DAY_MS);
    answer('ok');
    await clock.advance(30_000);
    const { isDown } = outages.ofKey(undefined);
    const waits = Array.from({ length: 40 }, () => gate.enter());
    assert.ok(isDown());
    assert.ok(waits.filter((waitMs) => waitMs === undefined).length < 10, `${waits}`);
    await clock.advance(4 * RECOVERY_STEP_MS);
    assert.equal(isDown(), false);
    assert.ok(Array.from({ length: 40 }, () => gate.enter()).every((waitMs) => waitMs === undefined));
    assert.deepEqual(told, ['outage:audiopod', 'outage-over:audiopod']);
    assert.deepEqual(counts, { audiopod: 0 });
    assert.equal(clock.sleeping, 0, 'nothing probes a service that works');
  });

  it('that comes back during the recovery is the same one', async (t) => {
    const { clock, answer, fail, told, gate } = setUp(t);
    answer('down');
    await fail();
    answer('ok');
    await clock.advance(6_000);
    answer('down');
    await clock.advance(60_000);
    assert.equal(gate.isDown(), true);
    assert.deepEqual(told, ['outage:audiopod']);
  });

  it('that was known before is probed before anything may begin', async (t) => {
    const { clock, gate, answer, probes, told } = setUp(t);
    answer('down');
    assert.equal(gate.enter(), undefined, 'nothing is known');
    assert.notEqual(gate.enter(true), undefined);
    await clock.advance(1_000);
    assert.equal(probes(), 1);
    assert.deepEqual(told, ['outage:audiopod']);
    answer('ok');
    await clock.advance(60_000);
    gate.enter(true);
    await clock.advance(1_000);
    assert.equal(gate.enter(true), undefined);
  });

  it('as seen with a tenant’s own key is counted, and is not the bot owner’s business', async (t) => {
    const { answer, fail, told, counts, outages, gate } = setUp(t, 'key-1');
    answer('down');
    await fail();
    assert.deepEqual(told, []);
    assert.deepEqual(counts, { 'own-keys': 1 });
    assert.equal(outages.ofKey('key-1').isDown(), true);
    assert.equal(outages.ofKey(undefined).isDown(), false);
    await gate.close();
    assert.deepEqual(counts, { 'own-keys': 0 });
    assert.equal(outages.ofKey('key-1').isDown(), false);
  });
});

describe('an outage of a platform', () => {
  it('is noticed by deliveries that fail for more than a minute, and ends with one that arrives', async (t) => {
    const { clock, outages, told, counts } = setUp(t);
    const gate = outages.ofPlatform('discord');
    for (const pauseMs of [3_000, 15_000, 60_000]) {
      gate.failed();
      await clock.advance(pauseMs);
    }
    assert.equal(gate.isDown(), false);
    gate.failed();
    assert.equal(gate.isDown(), true);
    assert.equal(outages.ofPlatform('slack').isDown(), false);
    await clock.advance(DAY_MS);
    assert.equal(gate.isDown(), true);
    assert.equal(gate.enter(), undefined, 'one tries');
    assert.notEqual(gate.enter(), undefined);
    gate.succeeded();
    await clock.advance(4 * RECOVERY_STEP_MS);
    assert.equal(gate.isDown(), false);
    assert.deepEqual(told, ['outage:discord', 'outage-over:discord']);
    assert.deepEqual(counts, { discord: 0 });
  });

  it('is no longer an excuse after three days', async (t) => {
    const { clock, outages } = setUp(t);
    const gate = outages.ofPlatform('discord');
    for (let failure = 0; failure < 4; failure += 1) {
      gate.failed();
      await clock.advance(60_000);
    }
    assert.equal(gate.isDown(), true);
    await clock.advance(3 * DAY_MS);
    assert.equal(gate.isDown(), false);
  });
});
