import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AudioPodError } from '../../../src/core/audiopod/transport/audiopod-error.ts';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { SpeechRequest } from '../../../src/core/model/job/request.ts';
import { speechParts } from '../../../src/core/model/job/speech-text.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, speech, startWorld, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { decode } from '../../sandbox/sound.ts';

/** Long by its blanks, so that little has to be spoken. */
const SENTENCES = [
  'One is first.',
  'Two is second.',
  'Three is third.',
  'Four is fourth.',
  'Five is fifth.',
  'Six is sixth.',
  'Seven is last.',
];
const LONG_TEXT = SENTENCES.join(' '.repeat(2_400));
const PARTS = speechParts(LONG_TEXT).length;
const words = (sent: readonly string[]): string => sent.join(' ').replaceAll(/\s+/g, ' ');

async function heldAndSpent(world: World): Promise<{ held: number; spent: number }> {
  const scopes = scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now());
  const [month] = await world.store.ledger.totals(scopes.filter((one) => one.scope === 'tenant-month'));
  return { held: month?.held ?? 0, spent: month?.spent ?? 0 };
}

async function longSpeech(world: World): Promise<SpeechRequest> {
  const path = join(world.folder, 'book.txt');
  await writeFile(path, LONG_TEXT);
  return { ...speech(), speed: 1, text: await world.platform.attach(path, 'book.txt') };
}

/** What the parts cost together: never less than AudioPod charged, never more than was reserved. */
function costOf(world: World, job: Job): number {
  const cost = job.submissions.reduce((sum, one) => sum + (one.cost?.amount ?? 0), 0);
  const charged = world.sandbox.control.wallet.usage().reduce((sum, { cents }) => sum + fromCents(cents), 0);
  assert.ok(charged > 0 && cost >= charged && cost <= (job.quote?.amount ?? 0), `${charged} ${cost}`);
  return cost;
}

/** Counts what is sent, and can break the sending of one part. */
function countingParts(sent: string[], breakAt?: (part: number) => Error | undefined) {
  return (dependencies: JobDependencies): JobDependencies =>
    withService(dependencies, 'voice', (voice) => ({
      async generate(text, manner, signal) {
        sent.push(text);
        const error = breakAt?.(sent.length);
        if (error !== undefined) throw error;
        return voice.generate(text, manner, signal);
      },
    }));
}

describe('speech longer than AudioPod speaks at once', () => {
  it('is spoken in order as several submissions with one price, and comes as one gapless m4a', async () => {
    const sent: string[] = [];
    await using world = await startWorld({ speedUp: 20 }, countingParts(sent));
    const { id } = await world.jobs.start(await longSpeech(world), 'book', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    assert.equal(words(sent), SENTENCES.join(' '));
    assert.ok(sent.length >= 3);
    const [post, ...others] = world.platform.posts;
    assert.equal(others.length, 0);
    assert.deepEqual(
      post?.files.map(({ fileName }) => fileName),
      ['book.m4a'],
    );
    const spoken = job.submissions.reduce((sum, one) => sum + (one.durationSeconds ?? 0), 0);
    const { seconds, rms } = await decode(post?.copies[0] ?? '');
    assert.ok(Math.abs(seconds - spoken) < 1, `${seconds} s of ${spoken} s`);
    assert.ok(rms > 0.01);
    assert.equal(job.money.state, 'settled');
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: costOf(world, job) });
  });

  it('goes on with the next part after the process was killed, and repeats none', async () => {
    const sent: string[] = [];
    await using world = await startWorld({ speedUp: 20 }, countingParts(sent));
    const { id } = await world.jobs.start(await longSpeech(world), 'book', ORIGIN);
    const { control } = world.sandbox;
    // Each part waits until it is released: a kill at a submission itself would leave that part in doubt.
    control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    for (let part = 1; part <= PARTS; part += 1) {
      const { submissions } = await world.settled(id, (job) => job.submissions.length === part);
      await world.kill(countingParts(sent));
      control.jobs.release('voice', Number(submissions.at(-1)?.providerId));
    }
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    assert.equal(words(sent), SENTENCES.join(' '));
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: costOf(world, job) });
  });

  it('costs what was spoken when a later part fails, and gives the rest back', async () => {
    await using world = await startWorld({ speedUp: 20 });
    const { id } = await world.jobs.start(await longSpeech(world), 'book', ORIGIN);
    await world.settled(id, (job) => job.submissions.some(isCompleted));
    world.sandbox.control.faults.add({
      times: 'lasting',
      fault: { kind: 'fail', reason: 'The voice broke.' },
    });
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-failed');
    assert.equal(job.money.state, 'settled');
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: costOf(world, job) });
    assert.match(world.platform.posts[0]?.text ?? '', /Cost: \$/);
  });

  it('keeps all of its money in doubt when the answer to a later part is lost', async () => {
    const sent: string[] = [];
    const lost = new AudioPodError('audiopod-unreachable', 'lost', { outcome: 'unknown' });
    await using world = await startWorld(
      { speedUp: 20 },
      countingParts(sent, (part) => (part === 2 ? lost : undefined)),
    );
    const { id } = await world.jobs.start(await longSpeech(world), 'book', ORIGIN);
    const job = await world.settled(id, (one) => one.work.stage === 'submitting' && one.work.told === true);
    assert.equal(job.money.state, 'in-doubt');
    assert.equal(sent.length, 2);
    assert.deepEqual(await heldAndSpent(world), { held: job.quote?.amount ?? 0, spent: 0 });
  });

  it('costs what was spoken when it is stopped between two parts', async () => {
    const sent: string[] = [];
    const busy = new AudioPodError('audiopod-busy', 'busy', { outcome: 'refused' });
    await using world = await startWorld(
      { speedUp: 20 },
      countingParts(sent, (part) => (part === 2 ? busy : undefined)),
    );
    const { id } = await world.jobs.start(await longSpeech(world), 'book', ORIGIN);
    await world.settled(id, (one) => one.submissions.some(isCompleted) && one.attempt > 0);
    await world.jobs.cancel(id, ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'cancelled');
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: costOf(world, job) });
  });
});

function isCompleted(submission: Job['submissions'][number]): boolean {
  return submission.state === 'completed';
}
