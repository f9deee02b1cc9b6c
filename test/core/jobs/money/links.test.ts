import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import type { Job } from '../../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';
import { fromCents, fromDollars } from '../../../../src/core/model/money/money.ts';
import type { TenantRules } from '../../../../src/core/model/money/spending-rules.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { ORIGIN, speech, stemsOf, transcriptOf, type World } from '../../../fakes/world.ts';
import { postgresHarness, sqliteHarness } from '../../store/harness.ts';
import { heldAndSpent } from '../world-checks.ts';
import { worldOnStore } from './world-on-store.ts';

const LINK = { kind: 'url', url: 'https://example.org/song.mp3' } as const;
const linksOf = (count: number): JobRequest =>
  transcriptOf({
    kind: 'urls',
    urls: Array.from({ length: count }, (_, index) => `https://example.org/${index}.mp3`),
  });

for (const open of [sqliteHarness, postgresHarness]) {
  describe(`what links reserve (${open === sqliteHarness ? 'SQLite' : 'PostgreSQL'})`, () => {
    const opened = worldOnStore(open);
    let store: Store;
    let world: World;
    before(() => {
      ({ store, world } = opened());
    });
    afterEach(async () => {
      world.sandbox.control.faults.clear();
      for (const job of world.sandbox.control.jobs.list('transcription')) {
        world.sandbox.control.jobs.release('transcription', job.id);
      }
    });

    const decide = (change: (limits: TenantRules['limits']) => Partial<TenantRules['limits']>) =>
      store.rules.changeTenant(ORIGIN.tenant, { member: 'admin', nowMs: world.clock.now() }, (rules) => ({
        ...rules,
        limits: { ...rules.limits, ...change(rules.limits) },
      }));
    const allow = (links: boolean) =>
      store.rules.changeTenant(ORIGIN.tenant, { member: 'admin', nowMs: world.clock.now() }, (rules) => ({
        ...rules,
        links,
      }));
    const codeOf = ({ work }: Job) => (work.stage === 'failed' ? work.failure.code : work.stage);
    const ended = async (request: JobRequest): Promise<Job> => {
      const { id } = await world.jobs.start(request, 'Song', ORIGIN);
      return world.settled(id);
    };
    /** How much a job holds while AudioPod works on it. */
    const held = async (request: JobRequest): Promise<number> => {
      world.sandbox.control.faults.add({ on: '*', fault: { kind: 'hold' } });
      const { held: before } = await heldAndSpent(world);
      const { id } = await world.jobs.start(request, 'Talk', ORIGIN);
      await world.settled(id, ({ work }) => work.stage === 'watching');
      const { held: now } = await heldAndSpent(world);
      for (const job of world.sandbox.control.jobs.list('transcription')) {
        world.sandbox.control.jobs.release('transcription', job.id);
      }
      await world.settled(id);
      return now - before;
    };

    it('is a sum of their own for one, what admins set instead, and all that is left where that is less', async () => {
      assert.equal(await held(transcriptOf(LINK)), fromDollars(0.5));
      await decide(() => ({ perLink: fromDollars(0.2) }));
      assert.equal(await held(transcriptOf(LINK)), fromDollars(0.2));
      await decide(() => ({ perLink: 'none' }));
      assert.equal(await held(transcriptOf(LINK)), fromDollars(2), 'then what one job may cost');
      const { spent } = await heldAndSpent(world);
      await decide(() => ({ perLink: 'default', monthly: fromCents(spent / 10_000 + 13) }));
      assert.equal(await held(transcriptOf(LINK)), fromCents(13));
      await decide(() => ({ monthly: 'none' }));
    });

    it('is ten times as much for ten in one command, or nothing', async () => {
      await decide(() => ({ perJob: fromDollars(5) }));
      assert.equal(await held(linksOf(10)), fromDollars(5));
      await decide(() => ({ perJob: fromDollars(4.99) }));
      const job = await ended(linksOf(10));
      assert.equal(codeOf(job), 'links-over-job-limit');
      assert.deepEqual(job.money, { state: 'none' });
      assert.match(
        world.platform.posts.at(-1)?.text ?? '',
        /^10 links reserve \$5\.00 together, but the per-job limit is \$4\.99\. Send fewer .* `\/wallet set-limit per_job:5\.00`/,
      );
      const { spent } = await heldAndSpent(world);
      await decide(() => ({ perJob: fromDollars(5), monthly: fromCents(spent / 10_000 + 499) }));
      assert.equal(codeOf(await ended(linksOf(10))), 'limit-reached', 'ten do not make do with less');
      await decide(() => ({ perJob: 'default', monthly: 'none' }));
    });

    it('is nothing while admins, or the bot owner, have turned them off', async () => {
      const submits = { ...world.sandbox.control.jobs.submits() };
      await allow(false);
      for (const request of [stemsOf(LINK), linksOf(2)])
        assert.equal(codeOf(await ended(request)), 'links-off');
      assert.match(
        world.platform.posts.at(-1)?.text ?? '',
        /^Links are turned off\. .* an admin to set `\/wallet set-limit links:on`/,
      );
      await allow(true);
      await decide(() => ({ perLink: fromCents(0) }));
      assert.equal(codeOf(await ended(stemsOf(LINK))), 'links-off', 'a sum of zero forbids them too');
      await decide(() => ({ perLink: 'default' }));
      const { limits } = world.dependencies;
      await world.kill((dependencies) => ({ ...dependencies, limits: { ...limits, links: false } }));
      assert.equal(codeOf(await ended(stemsOf(LINK))), 'links-off');
      assert.match(world.platform.posts.at(-1)?.text ?? '', /the bot owner to set `LINKS=on`/);
      assert.equal(codeOf(await ended(speech('Hi'))), 'encoded', 'everything else goes on');
      await world.kill();
      assert.deepEqual({ ...world.sandbox.control.jobs.submits(), voice: 0 }, { ...submits, voice: 0 });
    });

    it('is nothing for the rest of the day, once a link has cost more than it reserved', async () => {
      await decide(() => ({ perLink: fromCents(1) }));
      const { money } = await ended(stemsOf(LINK));
      assert.deepEqual(money.state === 'settled' && [money.amount, money.overshoot], [
        fromCents(4),
        fromCents(3),
      ]);
      const submits = { ...world.sandbox.control.jobs.submits() };
      for (const request of [stemsOf(LINK), linksOf(2)]) {
        const refused = await ended(request);
        assert.equal(codeOf(refused), 'link-debt');
        assert.deepEqual(refused.money, { state: 'none' });
        const { text = '', actions } = world.platform.posts.at(-1) ?? {};
        assert.match(
          text,
          /^An earlier link cost \$0\.03 more than was reserved, so no more links can start until/,
        );
        const path = request.service === 'stems' ? 'stems' : 'transcribe';
        assert.deepEqual(actions, [{ kind: 'run', path }], 'a file can help, and trying again cannot');
      }
      assert.deepEqual(world.sandbox.control.jobs.submits(), submits);
      assert.equal(codeOf(await ended(speech('Hi'))), 'encoded');
    });
  });
}
