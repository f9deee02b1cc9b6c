import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { types } from '@slack/bolt';
import { boltOverHttp, clientOf } from './bolt-apps.ts';
import type { FakeSlack } from './fake-slack.ts';
import { startFakeSlack } from './start-fake-slack.ts';

const SOUND = randomBytes(70_000);

/** The first two steps: a file whose bytes are there. Answers with its id. */
async function upload(slack: FakeSlack, filename: string, body: Buffer | FormData = SOUND): Promise<string> {
  const { files } = clientOf(slack);
  const { upload_url = '', file_id = '' } = await files.getUploadURLExternal({
    filename,
    length: SOUND.length,
  });
  const answer = await fetch(upload_url, {
    method: 'POST',
    body: body instanceof FormData ? body : new Uint8Array(body),
  });
  assert.equal(answer.status, 200);
  await answer.text();
  return file_id;
}

const FILE_MODAL: types.ModalView = {
  type: 'modal',
  callback_id: 'split',
  title: { type: 'plain_text', text: 'Stems' },
  submit: { type: 'plain_text', text: 'Split' },
  blocks: [
    {
      type: 'input',
      block_id: 'song',
      label: { type: 'plain_text', text: 'Song' },
      element: { type: 'file_input', action_id: 'song', max_files: 1 },
    },
  ],
};

describe('files of the fake Slack', { concurrency: true }, () => {
  it('arrive raw and as a form, and several are posted as one message in a thread', async () => {
    await using slack = await startFakeSlack();
    const { files } = clientOf(slack);
    const { general } = slack.channels;
    const asked = slack.say({ user: slack.users.member, channel: general, text: 'split' });
    const form = new FormData();
    form.append('body', new Blob([new Uint8Array(SOUND)]), 'Untitled');
    const ids = [await upload(slack, 'song-vocals.m4a'), await upload(slack, 'song-drums.m4a', form)];

    const completed = await files.completeUploadExternal({
      files: [
        { id: ids[0] ?? '', title: 'Vocals' },
        { id: ids[1] ?? '', title: 'Drums' },
      ],
      channel_id: general.id,
      thread_ts: asked.ts,
      initial_comment: 'Your stems',
    });

    assert.deepEqual(
      completed.files?.map((file) => [file.id, file.title, 'shares' in file]),
      [
        [ids[0], 'Vocals', false],
        [ids[1], 'Drums', false],
      ],
    );
    const [message, ...others] = slack.messagesFor(slack.users.member);
    assert.equal(others.length, 0);
    assert.deepEqual(
      message?.files.map(({ name, title, mimeType }) => [name, title, mimeType]),
      [
        ['song-vocals.m4a', 'Vocals', 'audio/mp4'],
        ['song-drums.m4a', 'Drums', 'audio/mp4'],
      ],
    );
    assert.equal(message?.threadTs, asked.ts);
    for (const file of message?.files ?? []) assert.deepEqual(await slack.bytesOf(file), SOUND);
    slack.assertClean();
  });

  it('show where they were posted only some time after', async () => {
    await using slack = await startFakeSlack();
    slack.sharesAppearAfterCalls = 2;
    const { files } = clientOf(slack);
    const { general } = slack.channels;
    const file = await upload(slack, 'speech.m4a');
    const early = await files.info({ file });
    assert.deepEqual(early.file?.shares, {});
    await files.completeUploadExternal({ files: [{ id: file }], channel_id: general.id });
    const seen = [];
    for (let call = 0; call < 3; call += 1)
      seen.push((await files.info({ file })).file?.shares?.public?.[general.id]?.[0]?.ts);
    assert.deepEqual(seen, [undefined, undefined, slack.messages[0]?.ts]);
    slack.assertClean();
  });

  it('are refused where the bot is not, though it may write there', async () => {
    await using slack = await startFakeSlack();
    slack.scopes.add('chat:write.public');
    const client = clientOf(slack);
    const { random } = slack.channels;
    await client.chat.postMessage({ channel: random.id, text: 'hello' });
    const id = await upload(slack, 'speech.m4a');
    const posted = client.files.completeUploadExternal({ files: [{ id }], channel_id: random.id });
    await assert.rejects(posted, /not_in_channel/);
    slack.assertClean();
    const toUser = { files: [{ id }] as [{ id: string }], channel_id: slack.users.member.id };
    await assert.rejects(client.files.completeUploadExternal(toUser), /invalid_arguments/);
    assert.throws(() => slack.assertClean(), /no id of a channel/);
  });

  it('that have another size than declared are refused', async () => {
    await using slack = await startFakeSlack();
    await assert.rejects(upload(slack, 'speech.m4a', SOUND.subarray(1)));
    assert.throws(() => slack.assertClean(), /declared with 70000 bytes and has 69999/);
  });

  it('completed twice are posted twice, which is noted; before their bytes arrived, refused', async () => {
    await using slack = await startFakeSlack();
    const { files } = clientOf(slack);
    const channel_id = slack.channels.general.id;
    const { file_id: id = '' } = await files.getUploadURLExternal({ filename: 'a.m4a', length: 1 });
    await assert.rejects(files.completeUploadExternal({ files: [{ id }], channel_id }), /file_not_found/);
    assert.throws(() => slack.assertClean(), /before its bytes arrived/);

    const whole = await upload(slack, 'speech.m4a');
    slack.fault('files.completeUploadExternal', { kind: 'destroy', after: true });
    await assert.rejects(files.completeUploadExternal({ files: [{ id: whole }], channel_id }));
    await files.completeUploadExternal({ files: [{ id: whole }], channel_id });
    assert.equal(slack.messages.length, 2);
    assert.throws(() => slack.assertClean(/before/), /completed twice/);
  });

  it('of people are read with the bot token, from places the bot is in; else a page comes with 200', async () => {
    await using slack = await startFakeSlack();
    const { member } = slack.users;
    const [near, far] = await Promise.all([
      slack.addFile({ owner: member, content: SOUND }),
      slack.addFile({ owner: member, content: SOUND }),
    ]);
    slack.say({ user: member, channel: slack.channels.general, files: [near] });
    slack.say({ user: member, channel: slack.channels.secret, files: [far] });
    const { file } = await clientOf(slack).files.info({ file: near.id });
    await assert.rejects(clientOf(slack).files.info({ file: far.id }), /file_not_found/);
    const address = String(file?.url_private_download);
    const get = async (url: string, token: string) => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [answer.status, answer.headers.get('content-type'), bytes.equals(SOUND)];
    };
    assert.deepEqual(await get(address, slack.botToken), [200, 'audio/mpeg', true]);
    assert.deepEqual(await get(address, 'xoxb-wrong'), [200, 'text/html; charset=utf-8', false]);
    const hidden = address.replace(near.id, far.id);
    assert.deepEqual(await get(hidden, slack.botToken), [200, 'text/html; charset=utf-8', false]);
  });

  it('handed in with a modal can be read, though they were posted nowhere', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverHttp(slack);
    const bytes: Buffer[] = [];
    bolt.app.command('/stems', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: FILE_MODAL });
    });
    bolt.app.view('split', async ({ ack, view }) => {
      await ack();
      const url = view.state.values['song']?.['song']?.files?.[0]?.url_private_download ?? '';
      const answer = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
      bytes.push(Buffer.from(await answer.arrayBuffer()));
    });
    await bolt.start();
    const user = slack.users.member;
    await slack.command({ command: '/stems', user, channel: slack.channels.pair });
    const view = await slack.until('the modal', () => slack.views[0]);
    const song = await slack.addFile({ owner: user, content: SOUND });
    const tooMany = { song: { files: [song, song] } };
    await assert.rejects(slack.submit({ user, view, fields: tooMany }), /More files/);
    await slack.submit({ user, view, fields: { song: { files: [song] } } });
    await slack.until('the bytes', () => bytes.length === 1);
    assert.deepEqual(bytes, [SOUND]);
    slack.assertClean();
  });
});
