import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { createSoundFolder, SOUND } from '../../fixtures/audio.ts';
import { buttonOf, buttonsOn } from './fixtures/buttons.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';
import { addSong } from './fixtures/songs.ts';

describe('going on from a result', { concurrency: 2 }, () => {
  it('is a button each under the files; which of several sounds is asked of the one who presses', async () => {
    await using sounds = await createSoundFolder();
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member, admin } = slack.users;
    const { general } = slack.channels;
    const file = await addSong(slack, await sounds.sound('song.wav', SOUND.tone(3)));
    const message = slack.say({ user: member, channel: general, files: [file] });
    await slack.messageShortcut({ user: member, message, callbackId: 'msg_stems' });
    await here.finished();
    const stems = slack.messagesFor(member, general).find(({ via }) => via === 'upload');
    assert.ok(stems !== undefined);
    assert.deepEqual(
      buttonsOn(stems).map(({ words }) => words),
      ['Transcribe', 'Remove noise'],
    );

    await slack.press({ user: admin, on: stems, actionId: buttonOf(stems, 'next-transcribe') });
    const question = await slack.until('the question', () =>
      slack.messagesFor(admin).find(({ ephemeralTo }) => ephemeralTo === admin.id),
    );
    const asked = buttonsOn(question);
    assert.deepEqual(asked.map(({ words }) => words).toSorted(), ['Bass', 'Drums', 'Other', 'Vocals']);
    assert.equal(new Set(asked.map(({ id }) => id)).size, 4);
    const vocals = asked.find(({ words }) => words === 'Vocals');
    await slack.press({ user: admin, on: question, actionId: vocals?.id ?? '' });
    const result = await slack.until('the words', () =>
      slack.messagesFor(admin).find(({ files }) => files.some(({ name }) => name.endsWith('.txt'))),
    );
    assert.match(result.text, /\n\n\[0:00\] \S/);
    const [job] = await here.jobs();
    assert.equal(job?.origin.member, `slack:${slack.team.id}:${admin.id}`);
    slack.assertClean();
  });

  it('stands under the last of several messages; one line names all of them', async () => {
    await using sounds = await createSoundFolder();
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    const path = await sounds.sound('song.wav', SOUND.tone(2));
    await slack.command({ command: '/tts', text: 'Hello there', user: member, channel: general });
    const { origin, id: jobId } = await here.finished();
    const status = slack.messagesFor(member, general)[0];
    assert.ok(status !== undefined);
    const { size: sizeBytes } = await stat(path);
    const file = { path, fileName: 'a.m4a', mimeType: 'audio/mp4', title: 'a', sizeBytes };
    const post = { jobId, title: 'A song', files: [file] };
    const never = new AbortController().signal;
    const { adapter } = here.bot();
    await adapter.post(origin, { ...post, key: 'later:1:0', text: 'A song: 12 stems.', actions: [] }, never);
    const actions = [{ kind: 'next', jobId, step: 'denoise' }] as const;
    await adapter.post(origin, { ...post, key: 'later:1:1', text: 'Part 2 of 2', actions }, never);
    assert.match(status.text, /^mia: A song · The result is in the thread\.$/);
    const [first, last] = slack.messagesFor(member, general).slice(-2);
    assert.deepEqual(
      [status, first, last].map((message) => buttonsOn(message ?? { blocks: [] }).map(({ words }) => words)),
      [[], [], ['Remove noise']],
    );
    slack.assertClean();
  });
});

describe('a recording', { concurrency: 2 }, () => {
  it('is told apart by its voices from its message, with a picture and files under their own names', async () => {
    await using sounds = await createSoundFolder();
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const file = await addSong(slack, await sounds.sound('talk.wav', SOUND.tone(3)), { name: 'talk.wav' });
    const message = slack.say({ user: member, channel: slack.channels.general, files: [file] });
    await slack.messageShortcut({ user: member, message, callbackId: 'msg_diarize' });
    await here.finished();
    const result = slack.messagesFor(member).find(({ via }) => via === 'upload');
    assert.deepEqual(
      result?.files.map(({ name }) => name),
      ['timeline.png', 'talk-speakers.txt', 'talk-speakers.srt', 'talk-speakers.json'],
    );
    assert.match(result?.files[0]?.title ?? '', /speaker/);
    const status = slack.messagesFor(member).find(({ via }) => via === 'chat.postMessage');
    assert.doesNotMatch(status?.text ?? '', /\[0:0/);
    slack.assertClean();
  });

  it('is written down where the bot is mentioned beside it', async () => {
    await using sounds = await createSoundFolder();
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const file = await addSong(slack, await sounds.sound('talk.wav', SOUND.tone(3)), { name: 'talk.wav' });
    await slack.mention({
      user: member,
      channel: slack.channels.general,
      text: `<@${slack.botUserId}> transcribe srt`,
      files: [file],
    });
    await here.finished();
    const result = slack.messagesFor(member).find(({ via }) => via === 'upload');
    assert.deepEqual(
      result?.files.map(({ name }) => name),
      ['talk.srt'],
    );
    slack.assertClean();
  });
});
