import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSoundFolder, SOUND, type SoundFolder } from '../../fixtures/audio.ts';
import { buttonsOn } from './fixtures/buttons.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';
import { addSong } from './fixtures/songs.ts';

let sounds: SoundFolder;
let song: string;
before(async () => {
  sounds = await createSoundFolder();
  song = await sounds.sound('song.wav', SOUND.tone(3));
});
after(() => sounds[Symbol.asyncDispose]());

describe('mentions and direct messages', { concurrency: 2 }, () => {
  it('take a file along with a mention and answer in a thread', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    const { message } = await slack.mention({
      user: member,
      channel: general,
      text: `<@${slack.botUserId}> stems two`,
      files: [await addSong(slack, song)],
    });
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    const result = slack.messagesFor(member, general).find(({ via }) => via === 'upload');
    assert.equal(result?.threadTs, message.ts);
    slack.assertClean();
  });

  it('explain in a thread that the files above do not come along', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    const parent = slack.say({ user: member, channel: general, files: [await addSong(slack, song)] });
    await slack.mention({
      user: member,
      channel: general,
      text: `<@${slack.botUserId}> stems six`,
      threadTs: parent.ts,
    });
    const refusal = await slack.until('the refusal', () => slack.messagesFor(member)[0]);
    assert.equal(refusal.ephemeralTo, member.id);
    assert.match(refusal.text, /Split stems/);
    slack.assertClean();
  });

  it('ask what to do with a clip sent directly without a word, and do it in the conversation itself', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await slack.directMessage({ user: member, files: [await addSong(slack, song, { kind: 'voice-clip' })] });
    const question = await slack.until('the question', () => slack.messagesFor(member)[0]);
    assert.match(question.text, /^What should the bot do with “song\.wav”\?$/);
    assert.deepEqual(
      buttonsOn(question).map(({ words }) => words),
      ['Split stems', 'Transcribe', 'Remove noise', 'Identify speakers'],
    );
    assert.deepEqual(await here.jobs(), [], 'nothing is paid for yet');
    await slack.press({ user: member, on: question, actionId: 'file:stems' });
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.work));
    assert.ok(question.deleted);
    const result = slack.messagesFor(member, slack.dm(member)).find(({ via }) => via === 'upload');
    assert.equal(result?.threadTs, undefined);
    assert.equal(result?.files.length, 5);
    slack.assertClean();
  });

  it('ask the same, privately, of a mention with nothing but a file, and answer in its thread', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member, admin } = slack.users;
    const { general } = slack.channels;
    const files = [await addSong(slack, song)];
    const { message } = await slack.mention({ user: member, channel: general, files });
    const question = await slack.until('the question', () => slack.messagesFor(member)[0]);
    assert.equal(question.ephemeralTo, member.id);
    assert.deepEqual(slack.messagesFor(admin), []);
    await slack.press({ user: member, on: question, actionId: 'file:denoise' });
    const job = await here.finished();
    assert.equal(job.request.service, 'denoise');
    const result = slack.messagesFor(member, general).find(({ via }) => via === 'upload');
    assert.equal(result?.threadTs, message.ts);
    slack.assertClean();
  });

  it('offer to read a text aloud, and say when the file is gone by then', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const content = Buffer.from('Read me');
    const file = await slack.addFile({ owner: member, content, name: 'note.txt', mimeType: 'text/plain' });
    await slack.directMessage({ user: member, files: [file] });
    const question = await slack.until('the question', () => slack.messagesFor(member)[0]);
    assert.deepEqual(
      buttonsOn(question).map(({ words }) => words),
      ['Make speech'],
    );
    slack.fault('files.info', { kind: 'error', error: 'file_deleted' });
    await slack.press({ user: member, on: question, actionId: 'file:tts' });
    await slack.until('the refusal', () =>
      slack.messagesFor(member).find(({ text }) => text.startsWith('This file was deleted')),
    );
    assert.ok(!question.deleted, 'it can be asked again');
    await slack.press({ user: member, on: question, actionId: 'file:tts' });
    assert.equal((await here.finished()).delivery.state, 'done');
    slack.assertClean();
  });

  it('answer words that are no command, and do not answer the bot itself', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    await slack.directMessage({ user: member, text: 'stms six' });
    const answer = await slack.until('the answer', () => slack.messagesFor(member)[0]);
    assert.match(answer.text, /Did you mean `\/stems`/);
    const { length } = slack.requests;
    await slack.event({
      type: 'message',
      subtype: 'file_share',
      channel_type: 'im',
      channel: slack.dm(member).id,
      user: slack.botUserId,
      bot_id: slack.botId,
      text: 'stems six',
      ts: '1.000001',
      event_ts: '1.000001',
    } as never);
    assert.equal(slack.requests.length, length);
  });
});
