import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { outcomeText } from '../../../src/core/text/outcome.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { until } from '../../fakes/until.ts';
import { seekerOf } from '../../fakes/voice-seeker.ts';
import { music, ORIGIN, speech, stemsOf, WIDE_LIMITS } from '../../fakes/world.ts';
import { attachSong } from '../jobs/world-checks.ts';
import {
  ADMIN,
  assertWrittenNowhere,
  codeOf,
  ELSEWHERE,
  KEY,
  OTHER_KEY,
  ownKeys,
  signal,
} from './own-key-setting.ts';

/** One for all tests: what they leave behind is searched for the keys at the end. */
const here = ownKeys();

async function gone(keyId: string): Promise<void> {
  await until('the key is gone', async () => (await here().world.store.keys.get(keyId)) === undefined);
}

describe('a tenant’s own AudioPod key', () => {
  it('pays for the jobs that begin after it was connected, while the operator’s wallet is left alone', async () => {
    const before = here().operator.figures();
    const { key, balance } = await here().connect(`  ${KEY}\n`);
    assert.deepEqual([key.lastFour, balance.balance], ['_one', fromCents(500)]);
    assert.deepEqual((await here().world.store.rules.tenant(ORIGIN.tenant)).key, key);

    const job = await here().run(stemsOf(await attachSong(here().world, 3)));
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.keyId, key.id);
    assert.deepEqual(here().operator.figures(), before);
    assert.equal(here().own.figures().spentCents, 1);
    assert.equal(job.money.state === 'settled' && job.money.amount, fromCents(1));
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, here().world.clock.now());
    const spent = new Map(
      (await here().world.store.ledger.totals(scopes)).map((one) => [one.scope, one.spent]),
    );
    assert.deepEqual([spent.get('operator-month'), spent.get('tenant-month')], [0, fromCents(1)]);

    const elsewhere = await here().run(speech(), ELSEWHERE);
    assert.equal(elsewhere.keyId, undefined);
    assert.equal(here().own.figures().spentCents, 1);
    assert.ok(here().operator.figures().spentCents > before.spentCents);
  });

  it('reads an earlier result with the key that made it, and works on it with the one that pays now', async () => {
    const [earlier] = await here().world.jobs.list(ORIGIN, 1);
    assert.ok(earlier !== undefined);
    const first = earlier.keyId ?? assert.fail();
    const { key, replaced } = await here().connect(OTHER_KEY);
    assert.deepEqual(replaced, { lastFour: '_one', jobs: 0 });
    assert.equal(await here().world.store.keys.get(first), undefined);

    const source = { kind: 'result', jobId: earlier.id, output: 'vocals', name: 'vocals' } as const;
    const late = await here().run({ service: 'denoise', source });
    assert.equal(late.work.stage === 'failed' && late.work.failure.code, 'own-key-gone');
    assert.equal(late.money.state, 'none');
    assert.equal((await here().world.store.jobs.get(earlier.id))?.work.stage, 'encoded');
    assert.equal(await here().world.services.deleter.erase(earlier.id, ORIGIN, signal), 'key-gone');

    const made = await here().run(stemsOf(await attachSong(here().world, 3)));
    assert.equal(made.keyId, key.id);
    const next = await here().run({ service: 'denoise', source: { ...source, jobId: made.id } });
    assert.equal(next.work.stage, 'encoded', JSON.stringify(next.work));
  });

  it('is not needed for a result whose links still work, and stood in for by a later one of its account', async () => {
    const { world, run } = here();
    const { key } = await here().connect();
    const fresh = await run(speech());
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'expired-links' } });
    const stale = await run(speech('Its links have run out.'));
    assert.deepEqual([fresh.keyId, stale.keyId, stale.delivery.state], [key.id, key.id, 'done']);
    await world.services.keys.disconnect(ADMIN);
    await gone(key.id);
    const fetched = async ({ id }: Job): Promise<Job> => {
      await world.jobs.fetch(id, ORIGIN);
      return world.settled(id);
    };

    assert.equal((await fetched(fresh)).work.stage, 'encoded');
    const lost = await fetched(stale);
    assert.match(
      outcomeText(lost),
      /^This was made with an AudioPod key that’s no longer connected\. Cost: .* An admin can connect a key of that account again\./,
    );

    const { key: again } = await here().connect();
    const found = await fetched(lost);
    assert.deepEqual([found.work.stage, found.keyId], ['encoded', again.id]);
    const source = { kind: 'result', jobId: fresh.id, output: 'speech', name: 'speech' } as const;
    const next = await run({ service: 'denoise', source });
    assert.equal(next.work.stage, 'encoded', JSON.stringify(next.work));
    await world.services.keys.disconnect(ADMIN);
  });

  it('goes on for the jobs that began with it when it is disconnected, through a crash, and is then erased', async () => {
    const { key } = await here().connect();
    const spent = { own: here().own.figures().spentCents, operator: here().operator.figures().spentCents };
    here().world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    const { id } = await here().world.jobs.start(stemsOf(await attachSong(here().world, 3)), 'Song', ORIGIN);
    const { submissions } = await here().world.settled(id, ({ work }) => work.stage === 'watching');

    assert.deepEqual(await here().world.services.keys.disconnect(ADMIN), { lastFour: '_one', jobs: 1 });
    assert.equal((await here().world.store.rules.tenant(ORIGIN.tenant)).key, undefined);
    assert.equal(await codeOf(here().world.services.keys.disconnect(ADMIN)), 'own-key-none');
    const after = await here().run(speech());
    assert.equal(after.keyId, undefined);
    assert.ok(here().operator.figures().spentCents > spent.operator);
    await here().world.services.keys.sweep();
    assert.notEqual(await here().world.store.keys.get(key.id), undefined, 'a job in flight still needs it');

    await here().world.kill();
    assert.ok(here().world.sandbox.control.jobs.release('stems', Number(submissions[0]?.providerId)));
    const job = await here().world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.delivery.state, 'done');
    assert.equal(here().own.figures().spentCents, spent.own + 1);
    await gone(key.id);
  });

  it('is subject to the limits that are set for the tenant', async () => {
    await here().connect();
    const by = { member: ADMIN.member, nowMs: 1 };
    const perJob = (amount: 'default' | ReturnType<typeof fromCents>) =>
      here().world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
        ...rules,
        limits: { ...rules.limits, perJob: amount },
      }));
    await perJob(fromCents(0));
    const before = here().own.figures();
    const job = await here().run(speech());
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-limit');
    assert.deepEqual(here().own.figures(), before);
    await perJob('default');
  });

  it('is told apart from the operator’s when AudioPod refuses it or its wallet is empty', async () => {
    const before = here().operator.figures();
    here().own.setAvailableCents(0);
    const poor = await here().run(speech());
    here().own.setAvailableCents(500);
    here().world.sandbox.control.settings.change({ keys: [here().world.sandbox.apiKey] });
    const refused = await here().run(speech());
    here().world.sandbox.control.settings.change({ keys: 'any' });
    for (const [job, code] of [
      [poor, 'audiopod-balance'],
      [refused, 'audiopod-unauthorized'],
    ] as const) {
      assert.ok(job.work.stage === 'failed');
      assert.deepEqual([job.work.failure.code, job.work.failure.facts['ownKey']], [code, true]);
      assert.match(outcomeText(job), /connected (API )?key/);
      assert.equal(job.money.state, 'released');
    }
    assert.deepEqual(here().operator.figures(), before);
    assert.deepEqual(here().world.platform.told, [], 'it is not the owners’ to mend');
  });

  it('is not stood in for by the operator’s wallet when no SECRET_KEY opens it any more', async () => {
    const { key } = await here().connect();
    const { sealed } = (await here().world.store.keys.get(key.id)) ?? assert.fail();
    await here().world.store.keys.reseal(key.id, sealed, `${sealed.slice(0, -4)}AAAA`);
    const before = here().operator.figures();
    const job = await here().run(speech());
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'own-key-lost');
    assert.equal(job.money.state, 'released');
    await here().world.services.keys.sweep();
    assert.ok(
      here().logged.some((line) => line.startsWith('own-key-unreadable') && line.includes(ORIGIN.tenant)),
    );
    await here().world.store.keys.remove(key.id);
    const none = await here().run(speech());
    assert.equal(none.work.stage === 'failed' && none.work.failure.code, 'own-key-lost');
    assert.deepEqual(here().operator.figures(), before);
    await here().world.services.keys.disconnect(ADMIN);
    assert.equal((await here().run(speech())).work.stage, 'encoded');
  });

  it('has what failed with another key submitted again, since no other account knows of it', async () => {
    await here().connect(OTHER_KEY);
    here().world.sandbox.control.faults.add({ on: 'music.submit', fault: { kind: 'fail' } });
    const failed = await here().run(music());
    assert.equal(failed.work.stage === 'failed' && failed.work.failure.code, 'job-failed');
    const { key } = await here().connect();
    here().world.sandbox.control.requests.clear();
    const again = await here().world.settled((await here().world.jobs.retry(failed.id, ORIGIN)).id);
    assert.deepEqual([again.work.stage, again.keyId], ['encoded', key.id]);
    const operations = here()
      .world.sandbox.control.requests.list()
      .map(({ operation }) => operation);
    assert.ok(operations.includes('music.submit') && !operations.includes('music.retry'));
    await here().world.services.keys.disconnect(ADMIN);
  });

  it('makes voices that live in its account, and are spoken with, and deleted, with it alone', async () => {
    const seeker = () => seekerOf(here().world.store, ORIGIN);
    const find = () => here().world.services.voices.find('Night Desk', seeker());
    const { key } = await here().connect();
    const source = await attachSong(here().world, 8, 'sample.wav');
    const consent = { member: ORIGIN.member, atMs: 1 };
    const made = await here().run({ service: 'clone', source, name: 'Night Desk', consent });
    assert.equal(made.work.stage, 'encoded', JSON.stringify(made.work));
    const voice = await find();
    const spoken = await here().run({
      ...speech(),
      voice: { id: voice.uuid ?? voice.id, name: voice.displayName },
    });
    assert.deepEqual([spoken.work.stage, spoken.keyId], ['encoded', key.id]);

    await here().world.services.keys.disconnect(ADMIN);
    assert.equal(await codeOf(find()), 'voice-other-key');
    const forgotten = await here().world.services.voices.remove('Night Desk', seeker(), false);
    assert.equal(forgotten.isGoneThere, false);
    await here().connect();
    assert.equal(await codeOf(find()), 'voice-unknown', 'only what was made here is seen of an account');
    await here().world.services.keys.disconnect(ADMIN);
  });

  it('is written down nowhere in the clear, and audited without itself', () => assertWrittenNowhere(here()));
});
