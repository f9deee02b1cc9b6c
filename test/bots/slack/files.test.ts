import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSoundFolder, SOUND, type SoundFolder } from '../../fixtures/audio.ts';
import { recordingDesk } from './fixtures/recording-desk.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';
import { addSong } from './fixtures/songs.ts';

let sounds: SoundFolder;
let song: string;
before(async () => {
  sounds = await createSoundFolder();
  song = await sounds.sound('song.wav', SOUND.tone(3));
});
after(() => sounds[Symbol.asyncDispose]());

describe('“Split stems” on a message', { concurrency: 2 }, () => {
  for (const [about, kind] of [
    ['an upload', 'hosted'],
    ['a voice clip without a type', 'voice-clip'],
    ['a file from another workspace', 'connect'],
  ] as const) {
    it(`takes ${about} apart, in a thread under it`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      const { general } = slack.channels;
      const file = await addSong(slack, song, kind === 'hosted' ? {} : { kind });
      const message = slack.say({ user: member, channel: general, files: [file] });
      await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
      const job = await here.finished();
      assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
      const [status, result, ...more] = slack.messagesFor(member, general);
      assert.deepEqual(more, []);
      assert.equal(status?.threadTs, message.ts);
      assert.equal(result?.threadTs, message.ts);
      const names = result?.files.map(({ name }) => name) ?? [];
      assert.equal(names.filter((name) => name.endsWith('.m4a')).length, 4);
      assert.equal(names.filter((name) => name.endsWith('.png')).length, 1);
      assert.match(status?.text ?? '', /The result is below/);
      slack.assertClean();
    });
  }

  it('stays in the thread the message is in, and finds files of a forwarded message', async () => {
    await using here = await startSlackWorld({ desk: recordingDesk });
    const desk = here.desk as ReturnType<typeof recordingDesk>;
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    const parent = slack.say({ user: member, channel: general, text: 'Listen' });
    const file = await addSong(slack, song);
    const message = slack.say({
      user: member,
      channel: general,
      forwardedFiles: [file],
      threadTs: parent.ts,
    });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
    const asked = await slack.until('the desk', () => desk.asked[0]);
    assert.ok('line' in asked);
    assert.equal(asked.line, 'stems');
    assert.equal(asked.origin.thread, parent.ts);
    assert.deepEqual(
      asked.attachments.map(({ name }) => name),
      ['song.wav'],
    );
  });

  for (const [kind, words] of [
    ['external', /stored outside Slack/],
    ['tombstone', /was deleted/],
    ['hidden-by-limit', /workspace’s plan/],
  ] as const) {
    it(`says why a file that is ${kind} cannot be read`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      const { general } = slack.channels;
      const file = await addSong(slack, song, { kind });
      const message = slack.say({ user: member, channel: general, files: [file] });
      await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
      const refusal = await slack.until('the refusal', () => slack.messagesFor(member)[0]);
      assert.match(refusal.text, words);
      assert.equal(refusal.ephemeralTo, member.id);
      assert.equal(refusal.threadTs, undefined, 'a thread that has not begun hides what is in it');
      assert.deepEqual(await here.jobs(), []);
      slack.assertClean();
    });
  }

  it('asks to be invited where it may not read the file', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { secret } = slack.channels;
    const file = await addSong(slack, song);
    const message = slack.say({ user: member, channel: secret, files: [file] });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
    const refusal = await slack.until('the refusal', () => slack.messagesFor(member)[0]);
    assert.match(refusal.text, /\/invite @audiopod/);
    assert.deepEqual(await here.jobs(), []);
    slack.assertClean();
  });

  it('says that there is no audio, and that two files are one too many', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    const silent = slack.say({ user: member, channel: general, text: 'No file' });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message: silent });
    const first = await slack.until('the first refusal', () => slack.messagesFor(member)[0]);
    assert.match(first.text, /didn’t send any audio/);
    const two = slack.say({
      user: member,
      channel: general,
      files: [await addSong(slack, song), await addSong(slack, song)],
    });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message: two });
    const second = await slack.until('the second refusal', () => slack.messagesFor(member)[1]);
    assert.match(second.text, /2 files/);
  });
});

describe('a file that cannot be read after all', { concurrency: 2 }, () => {
  for (const [about, fault, code] of [
    [
      'a page instead of the file',
      { kind: 'body', contentType: 'text/html; charset=utf-8', body: '<html>' },
      'attachment-gone',
    ],
    [
      'the sign-in page as if it were audio',
      { kind: 'body', contentType: 'audio/wav', body: `<!DOCTYPE html><html>${' '.repeat(200_000)}</html>` },
      'attachment-gone',
    ],
    [
      'the sign-in page, shorter than the file',
      { kind: 'body', contentType: 'application/octet-stream', body: ' \n<!doctype html>Sign in' },
      'attachment-gone',
    ],
    [
      'more than was announced',
      { kind: 'body', contentType: 'audio/wav', body: 'R'.repeat(1_000_000) },
      'attachment-gone',
    ],
    [
      'a redirect to another host',
      { kind: 'redirect', location: 'https://example.org/song.wav' },
      'attachment-gone',
    ],
    ['404', { kind: 'status', status: 404 }, 'attachment-gone'],
  ] as const) {
    it(`(${about}) ends the job without a charge`, async () => {
      await using here = await startSlackWorld();
      const { slack } = here;
      const { member } = slack.users;
      const message = slack.say({
        user: member,
        channel: slack.channels.general,
        files: [await addSong(slack, song)],
      });
      slack.fault('files-pri', fault, 3);
      await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
      const job = await here.finished();
      assert.deepEqual(job.work.stage === 'failed' && job.work.failure.code, code);
      assert.equal(job.money.state, 'none');
      const status = slack.messagesFor(member, slack.channels.general).at(-1);
      assert.match(status?.text ?? '', /no longer available/);
    });
  }

  it('is fetched again where Slack only stumbled', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const message = slack.say({
      user: member,
      channel: slack.channels.general,
      files: [await addSong(slack, song)],
    });
    slack.fault('files-pri', { kind: 'status', status: 503 });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
    const job = await here.finished();
    assert.equal(job.delivery.state === 'done' && job.work.stage, 'encoded');
  });

  it('over the limit is refused by its size', async () => {
    await using here = await startSlackWorld({ bot: { maxAttachmentBytes: 1_000 } });
    const { slack } = here;
    const { member } = slack.users;
    const message = slack.say({
      user: member,
      channel: slack.channels.general,
      files: [await addSong(slack, song)],
    });
    await slack.messageShortcut({ callbackId: 'msg_stems', user: member, message });
    const job = await here.finished();
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'file-too-large');
  });
});
