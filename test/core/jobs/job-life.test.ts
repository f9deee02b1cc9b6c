import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { ORIGIN, speech, startWorld, stemsOf, WIDE_LIMITS } from '../../fakes/world.ts';
import { tagsOf } from '../../fixtures/audio.ts';
import { ffmpeg } from '../../sandbox/sandbox-fixture.ts';
import { decode, likeness, makeSongFile } from '../../sandbox/sound.ts';
import { heldAndSpent, leftBehind, nothingLeftBehind } from './world-checks.ts';

describe('the life of a job', () => {
  it('brings speech from a request to one audible m4a, and settles what AudioPod charged', async () => {
    await using world = await startWorld();
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.delivery.state, 'done');
    const [post] = world.platform.posts;
    assert.equal(world.platform.posts.length, 1);
    assert.equal(post?.files[0]?.fileName, 'Hello.m4a');
    assert.equal(post.files[0].mimeType, 'audio/mp4');
    assert.match(post.text, /read by Aura .* Cost: \$0\.01\./);
    assert.ok((await decode(post.copies[0] ?? '')).rms > 0.01, 'the speech can be heard');
    const charged = fromCents(world.sandbox.control.wallet.usage()[0]?.cents ?? 0);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged });
    await nothingLeftBehind(world);
  });

  it('takes an attached song apart into stems that sound different, in one post with one picture', async () => {
    await using world = await startWorld();
    const song = join(world.folder, 'song.mp3');
    await makeSongFile(song, 12);
    const source = await world.platform.attach(song, 'My song.mp3');
    const { id } = await world.jobs.start(stemsOf(source, 'four'), 'My song', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    const [post] = world.platform.posts;
    const names = post?.files.map((file) => file.fileName).sort();
    assert.deepEqual(names, [
      'bass - My song.m4a',
      'drums - My song.m4a',
      'other - My song.m4a',
      'vocals - My song.m4a',
    ]);
    assert.equal(post?.picture?.mimeType, 'image/png');
    const sounds = await Promise.all((post?.copies ?? []).map(decode));
    for (const sound of sounds) assert.ok(Math.abs(sound.seconds - 12) < 0.2, `${sound.seconds} s`);
    const [first, ...others] = sounds;
    for (const other of others) {
      assert.ok(likeness(first?.samples ?? new Int16Array(), other.samples) < 0.95);
    }
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: fromCents(2) });
    await nothingLeftBehind(world);
  });

  it('keeps the title, artist and album of a song in its stems', async () => {
    await using world = await startWorld();
    const song = join(world.folder, 'song.wav');
    const tagged = join(world.folder, 'tagged.mp3');
    await makeSongFile(song, 3);
    const tags = ['title=Evening Drive', 'artist=Mira', 'album=Roads'].flatMap((tag) => ['-metadata', tag]);
    await ffmpeg(['-i', song, ...tags, tagged], new AbortController().signal);
    const { id } = await world.jobs.start(
      stemsOf(await world.platform.attach(tagged, '01.mp3'), 'two'),
      '01',
      ORIGIN,
    );
    await world.settled(id);
    const [post] = world.platform.posts;
    const names = post?.files.map((file) => file.fileName);
    assert.deepEqual(names, ['vocals - Evening Drive.m4a', 'no-vocals - Evening Drive.m4a']);
    const inside = await tagsOf(post?.copies[0] ?? '');
    assert.equal(inside.get('title'), 'Evening Drive – vocals');
    assert.deepEqual([inside.get('artist'), inside.get('album')], ['Mira', 'Roads']);
  });

  it('hands a url to AudioPod unread and reserves what a link reserves', async () => {
    await using world = await startWorld();
    const { id } = await world.jobs.start(
      stemsOf({ kind: 'url', url: 'https://example.org/song.mp3' }, 'two'),
      'song',
      ORIGIN,
    );
    const held = await world.settled(id, (job) => job.money.state === 'held');
    assert.equal(held.money.state === 'held' && held.money.amount, WIDE_LIMITS.perLink);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    assert.equal(world.platform.posts[0]?.files.length, 2);
  });

  it('reads a text file and speaks it', async () => {
    await using world = await startWorld();
    const path = join(world.folder, 'words.txt');
    await writeFile(path, '\uFEFFRead this aloud, please.\n');
    const text = await world.platform.attach(path, 'words.txt');
    const { id } = await world.jobs.start({ ...speech(), text }, 'words', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    assert.equal(job.input?.kind === 'text' && job.input.text, 'Read this aloud, please.');
  });

  it('shows each phase on the way, with what is reserved', async () => {
    await using world = await startWorld();
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(id);
    const texts = world.platform.progress.map((shown) => shown.text);
    assert.ok(texts.some((text) => text.includes('Generating speech') && text.includes('Up to $0.01')));
  });

  it('speaks Chinese to people who asked in Chinese', async () => {
    await using world = await startWorld();
    const { id } = await world.jobs.start(speech(), '你好', { ...ORIGIN, locale: 'zh-CN' });
    await world.settled(id);
    assert.match(world.platform.posts[0]?.text ?? '', /Aura 朗读.*\$0\.01/);
  });

  it('keeps nothing of what was sent once AudioPod has it', async () => {
    await using world = await startWorld();
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    const song = join(world.folder, 'song.mp3');
    await makeSongFile(song, 2);
    const source = await world.platform.attach(song, 'song.mp3');
    const { id } = await world.jobs.start(stemsOf(source), 'song', ORIGIN);
    await world.settled(id, (job) => job.work.stage === 'watching');
    await nothingLeftBehind(world);
  });

  it('posts several messages where one does not hold all files, and none of them again', async () => {
    await using world = await startWorld({ postLimits: { maxFilesPerPost: 1 } });
    const song = join(world.folder, 'song.mp3');
    await makeSongFile(song, 2);
    const source = await world.platform.attach(song, 'song.mp3');
    let posts = 0;
    await world.restart((dependencies) => ({
      ...dependencies,
      platform: () => ({
        attachments: world.platform.attachments,
        adapter: {
          ...world.platform.adapter,
          async post(...asked) {
            posts += 1;
            if (posts === 2) throw new BotError('delivery-failed', 'The second post is lost');
            return world.platform.adapter.post(...asked);
          },
        },
      }),
    }));
    const { id } = await world.jobs.start(stemsOf(source), 'song', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done');
    assert.deepEqual(
      world.platform.posts.map((post) => post.files.length),
      [1, 1],
    );
    assert.match(world.platform.posts[1]?.text ?? '', /Part 2 of 2/);
    assert.deepEqual(world.platform.repeats, [], 'the first post was on record');
  });

  it('gives up a delivery that stays impossible, keeps the files, and posts them when asked again', async () => {
    await using world = await startWorld({ speedUp: 500 });
    world.platform.refusePosts(new BotError('cannot-deliver', 'The channel is gone'), 1);
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    assert.equal(job.delivery.state, 'undeliverable');
    assert.deepEqual(await leftBehind(world), [id]);
    await world.jobs.fetch(id, ORIGIN);
    const fetched = await world.settled(id);
    assert.equal(fetched.delivery.state, 'done');
    assert.equal(world.platform.posts.length, 1);
    await nothingLeftBehind(world);
  });

  it('lets jobs wait in line when a member has too many, and takes them up in order', async () => {
    await using world = await startWorld({ jobLimits: { maxJobsPerMember: 1 } });
    const rule = world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
    const first = await world.jobs.start(speech('one'), 'one', ORIGIN);
    await world.settled(first.id, (job) => job.work.stage === 'watching');
    const second = await world.jobs.start(speech('two'), 'two', ORIGIN);
    await world.settled(second.id, () =>
      world.platform.progress.some((shown) => shown.jobId === second.id && /^Starts next/.test(shown.text)),
    );
    assert.equal((await world.store.jobs.get(second.id))?.work.stage, 'received');
    world.sandbox.control.faults.remove(rule.id);
    const [held] = world.sandbox.control.jobs.list('voice');
    assert.ok(held !== undefined && world.sandbox.control.jobs.release('voice', held.id));
    await world.settled(second.id);
    assert.equal(world.platform.posts.length, 2);
  });
});
