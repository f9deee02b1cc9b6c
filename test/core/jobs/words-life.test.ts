import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { loadImage } from '@napi-rs/canvas';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import type { ArrivedPost } from '../../fakes/platform.ts';
import { ORIGIN, speech, startWorld, transcriptOf, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

/** What the sandbox has people say, whatever it is given. */
const FIRST_WORDS = 'Good evening, and thank you for coming.';
const SAMPLE_TEXT = 'Sample text: the sandbox doesn’t listen.';
const SRT_STRETCH = /^\d+\n\d{2}:\d{2}:\d{2},\d{3} --> \d{2}:\d{2}:\d{2},\d{3}\n\S.*$/;

describe('the life of a job whose result is words', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 50 });
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => world.sandbox.control.faults.clear());

  async function finished(request: JobRequest, title = 'The talk', origin = ORIGIN) {
    const { id } = await world.jobs.start(request, title, origin);
    const job = await world.settled(id);
    const post = world.platform.posts.at(-1);
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    assert.ok(post);
    return { job, post };
  }

  async function contentOf(post: ArrivedPost, fileName: string): Promise<string> {
    const index = post.files.findIndex((file) => file.fileName === fileName);
    const copy = post.copies[index] ?? assert.fail(`${post.files.map((file) => file.fileName)}`);
    return readFile(copy, 'utf8');
  }

  function quoteOf(job: Job): number {
    return job.quote?.amount ?? assert.fail('never quoted');
  }

  it('brings a recording from a request to its text, with the first lines in the message', async () => {
    const before = await heldAndSpent(world);
    const chargedBefore = charged(world);
    const { job, post } = await finished(transcriptOf(await attachSong(world, 20)));
    assert.deepEqual(
      post.files.map(({ fileName, mimeType }) => [fileName, mimeType]),
      [['The-talk.txt', 'text/plain']],
    );
    assert.equal(post.picture, undefined);
    assert.ok((await contentOf(post, 'The-talk.txt')).startsWith(`[${SAMPLE_TEXT}]\n\n${FIRST_WORDS}\n`));
    assert.ok(post.text.startsWith(`Transcript of The talk. ${SAMPLE_TEXT} `), post.text);
    assert.match(post.text, /Cost: \$0\.01\.\n\n\[0:00\] Good evening, and/);
    assert.doesNotMatch(post.text, /SPEAKER/, 'nobody asked who speaks');
    assert.deepEqual(post.actions, []);
    assert.equal(job.money.state === 'settled' && job.money.basis, 'measured-duration');
    const { held, spent } = await heldAndSpent(world);
    assert.equal(held, 0);
    assert.equal(spent - before.spent, charged(world) - chargedBefore);
    assert.ok(spent - before.spent <= quoteOf(job));
    await nothingLeftBehind(world);
  });

  for (const [format, mimeType] of [
    ['srt', 'application/x-subrip'],
    ['vtt', 'text/vtt'],
    ['json', 'application/json'],
  ] as const) {
    it(`posts a transcript as ${format} that programs can read`, async () => {
      const request = transcriptOf(await attachSong(world, 12), { format, speakers: true, words: true });
      const { post } = await finished(request);
      assert.deepEqual(
        post.files.map((file) => [file.fileName, file.mimeType]),
        [[`The-talk.${format}`, mimeType]],
      );
      const content = await contentOf(post, `The-talk.${format}`);
      if (format === 'srt') {
        for (const stretch of content.trim().split('\n\n')) assert.match(stretch, SRT_STRETCH);
        assert.match(content, /\nSpeaker 1: Good evening/);
        assert.ok(!content.includes('Sample'), 'every line of it would be shown as spoken');
        assert.doesNotMatch(content, /SPEAKER_/);
      } else if (format === 'vtt') {
        assert.match(content, /^WEBVTT\n\nNOTE Sample text: [^\n]+\n\n\d{2}:\d{2}:\d{2}\.\d{3} --> /);
      } else {
        const { segments, is_sample } = JSON.parse(content);
        assert.equal(is_sample, true);
        assert.equal(segments[0].text, FIRST_WORDS);
        assert.ok(segments[0].words.length > 3);
      }
      assert.match(
        post.text,
        /\n\n\[0:00\] Speaker 1: Good evening/,
        'the one who asked for speakers sees them',
      );
    });
  }

  it('writes down several addresses as one, each of which reserves for itself', async () => {
    const urls = ['https://example.org/one.mp3', 'https://example.org/two.mp3'];
    const { job, post } = await finished(transcriptOf({ kind: 'urls', urls }, { language: 'zh' }));
    assert.equal(quoteOf(job), 2 * WIDE_LIMITS.perLink);
    assert.match(await contentOf(post, 'The-talk.txt'), /大家晚上好[\s\S]*大家晚上好/, 'both of them');
    assert.equal(
      job.money.state === 'settled' && job.money.amount,
      fromCents(1),
      'by the length, not the quote',
    );
  });

  it('tells who speaks when: in three files, a picture and words', async () => {
    const source = await attachSong(world, 30);
    const chargedBefore = charged(world);
    const { job, post } = await finished({ service: 'diarization', source, speakers: 3 });
    assert.deepEqual(
      post.files.map((file) => file.fileName),
      ['The-talk-speakers.txt', 'The-talk-speakers.srt', 'The-talk-speakers.json'],
    );
    assert.match(
      await contentOf(post, 'The-talk-speakers.txt'),
      /^\[Sample speakers: .+\]\n\n\[0:00\] Speaker 1: Good/,
    );
    const srt = await contentOf(post, 'The-talk-speakers.srt');
    for (const stretch of srt.trim().split('\n\n')) assert.match(stretch, SRT_STRETCH);
    const { turns, isSample } = JSON.parse(await contentOf(post, 'The-talk-speakers.json'));
    assert.equal(isSample, true);
    const labels = new Set(turns.map((turn: { speaker: string }) => turn.speaker));
    assert.deepEqual(labels, new Set(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_02']), 'programs read the labels');
    assert.match(srt, /\nSpeaker 3: /);
    assert.match(
      post.text,
      /^The talk: 3 speakers\. Sample speakers: the sandbox doesn’t listen\. Cost: \$0\.10\.\n\n\[0:00\] Speaker 1: /,
    );
    assert.equal(post.picture?.fileName, 'timeline.png');
    assert.equal(post.picture.title, 'Timeline of The talk: when each of 3 speakers talks');
    assert.equal(
      job.money.state === 'settled' && job.money.basis,
      'measured-by-bot',
      'AudioPod reports no length',
    );
    assert.equal(charged(world) - chargedBefore, fromCents(10));
    await nothingLeftBehind(world);
  });

  it('has the words of speech that the sandbox made, without a remark, and one speaker', async () => {
    const said = 'The lamps along the harbour arrived this morning. Nine of them work.';
    const { job: spoken } = await finished(speech(said), 'Lamps');
    const source = { kind: 'result', jobId: spoken.id, output: 'speech', name: 'Lamps' } as const;
    const { job, post } = await finished(transcriptOf(source));
    assert.doesNotMatch(post.text, /[Ss]ample/);
    assert.ok(post.text.includes('The lamps along the harbour arrived this morning.'), post.text);
    assert.equal((await contentOf(post, 'The-talk.txt')).trim().replaceAll('\n', ' '), said);
    assert.ok(job.work.stage === 'encoded' && job.work.isSample === undefined);

    const { post: told } = await finished({ service: 'diarization', source });
    assert.match(told.text, /^The talk: 1 speaker\. Cost: .*\n\n\[0:00\] Speaker 1: The lamps/);
  });

  it('tells it in Chinese to people who asked in Chinese', async () => {
    const source = await attachSong(world, 6);
    const { post } = await finished({ service: 'diarization', source }, '会议', {
      ...ORIGIN,
      locale: 'zh-CN',
    });
    assert.match(post.text, /^会议：2 位说话人。.*\$0\.02/);
    assert.match(post.text, /\n\n\[0:00\] 说话人 1: /);
    assert.match(post.picture?.title ?? '', /说话/);
  });

  it('shows a picture of the turns that can be opened', async () => {
    let picture: Buffer | undefined;
    await world.restart((dependencies) => ({
      ...dependencies,
      audio: {
        ...dependencies.audio,
        async timeline(turns, toPath, signal) {
          const drawn = await dependencies.audio.timeline(turns, toPath, signal);
          picture = await readFile(toPath);
          return drawn;
        },
      },
    }));
    await finished({ service: 'diarization', source: await attachSong(world, 6) });
    const { width } = await loadImage(picture ?? assert.fail('no picture was drawn'));
    assert.equal(width, 1200);
    await world.restart();
  });

  it('gives the money back when AudioPod cannot do it, and says why', async () => {
    for (const request of [
      transcriptOf(await attachSong(world, 6)),
      { service: 'diarization', source: await attachSong(world, 6) } as const,
    ]) {
      const before = await heldAndSpent(world);
      const on = request.service === 'diarization' ? 'speaker.submit' : 'transcription.submit';
      world.sandbox.control.faults.add({ on, fault: { kind: 'fail', reason: 'Nobody speaks in it.' } });
      const { job, post } = await finished(request);
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'job-failed');
      assert.equal(job.money.state, 'released');
      assert.match(post.text, /weren’t charged.*“Nobody speaks in it\.”/i);
      assert.deepEqual(await heldAndSpent(world), before);
      await nothingLeftBehind(world);
    }
  });
});
