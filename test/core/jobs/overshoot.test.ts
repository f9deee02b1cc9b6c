import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromCents, fromDollars, type MicroDollars } from '../../../src/core/model/money/money.ts';
import { moneyLines } from '../../../src/core/text/money-lines.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { BUILT_IN, publishedList } from '../../../src/core/wallet/pricing/price-list.ts';
import { music, ORIGIN, speech, startWorld, stemsOf, transcriptOf, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent } from './world-checks.ts';

const transcriptsAt = (cents: number) =>
  publishedList({ transcription: { ratePerMinute: fromCents(cents) } });

const LINK = { kind: 'url', url: 'https://example.org/talk.mp3' } as const;

describe('what a job costs beside what was reserved for it', () => {
  let world: World;
  let prices = BUILT_IN;
  before(async () => {
    world = await startWorld({ speedUp: 100, prices: { current: async () => prices } });
  });
  after(() => world[Symbol.asyncDispose]());

  const settled = async (request: JobRequest): Promise<Job> => {
    const { id } = await world.jobs.start(request, 'Talk', ORIGIN);
    return world.settled(id, ({ money }) => money.state === 'settled');
  };

  const atMost = async (perJob: MicroDollars | 'default'): Promise<void> => {
    const by = { member: 'fake:admin', nowMs: world.clock.now() };
    await world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
      ...rules,
      limits: { ...rules.limits, perJob },
    }));
  };

  const overshoot = async (): Promise<number> => {
    const scopes = scopesFor(ORIGIN, world.dependencies.limits, world.clock.now());
    const totals = await world.store.ledger.totals(scopes);
    return Math.max(...totals.map((one) => one.overshoot));
  };

  it('is priced as AudioPod published when it was quoted, though prices have risen by the time it is done', async () => {
    prices = transcriptsAt(30);
    world.sandbox.control.faults.add({ on: 'transcription.submit', fault: { kind: 'hold' } });
    const { id } = await world.jobs.start(transcriptOf(await attachSong(world, 6.1)), 'Talk', ORIGIN);
    await world.settled(id, ({ work }) => work.stage === 'watching');
    prices = transcriptsAt(100);
    for (const held of world.sandbox.control.jobs.list('transcription')) {
      world.sandbox.control.jobs.release(held.service, held.id);
    }
    const { quote, money } = await world.settled(id, (job) => job.money.state === 'settled');
    prices = BUILT_IN;
    assert.equal(quote?.amount, fromCents(4));
    assert.ok(money.state === 'settled' && money.basis === 'measured-duration');
    assert.deepEqual([money.amount, money.overshoot], [fromCents(4), undefined]);
  });

  it('is never more, of what is attached or typed, whichever service it is', async () => {
    const source = await attachSong(world, 6.1);
    const consent = { member: ORIGIN.member, atMs: 0 };
    const requests: readonly JobRequest[] = [
      speech('Half a dozen words, and 7 more: AAA, BBB, 1,234,567.'),
      stemsOf(source),
      stemsOf(source, 'producer'),
      music({ durationSeconds: 7 }),
      transcriptOf(source, { speakers: true }),
      { service: 'diarization', source },
      { service: 'denoise', source },
      { service: 'clone', source, name: 'Talk', consent },
    ];
    const jobs = await Promise.all(requests.map(settled));
    for (const { request, money, quote } of jobs) {
      assert.ok(money.state === 'settled' && money.overshoot === undefined, request.service);
      assert.ok(money.amount <= (quote?.amount ?? 0), request.service);
    }
    assert.equal(await overshoot(), 0);
    const { held, spent } = await heldAndSpent(world);
    assert.equal(held, 0);
    assert.ok(spent >= charged(world), 'and what AudioPod charged is covered');
  });

  it('is what was reserved, and not the quote, where nothing tells the length', async () => {
    await world.kill((dependencies) => ({
      ...dependencies,
      download: () => Promise.reject(new BotError('result-too-large', 'as told by the test')),
    }));
    const { held, spent } = await heldAndSpent(world);
    const left = fromDollars(0.3);
    const by = { member: 'fake:admin', nowMs: world.clock.now() };
    await world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
      ...rules,
      limits: { ...rules.limits, monthly: fromCents((held + spent + left) / 10_000) },
    }));
    const { money, quote } = await settled(stemsOf(LINK));
    assert.ok(quote !== undefined && quote.amount >= left);
    assert.deepEqual(money.state === 'settled' && [money.amount, money.basis, money.overshoot], [
      left,
      'unmeasured',
      undefined,
    ]);
    await world.kill();
    await world.store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({
      ...rules,
      limits: { ...rules.limits, monthly: 'none' },
    }));
  });

  it('may be more behind a link, which is said, and counted in full', async () => {
    const before = await heldAndSpent(world);
    await atMost(fromCents(1));
    const { money } = await settled({ service: 'denoise', source: LINK });
    assert.ok(money.state === 'settled' && money.basis === 'measured-duration');
    const { overshoot: over = 0 } = money;
    assert.ok(over > 0);
    assert.equal(money.amount, fromCents(1) + over);
    assert.equal((await heldAndSpent(world)).spent - before.spent, money.amount);
    assert.equal(await overshoot(), over);
    assert.match(moneyLines({ money, origin: ORIGIN })[1] ?? '', /^That’s \$0\.0\d over the estimate/);
    await atMost('default');
  });
});
