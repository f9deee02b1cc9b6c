import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WalletControl } from '../../../sandbox/control/control.ts';
import { BotError } from '../../../src/core/errors.ts';
import { isJobOver, type Job } from '../../../src/core/jobs/job.ts';
import type { Origin } from '../../../src/core/jobs/origin.ts';
import type { JobRequest } from '../../../src/core/jobs/request.ts';
import type { Log, LogFields } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';
import { outcomeText } from '../../../src/core/text/outcome.ts';
import { scopesFor } from '../../../src/core/wallet/limits.ts';
import { fromCents } from '../../../src/core/wallet/money.ts';
import { music, ORIGIN, speech, startWorld, stemsOf, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { attachSong } from '../jobs/world-checks.ts';

const signal = new AbortController().signal;
const ADMIN: Origin = { ...ORIGIN, member: 'fake:admin' };
const ELSEWHERE: Origin = { ...ORIGIN, tenant: 'fake:elsewhere' };
const KEY = 'ap_own_5ecre7_number_one';
const OTHER_KEY = 'ap_own_5ecre7_number_two';

/** One world for all tests: what they leave behind is searched for the keys at the end. */
let world: World;
let own: WalletControl;
const logged: string[] = [];

before(async () => {
  world = await startWorld({ log: recordingLog() });
  own = world.sandbox.control.accounts.open(KEY, 500);
  world.sandbox.control.accounts.open(OTHER_KEY, 500);
});
after(() => world[Symbol.asyncDispose]());

function recordingLog(): Log {
  const write = ({ error, ...fields }: LogFields, event: string): void => {
    logged.push(
      `${event} ${JSON.stringify(fields)} ${error instanceof Error ? `${error.stack} ${error.cause}` : ''}`,
    );
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}

const connect = (key = KEY, by = ADMIN) => world.services.keys.connect(new Secret(key), by, signal);
const operator = (): WalletControl => world.sandbox.control.wallet;

async function run(request: JobRequest, origin = ORIGIN): Promise<Job> {
  return world.settled((await world.jobs.start(request, 'Hello', origin)).id);
}

async function gone(keyId: string): Promise<void> {
  const deadline = AbortSignal.timeout(10_000);
  while ((await world.store.keys.get(keyId)) !== undefined) await world.clock.sleep(100, deadline);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof BotError ? error.code : assert.fail(String(error))),
  );
}

describe('a tenant’s own AudioPod key', () => {
  it('pays for the jobs that begin after it was connected, while the operator’s wallet is left alone', async () => {
    const before = operator().figures();
    const { key, balance } = await connect(`  ${KEY}\n`);
    assert.deepEqual([key.lastFour, balance.balance], ['_one', fromCents(500)]);
    assert.deepEqual((await world.store.rules.tenant(ORIGIN.tenant)).key, key);

    const job = await run(stemsOf(await attachSong(world, 3)));
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.keyId, key.id);
    assert.deepEqual(operator().figures(), before);
    assert.equal(own.figures().spentCents, 1);
    assert.equal(job.money.state === 'settled' && job.money.amount, fromCents(1));
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now());
    const spent = new Map((await world.store.ledger.totals(scopes)).map((one) => [one.scope, one.spent]));
    assert.deepEqual([spent.get('operator-month'), spent.get('tenant-month')], [0, fromCents(1)]);

    const elsewhere = await run(speech(), ELSEWHERE);
    assert.equal(elsewhere.keyId, undefined);
    assert.equal(own.figures().spentCents, 1);
    assert.ok(operator().figures().spentCents > before.spentCents);
  });

  it('reads an earlier result with the key that made it, and works on it with the one that pays now', async () => {
    const [earlier] = await world.jobs.list(ORIGIN, 1);
    assert.ok(earlier !== undefined);
    const first = earlier.keyId ?? assert.fail();
    const { key, replaced } = await connect(OTHER_KEY);
    assert.deepEqual(replaced, { lastFour: '_one', jobs: 0 });
    assert.equal(await world.store.keys.get(first), undefined);

    const source = { kind: 'result', jobId: earlier.id, output: 'vocals', name: 'vocals' } as const;
    const late = await run({ service: 'denoise', source });
    assert.equal(late.work.stage === 'failed' && late.work.failure.code, 'own-key-gone');
    assert.equal(late.money.state, 'none');
    assert.equal(await codeOf(world.jobs.fetch(earlier.id, ORIGIN)), 'own-key-gone');
    assert.equal((await world.store.jobs.get(earlier.id))?.work.stage, 'encoded');
    assert.equal(await world.services.eraser.erase(earlier.id, ORIGIN, signal), 'key-gone');

    const made = await run(stemsOf(await attachSong(world, 3)));
    assert.equal(made.keyId, key.id);
    const next = await run({ service: 'denoise', source: { ...source, jobId: made.id } });
    assert.equal(next.work.stage, 'encoded', JSON.stringify(next.work));
  });

  it('goes on for the jobs that began with it when it is disconnected, through a crash, and is then erased', async () => {
    const { key } = await connect();
    const spent = { own: own.figures().spentCents, operator: operator().figures().spentCents };
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    const { id } = await world.jobs.start(stemsOf(await attachSong(world, 3)), 'Song', ORIGIN);
    const { submissions } = await world.settled(id, ({ work }) => work.stage === 'watching');

    assert.deepEqual(await world.services.keys.disconnect(ADMIN), { lastFour: '_one', jobs: 1 });
    assert.equal((await world.store.rules.tenant(ORIGIN.tenant)).key, undefined);
    assert.equal(await codeOf(world.services.keys.disconnect(ADMIN)), 'own-key-none');
    const after = await run(speech());
    assert.equal(after.keyId, undefined);
    assert.ok(operator().figures().spentCents > spent.operator);
    await world.services.keys.sweep();
    assert.notEqual(await world.store.keys.get(key.id), undefined, 'a job in flight still needs it');

    await world.kill();
    assert.ok(world.sandbox.control.jobs.release('stems', Number(submissions[0]?.providerId)));
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.delivery.state, 'done');
    assert.equal(own.figures().spentCents, spent.own + 1);
    await gone(key.id);
  });

  it('is erased by the sweep where a process died before it could', async () => {
    const { key } = await connect();
    await world.store.rules.changeTenant(ORIGIN.tenant, { member: 'fake:admin', nowMs: 1 }, (rules) => {
      const { key: _gone, ...others } = rules;
      return others;
    });
    await world.services.keys.sweep();
    assert.equal(await world.store.keys.get(key.id), undefined);
  });

  it('is subject to the limits that are set for the tenant', async () => {
    await connect();
    const by = { member: ADMIN.member, nowMs: 1 };
    const perJob = (amount: 'default' | ReturnType<typeof fromCents>) =>
      world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
        ...rules,
        limits: { ...rules.limits, perJob: amount },
      }));
    await perJob(fromCents(0));
    const before = own.figures();
    const job = await run(speech());
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-limit');
    assert.deepEqual(own.figures(), before);
    await perJob('default');
  });

  it('is told apart from the operator’s when AudioPod refuses it or its wallet is empty', async () => {
    const before = operator().figures();
    own.setAvailableCents(0);
    const poor = await run(speech());
    own.setAvailableCents(500);
    world.sandbox.control.settings.change({ keys: [world.sandbox.apiKey] });
    const refused = await run(speech());
    world.sandbox.control.settings.change({ keys: 'any' });
    for (const [job, code] of [
      [poor, 'audiopod-balance'],
      [refused, 'audiopod-unauthorized'],
    ] as const) {
      assert.ok(job.work.stage === 'failed');
      assert.deepEqual([job.work.failure.code, job.work.failure.facts['ownKey']], [code, true]);
      assert.match(outcomeText(job), /key that is connected here/);
      assert.equal(job.money.state, 'released');
    }
    assert.deepEqual(operator().figures(), before);
    assert.deepEqual(world.platform.told, [], 'it is not the owners’ to mend');
  });

  it('is not stood in for by the operator’s wallet when no SECRET_KEY opens it any more', async () => {
    const { key } = await connect();
    const { sealed } = (await world.store.keys.get(key.id)) ?? assert.fail();
    await world.store.keys.reseal(key.id, sealed, `${sealed.slice(0, -4)}AAAA`);
    const before = operator().figures();
    const job = await run(speech());
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'own-key-lost');
    assert.equal(job.money.state, 'released');
    await world.services.keys.sweep();
    assert.ok(logged.some((line) => line.startsWith('own-key-unreadable') && line.includes(ORIGIN.tenant)));
    await world.store.keys.remove(key.id);
    const none = await run(speech());
    assert.equal(none.work.stage === 'failed' && none.work.failure.code, 'own-key-lost');
    assert.deepEqual(operator().figures(), before);
    await world.services.keys.disconnect(ADMIN);
    assert.equal((await run(speech())).work.stage, 'encoded');
  });

  it('is kept only once AudioPod has accepted it', async () => {
    const { keys } = world.services;
    const give = (text: string) => codeOf(keys.connect(new Secret(text), ADMIN, signal));
    assert.equal(await give('sk-something-else'), 'own-key-unfit');
    assert.equal(await give('ap_short'), 'own-key-unfit');
    assert.equal(await give(world.sandbox.apiKey), 'own-key-operators');
    world.sandbox.control.settings.change({ keys: [KEY] });
    assert.equal(await give('ap_unknown_5ecre7'), 'own-key-refused');
    world.sandbox.control.settings.change({ keys: 'any' });
    const fault = world.sandbox.control.faults.add({
      on: 'wallet.balance',
      times: 'lasting',
      fault: { kind: 'status', status: 503 },
    });
    assert.equal(await give(KEY), 'own-key-unchecked');
    world.sandbox.control.faults.remove(fault.id);
    const slow = world.sandbox.control.faults.add({
      on: 'wallet.balance',
      fault: { kind: 'slow', delayMs: 3_600_000, when: 'before' },
    });
    const patience = AbortSignal.timeout(100);
    assert.equal(await codeOf(keys.connect(new Secret(KEY), ADMIN, patience)), 'own-key-unchecked');
    world.sandbox.control.faults.remove(slow.id);
    assert.deepEqual(await world.store.keys.all(), []);
    assert.equal((await world.store.rules.tenant(ORIGIN.tenant)).key, undefined);
  });

  it('has a balance that its tenant can ask for, with a way to top it up where AudioPod says one', async () => {
    assert.equal(await world.services.keys.wallet(ORIGIN.tenant, signal), undefined);
    await connect();
    own.setAvailableCents(42);
    const found = await world.services.keys.wallet(ORIGIN.tenant, signal);
    assert.equal(found?.balance.balance, fromCents(42));
    assert.match(found?.topUpUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+\/checkout\/./);
    world.sandbox.control.faults.add({ on: 'wallet.top-up', fault: { kind: 'status', status: 404 } });
    assert.equal((await world.services.keys.wallet(ORIGIN.tenant, signal))?.topUpUrl, undefined);
    assert.equal(await world.services.keys.wallet(ELSEWHERE.tenant, signal), undefined);
    await world.services.keys.disconnect(ADMIN);
  });

  it('has what failed with another key handed over anew, since no other account knows of it', async () => {
    await connect(OTHER_KEY);
    world.sandbox.control.faults.add({ on: 'music.submit', fault: { kind: 'fail' } });
    const failed = await run(music());
    assert.equal(failed.work.stage === 'failed' && failed.work.failure.code, 'job-failed');
    const { key } = await connect();
    world.sandbox.control.requests.clear();
    const again = await world.settled((await world.jobs.retry(failed.id, ORIGIN)).id);
    assert.deepEqual([again.work.stage, again.keyId], ['encoded', key.id]);
    const operations = world.sandbox.control.requests.list().map(({ operation }) => operation);
    assert.ok(operations.includes('music.submit') && !operations.includes('music.retry'));
    await world.services.keys.disconnect(ADMIN);
  });

  it('makes voices that live in its account, and are spoken with, and deleted, with it alone', async () => {
    const find = () => world.services.voices.find('Night Desk', ORIGIN, signal);
    const { key } = await connect();
    const source = await attachSong(world, 8, 'sample.wav');
    const consent = { member: ORIGIN.member, atMs: 1 };
    const made = await run({ service: 'clone', source, name: 'Night Desk', consent });
    assert.equal(made.work.stage, 'encoded', JSON.stringify(made.work));
    const voice = await find();
    const spoken = await run({ ...speech(), voice: { id: voice.uuid ?? voice.id, name: voice.displayName } });
    assert.deepEqual([spoken.work.stage, spoken.keyId], ['encoded', key.id]);

    await world.services.keys.disconnect(ADMIN);
    assert.equal(await codeOf(find()), 'voice-other-key');
    const forgotten = await world.services.voices.remove('Night Desk', ORIGIN, false, signal);
    assert.equal(forgotten.isGoneThere, false);
    await connect();
    assert.equal(await codeOf(find()), 'voice-unknown', 'only what was made here is seen of an account');
    await world.services.keys.disconnect(ADMIN);
  });

  it('is written down nowhere in the clear, and audited without itself', async () => {
    const changes = await world.store.rules.changes(ORIGIN.tenant, 100);
    assert.ok(
      changes.some(
        ({ what, after, member }) => what === 'key.lastFour' && after === '"_one"' && member === ADMIN.member,
      ),
    );
    const jobs = await world.store.jobs.list({ tenant: ORIGIN.tenant, limit: 100 });
    assert.ok(jobs.every(isJobOver));
    const told = JSON.stringify([changes, jobs, world.platform.posts, world.platform.progress, logged]);
    assert.ok(told.includes('_one') && !told.includes('5ecre7'));
    const files = (await readdir(world.folder)).filter((name) => name.startsWith('bot.sqlite'));
    assert.ok(files.length > 0);
    for (const name of files) {
      assert.ok(!(await readFile(join(world.folder, name))).includes('5ecre7'), name);
    }
  });
});
