import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { music, ORIGIN, startWorld, type World } from '../../fakes/world.ts';
import { decode } from '../../sandbox/sound.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

describe('the life of a job that makes one sound', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 40 });
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => world.sandbox.control.faults.clear());

  async function finished(request: JobRequest, title = 'My sound') {
    const { id } = await world.jobs.start(request, title, ORIGIN);
    const job = await world.settled(id);
    const post = world.platform.posts.at(-1);
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    assert.ok(post);
    return { job, post };
  }

  it('brings music from a request to one audible m4a of the length asked for, at no more than the quote', async () => {
    const before = await heldAndSpent(world);
    const chargedBefore = charged(world);
    const { job, post } = await finished(music({ durationSeconds: 12 }));
    assert.deepEqual(
      post.files.map(({ fileName, mimeType }) => [fileName, mimeType]),
      [['My-sound.m4a', 'audio/mp4']],
    );
    assert.match(post.text, /^My sound: song \(0:12\)\. Cost: \$0\.01\.$/);
    assert.equal(post.picture?.title, 'Waveforms of My sound: music');
    const sound = await decode(post.copies[0] ?? '');
    assert.ok(Math.abs(sound.seconds - 12) < 0.2 && sound.rms > 0.01, `${sound.seconds} s, ${sound.rms}`);
    assert.deepEqual(
      post.actions.map((action) => (action.kind === 'next' ? action.step : action.kind)),
      ['run', 'stems', 'transcribe'],
    );
    assert.equal(job.money.state === 'settled' && job.money.basis, 'measured-duration');
    const { held, spent } = await heldAndSpent(world);
    assert.equal(held, 0);
    assert.equal(spent - before.spent, charged(world) - chargedBefore);
    assert.ok(spent - before.spent <= (job.quote?.amount ?? 0));
    await nothingLeftBehind(world);
  });

  it('makes every kind of music that people can ask for', async () => {
    const source = await attachSong(world, 5, 'start.wav');
    const lyrics = '[verse]\nThe lamps are lit along the quay';
    const kinds = new Map<string, JobRequest>([
      ['rap', music({ task: 'text2rap', lyrics })],
      ['instrumental', music({ task: 'prompt2instrumental', genre: 'Jazz' })],
      ['vocals', music({ task: 'lyric2vocals', lyrics })],
      ['sample', music({ task: 'text2samples', durationSeconds: 3 })],
      ['remix', music({ task: 'audio2audio', source })],
      ['bloom', { service: 'music', task: 'songbloom', lyrics, durationSeconds: 10, source }],
    ]);
    const started = await Promise.all(
      [...kinds].map(async ([kind, request]) => ({
        kind,
        ...(await world.jobs.start(request, 'Mine', ORIGIN)),
      })),
    );
    for (const { id, kind } of started) {
      await world.settled(id);
      const post = world.platform.posts.find(({ jobId }) => jobId === id);
      assert.ok(post, kind);
      assert.ok(post.text.startsWith(`Mine: ${kind} (`), post.text);
      assert.equal(post.files.length, 1, kind);
    }
    await nothingLeftBehind(world);
  });

  it('takes the noise out of a recording and shows it beside what it was', async () => {
    const before = await heldAndSpent(world);
    const source = await attachSong(world, 15, 'noisy.mp3');
    const { job, post } = await finished({ service: 'denoise', source }, 'noisy');
    assert.deepEqual(
      post.files.map((file) => file.fileName),
      ['noisy.m4a'],
    );
    assert.match(post.text, /^noisy without noise \(0:15\)\. Cost: \$0\.01\.$/);
    assert.equal(post.picture?.title, 'Waveforms of noisy: original, noise removed');
    const sound = await decode(post.copies[0] ?? '');
    assert.ok(Math.abs(sound.seconds - 15) < 0.3 && sound.rms > 0.01, `${sound.seconds} s, ${sound.rms}`);
    assert.equal(job.quote?.amount, fromCents(1), 'AudioPod’s own price, by the length that was measured');
    assert.equal(job.money.state === 'settled' && job.money.basis, 'measured-duration');
    assert.equal((await heldAndSpent(world)).spent - before.spent, fromCents(1));
    await nothingLeftBehind(world);
  });

  it('gives the money back when AudioPod cannot do it, and says why', async () => {
    const source = await attachSong(world, 3);
    for (const [on, request] of [
      ['music.submit', music()],
      ['denoiser.submit', { service: 'denoise', source }],
    ] as const) {
      const before = await heldAndSpent(world);
      world.sandbox.control.faults.add({ on, fault: { kind: 'fail', reason: 'Out of tune.' } });
      const { job, post } = await finished(request);
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-failed', on);
      assert.equal(job.money.state, 'released', on);
      assert.match(post.text, /weren’t charged.*“Out of tune\.”/i, on);
      assert.deepEqual(await heldAndSpent(world), before, on);
    }
    await nothingLeftBehind(world);
  });

  it('asks again for a link that is not there yet though AudioPod is done', async () => {
    world.sandbox.control.faults.add({ on: 'music', times: 3, fault: { kind: 'no-url' } });
    const { job } = await finished(music());
    assert.equal(job.work.stage, 'encoded');
    assert.ok(job.history.some((entry) => entry.event === 'retried'));
  });

  it('says that a plan does not allow it, and charges nothing', async () => {
    world.sandbox.control.settings.change({ denoiser: 403 });
    try {
      const before = await heldAndSpent(world);
      const { job, post } = await finished({ service: 'denoise', source: await attachSong(world, 3) });
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'audiopod-forbidden');
      assert.match(post.text, /^The bot’s AudioPod key or plan doesn’t allow this.*weren’t charged/);
      assert.deepEqual(await heldAndSpent(world), before);
    } finally {
      world.sandbox.control.settings.change({ denoiser: 'allowed' });
    }
  });
});

describe('an answer to a submit that was lost', () => {
  it('is found again by the display name of music and the file name of every recording, and nothing is paid twice', async () => {
    await using world = await startWorld({ speedUp: 40 });
    const source = await attachSong(world, 3);
    for (const [service, request] of [
      ['music', music()],
      ['denoiser', { service: 'denoise', source }],
      ['transcription', { service: 'transcription', source, format: 'txt', speakers: false, words: false }],
      ['speaker', { service: 'diarization', source }],
    ] as const) {
      world.sandbox.control.faults.add({ on: `${service}.submit`, fault: { kind: 'drop', when: 'after' } });
      const { id } = await world.jobs.start(request, 'My sound', ORIGIN);
      const job = await world.settled(id);
      assert.equal(job.work.stage, 'encoded', service);
      assert.equal(job.money.state, 'settled', service);
      assert.ok(
        job.history.some((entry) => entry.event === 'in-doubt'),
        service,
      );
      assert.equal(world.sandbox.control.jobs.submits()[service], 1, service);
    }
    assert.equal(world.platform.posts.length, 4);
  });
});
