import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KEPT_AFTER_LEAVING_MS } from '../../../src/core/model/departures.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { type SweepDeparturesParts, sweepDepartures } from '../../../src/core/tenants/sweep-departures.ts';
import { handClock } from '../store/harness.ts';

const NEVER = new AbortController().signal;

describe('the sweep of tenants that left', () => {
  const clock = handClock();
  let store: Store;
  before(async () => {
    store = await openStore({ url: 'sqlite://:memory:', clock });
  });
  after(() => store.close());

  /** AudioPod deletes voices, unless it is told how it fails. */
  const sweep = async (failure?: Error) => {
    const [removed, logged]: [string[], string[]] = [[], []];
    let forgotten = 0;
    const note = (_fields: object, event: string): void => void logged.push(event);
    const parts = {
      store,
      keys: { release: async () => undefined },
      accounts: {
        audiopod: {
          voice: {
            async remove(id: string) {
              if (failure !== undefined) throw failure;
              removed.push(id);
            },
          },
        },
        voices: {
          async forget() {
            forgotten += 1;
          },
        },
      },
      clock,
      log: { ...silentLog, warn: note, error: (_fields: object, event: string) => logged.push(`${event}!`) },
    } as unknown as SweepDeparturesParts;
    await sweepDepartures(parts, NEVER);
    return { removed, logged, forgotten };
  };
  const limit = (tenant: string) =>
    store.rules.changeTenant(tenant, { member: 'web:admin', nowMs: 1 }, (rules) => ({
      ...rules,
      links: false,
    }));
  const hasRules = async (tenant: string) => (await store.rules.tenants()).includes(tenant);

  it('forgets those that left 30 days ago, and no others, with their voices', async () => {
    for (const tenant of ['web:old', 'web:new', 'web:here']) await limit(tenant);
    await store.clones.finish({
      ...{ jobId: 'j', tenant: 'web:old', member: 'web:ada', voiceId: 'v1', name: 'Night' },
      consent: { member: 'web:ada', atMs: 1 },
    });
    await store.departures.leave({ tenant: 'web:old', atMs: clock.nowMs - KEPT_AFTER_LEAVING_MS });
    await store.departures.leave({ tenant: 'web:new', atMs: clock.nowMs - KEPT_AFTER_LEAVING_MS + 1 });
    assert.deepEqual(await sweep(), { removed: ['v1'], logged: [], forgotten: 1 });
    assert.deepEqual(
      [await hasRules('web:old'), await hasRules('web:new'), await hasRules('web:here')],
      [false, true, true],
    );
    assert.deepEqual(await sweep(), { removed: [], logged: [], forgotten: 0 });
    clock.nowMs += 1;
    await sweep();
    assert.equal(await hasRules('web:new'), false);
  });

  it('forgets the others where one can’t be', async () => {
    for (const tenant of ['web:a', 'web:b']) {
      await limit(tenant);
      await store.departures.leave({ tenant, atMs: clock.nowMs - KEPT_AFTER_LEAVING_MS });
    }
    const { rules } = store;
    const whole = store;
    const broken = async (tenant: string): Promise<never> => {
      throw new Error(`The rules of ${tenant} cannot be read`);
    };
    store = {
      ...whole,
      transaction: (body) =>
        whole.transaction((records) =>
          body({
            ...records,
            rules: Object.assign(Object.create(records.rules), {
              forgetTenant: (tenant: string, remaining: Parameters<typeof rules.forgetTenant>[1]) =>
                tenant === 'web:a' ? broken(tenant) : records.rules.forgetTenant(tenant, remaining),
            }),
          }),
        ),
    };
    assert.deepEqual((await sweep()).logged, ['tenant-not-forgotten']);
    store = whole;
    assert.deepEqual([await hasRules('web:a'), await hasRules('web:b')], [true, false]);
    await sweep();
    assert.equal(await hasRules('web:a'), false, 'the next sweep forgets it');
  });

  it('asks AudioPod again for a voice that it did not delete, for 30 days', async () => {
    const failure = new BotError('audiopod-busy', 'AudioPod is busy');
    await store.departures.addUnwanted({ voiceId: 'v2', sinceMs: clock.nowMs });
    assert.deepEqual((await sweep(failure)).logged, ['voice-not-removed']);
    clock.nowMs += KEPT_AFTER_LEAVING_MS;
    assert.deepEqual((await sweep(failure)).logged, ['voice-not-removed']);
    clock.nowMs += 1;
    assert.deepEqual((await sweep(failure)).logged, ['voice-not-removed!']);
    assert.deepEqual(await store.departures.unwanted(9), []);
  });
});
