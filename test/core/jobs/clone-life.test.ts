import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { jobPage } from '../../../src/commands/jobs/job-page.ts';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import type { AttachmentRef, CloneRequest } from '../../../src/core/model/job/request.ts';
import { fromCents, fromDollars, ZERO } from '../../../src/core/model/money/money.ts';
import { askedText, outcomeText } from '../../../src/core/text/outcome.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { seekerOf } from '../../fakes/voice-seeker.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

const ELSEWHERE = { ...ORIGIN, tenant: 'fake:elsewhere' };
const CONSENT = { member: ORIGIN.member, atMs: 1_774_000_000_000 };

function clone(source: AttachmentRef, name = 'Night Desk'): CloneRequest {
  return { service: 'clone', source, name, description: 'low, calm', consent: CONSENT };
}

function submits(world: World): number {
  return Object.values(world.sandbox.control.jobs.submits()).reduce((sum, count) => sum + count, 0);
}

describe('the life of a clone', () => {
  it('makes a voice that its tenant, and no other, can speak with', async () => {
    await using world = await startWorld();
    const voices = world.services.voices;
    // The list is kept from before the voice is made.
    await voices.search('', 100, seekerOf(world.store, ORIGIN));
    const source = await attachSong(world, 12, 'sample.wav');
    const { id } = await world.jobs.start(clone(source), 'Night Desk', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.delivery.state, 'done');
    const [post] = world.platform.posts;
    assert.deepEqual(post?.files, []);
    assert.deepEqual(post.actions, []);
    const shown = world.platform.progress.map(({ text }) => text).join('\n');
    assert.match(shown, /Cloning the voice…/);
    assert.doesNotMatch(shown, /Converting/);
    assert.equal(
      post.text,
      'The voice “Night Desk” is ready. Try it: `/tts voice:"Night Desk" Hello`. Cost: $0.01.',
    );
    assert.deepEqual(await world.store.clones.ofTenant(ORIGIN.tenant), [
      {
        jobId: id,
        tenant: ORIGIN.tenant,
        member: ORIGIN.member,
        voiceId: job.submissions[0]?.providerId,
        name: 'Night Desk',
        consent: CONSENT,
        state: 'ready',
      },
    ]);
    const found = await voices.find('night desk', seekerOf(world.store, ORIGIN));
    assert.equal(found.isCustom, true);
    const elsewhere = voices.find('night desk', seekerOf(world.store, ELSEWHERE));
    await assert.rejects(elsewhere, { code: 'voice-unknown' });

    const voice = { id: found.uuid ?? found.id, name: found.displayName };
    const spoken = await world.jobs.start({ ...speech(), voice }, 'Hello', ORIGIN);
    assert.equal((await world.settled(spoken.id)).work.stage, 'encoded');
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged(world) });
    await nothingLeftBehind(world);
  });

  it('asks before it submits, reserves nothing and keeps no file meanwhile, and notes who confirmed when', async () => {
    await using world = await startWorld({ speedUp: 20 });
    const { consent: _given, ...request } = clone(await attachSong(world, 6));
    const { id } = await world.jobs.start(request, 'Night Desk', ORIGIN);
    const asking = await world.settled(id, ({ work }) => work.stage === 'confirming');
    await world.settled(id, () => world.platform.progress.at(-1)?.actions.length === 2);
    const asked = world.platform.progress.at(-1);
    assert.match(
      asked?.text ?? '',
      /^Is “Night Desk” your own voice, or .* The bot records who confirms it and when\. Up to \$0\.01, which/,
    );
    const price = asking.quote?.amount ?? ZERO;
    assert.deepEqual(asked?.actions, [
      { kind: 'confirm', jobId: id, amount: price },
      { kind: 'cancel', jobId: id },
    ]);
    assert.equal(submits(world), 0);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
    await nothingLeftBehind(world);
    await assert.rejects(world.jobs.confirm(id, price, { ...ORIGIN, member: 'fake:other' }), {
      code: 'job-not-yours',
    });
    const pressedMs = world.clock.now();
    await world.jobs.confirm(id, price, ORIGIN);
    const done = await world.settled(id);
    assert.equal(done.work.stage, 'encoded', JSON.stringify(done.history));
    const [made] = await world.store.clones.ofTenant(ORIGIN.tenant);
    assert.equal(made?.consent.member, ORIGIN.member);
    assert.ok(made.consent.atMs >= pressedMs && made.consent.atMs <= world.clock.now());
  });

  it('is given up without consent after a quarter of an hour, free of charge, and a retry asks again', async () => {
    await using world = await startWorld({ speedUp: 4_000 });
    const { consent: _given, ...request } = clone(await attachSong(world, 6));
    const { id } = await world.jobs.start(request, 'Night Desk', ORIGIN);
    const { work } = await world.settled(id);
    assert.deepEqual(work, { stage: 'cancelled', reason: 'not-confirmed' });
    await assert.rejects(world.jobs.confirm(id, ZERO, ORIGIN), { code: 'job-already-over' });
    const again = await world.jobs.retry(id, ORIGIN);
    const asking = await world.settled(again.id, (job) => job.work.stage === 'confirming');
    assert.deepEqual(asking.request, request);
    assert.equal(submits(world), 0);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
  });

  it('refuses a sample that is too short or too long before anything is charged or uploaded', async () => {
    await using world = await startWorld({ speedUp: 100 });
    for (const seconds of [4.9, 60.2]) {
      const source = await attachSong(world, seconds, 'sample.wav');
      const { id } = await world.jobs.start(clone(source), 'Night Desk', ORIGIN);
      await world.settled(id);
      assert.match(
        world.platform.posts.at(-1)?.text ?? '',
        new RegExp(`^The sample is ${seconds} seconds long; cloning needs 5–60 seconds\\. Attach`),
      );
    }
    assert.equal(submits(world), 0);
    assert.deepEqual(await world.store.clones.ofTenant(ORIGIN.tenant), []);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
    const longest = await world.jobs.start(clone(await attachSong(world, 60)), 'Night Desk', ORIGIN);
    const job = await world.settled(longest.id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.quote?.amount, fromCents(4), 'four cents a minute');
  });

  it('finds a voice by its job when the answer to its submission was lost, and shows nothing of that to anybody', async () => {
    await using world = await startWorld({ speedUp: 50 });
    const fault = { kind: 'drop', when: 'after' } as const;
    world.sandbox.control.faults.add({ on: 'voice.clone', fault });
    const { id } = await world.jobs.start(clone(await attachSong(world, 6)), 'Night Desk', ORIGIN);
    const job = await world.settled(id);
    assert.deepEqual([job.work.stage, job.money.state], ['encoded', 'settled'], JSON.stringify(job.history));
    assert.ok(job.history.some(({ event }) => event === 'in-doubt'));
    assert.equal(submits(world), 1);
    assert.equal(world.platform.posts.length, 1, 'it was found before anybody had to be told');
    const found = await world.services.voices.find('night desk', seekerOf(world.store, ORIGIN));
    assert.equal(found.description, 'low, calm');
  });

  it('tells what to expect of a voice that may have been made, and stops looking after a day', async () => {
    await using world = await startWorld({ speedUp: 20_000 });
    world.sandbox.control.faults.add({ on: 'voice.clone', fault: { kind: 'drop', when: 'before' } });
    const { id } = await world.jobs.start(clone(await attachSong(world, 6)), 'Night Desk', ORIGIN);
    const told = await world.settled(id, ({ work }) => work.stage === 'submitting' && work.told === true);
    assert.match(
      world.platform.posts[0]?.text ?? '',
      /may have been charged.* If AudioPod created the voice, it appears in `\/voice list` within a day\. \(Job/,
    );
    assert.equal(jobPage(told, { before: 0 }).text, `${askedText(told)}\n${world.platform.posts[0]?.text}`);
    const job = await world.settled(id);
    assert.equal(job.money.state === 'settled' && job.money.basis, 'written-off');
    assert.match(outcomeText(job), /counts as spent/);
    assert.doesNotMatch(outcomeText(job), /within a day/);
    assert.deepEqual(await world.store.clones.ofTenant(ORIGIN.tenant), []);
  });

  it('leaves nothing on record when AudioPod cannot make the voice', async () => {
    await using world = await startWorld();
    world.sandbox.control.faults.add({ on: 'voice.clone', fault: { kind: 'fail', reason: 'Too noisy' } });
    const { id } = await world.jobs.start(clone(await attachSong(world, 6)), 'Night Desk', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'failed');
    assert.deepEqual(await world.store.clones.ofTenant(ORIGIN.tenant), []);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
  });
});

/** Over, or in doubt and told: the two ends that need nobody any more. */
function isAtRest(job: Job): boolean {
  return isJobOver(job) || (job.work.stage === 'submitting' && job.work.told === true);
}

/** As with other jobs, dying before a save is the harder half; the other runs with `npm run prove`. */
const SIDES = process.env['PROVE'] === undefined ? (['before'] as const) : (['before', 'after'] as const);

describe('a process that dies at any save of a clone', () => {
  let world: World;
  let source: AttachmentRef;
  before(async () => {
    world = await startWorld({ speedUp: 100, limits: { memberDaily: fromDollars(9) } });
    source = await attachSong(world, 6);
  });
  after(() => world[Symbol.asyncDispose]());

  for (const side of SIDES) {
    for (let transaction = 1; transaction <= 9; transaction += 1) {
      it(`submits once and knows whose the voice is, when it dies ${side} save ${transaction}`, async () => {
        const submitted = submits(world);
        const posts = world.platform.posts.length;
        let died = Promise.resolve();
        await world.kill((dependencies) => {
          const crashing = crashingStore(dependencies.store, { transaction, side });
          died = crashing.died;
          return { ...dependencies, store: crashing.store };
        });
        const { id } = await world.jobs.start(clone(source), 'Night Desk', ORIGIN);
        const ended = world.settled(id, isAtRest).then(() => 'ended');
        if ((await Promise.race([died.then(() => 'died'), ended])) === 'died') await world.kill();
        await ended;
        const job = await world.settled(id, isAtRest);
        const clones = await world.store.clones.ofTenant(ORIGIN.tenant);
        const own = clones.filter(({ jobId }) => jobId === id);
        assert.ok(submits(world) - submitted <= 1);
        assert.equal(world.platform.posts.length, posts + 1, 'one message, whatever the outcome');
        if (job.work.stage === 'submitting') {
          assert.deepEqual(own, [], 'a voice that may not be there is nobody’s');
        } else {
          assert.equal(job.work.stage, 'encoded');
          assert.deepEqual(
            own.map(({ state, voiceId }) => [state, voiceId]),
            [['ready', job.submissions[0]?.providerId]],
          );
        }
      });
    }
  }
});
