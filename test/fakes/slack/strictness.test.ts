import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type types, webApi } from '@slack/bolt';
import { shiftableClock } from '../shiftable-clock.ts';
import type { FakeSlack } from './fake-slack.ts';
import { errorsOf } from './fields.ts';
import { createJournal } from './journal.ts';
import { startFakeSlack } from './start-fake-slack.ts';

/** Returns Slack's own client, without retries. */
function clientOf(slack: FakeSlack, token = slack.botToken): webApi.WebClient {
  return new webApi.WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
}

/** Returns `ok`, or Slack's error code. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => String(Object(Object(error).data).error),
  );
}

const section = (text: string): types.SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const table = (rows: readonly (readonly string[])[]): types.TableBlock => {
  const cell = (text: string): types.RichTextBlock => {
    return {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
    };
  };
  return { type: 'table', rows: rows.map((row) => row.map(cell)) };
};
const button = (action_id: string): types.Button => {
  return { type: 'button', action_id, text: { type: 'plain_text', text: 'Go' } };
};
const actions = (...ids: readonly string[]): types.ActionsBlock => {
  return { type: 'actions', elements: ids.map(button) };
};

/** Text the app must not write, and the violation it causes. */
const TEXTS: Readonly<Record<string, RegExp>> = {
  'Done <!channel>': /pings with <!channel>/,
  'Done <@U0123ABCD>': /pings somebody/,
  'Title: <b>': /unescaped < or >/,
  'Salt & Pepper': /unescaped &/,
  'xoxb-123': /shows a token/,
  'Hello {{name}}': /unfilled placeholder/,
  ['x'.repeat(40_001)]: /40000/,
};
const BLOCKS: readonly (readonly [string, readonly types.AnyBlock[], RegExp])[] = [
  ['a section of 3001 characters', [section('x'.repeat(3_001))], /3000/],
  ['51 blocks', Array.from({ length: 51 }, () => section('x')), /50/],
  ['26 buttons in a row', [actions(...Array.from({ length: 26 }, (_, index) => `b${index}`))], /25/],
  ['one action id twice', [actions('a', 'a')], /action_id used twice/],
  ['one block id twice', [1, 2].map(() => ({ ...section('x'), block_id: 'a' })), /block_id used twice/],
  ['an action id of 256 characters', [actions('x'.repeat(256))], /255/],
  ['a ping inside a block', [section('<!here>')], /pings/],
  ['two tables', [table([['x']]), table([['y']])], /only_one_table_allowed/],
  ['a table of 101 rows', [table(Array.from({ length: 101 }, () => ['x']))], /100/],
  ['a table of 21 columns', [table([Array.from({ length: 21 }, () => 'x')])], /20/],
  ['an empty cell', [table([['x', '']])], /1 char/],
  ['a table of 10001 characters', [table([['x'.repeat(5_001), 'x'.repeat(5_000)]])], /10000/],
  ['rows of different lengths', [table([['x', 'y'], ['x']])], /different lengths/],
  ['a kind of block that the app does not use', [{ type: 'divider' }], /type/],
  ['a misspelt field', [{ ...section('x'), fieldz: [] } as types.AnyBlock], /fieldz/],
];

describe('the fake Slack', () => {
  let slack: FakeSlack;
  let client: webApi.WebClient;
  const clock = shiftableClock();
  before(async () => {
    slack = await startFakeSlack({ clock });
    client = clientOf(slack);
  });
  after(() => slack[Symbol.asyncDispose]());
  const post = (more: object) => {
    return outcome(client.apiCall('chat.postMessage', { channel: slack.channels.general.id, ...more }));
  };

  const upload = async (filename = 'a.m4a', more: object = {}): Promise<string> => {
    const declared = await client.apiCall('files.getUploadURLExternal', { filename, length: 3, ...more });
    const { file_id: id, upload_url: url } = Object(declared);
    await fetch(url, { method: 'POST', body: 'abc' });
    return id;
  };

  for (const [text, fault] of Object.entries(TEXTS)) {
    it(`refuses the text ${text.slice(0, 20)}`, async () => {
      assert.equal(await post({ text }), 'invalid_arguments');
      assert.throws(() => slack.assertClean(), fault);
    });
  }
  for (const [name, blocks, fault] of BLOCKS) {
    it(`refuses ${name}`, async () => {
      assert.equal(await post({ text: 'x', blocks }), 'invalid_blocks');
      assert.throws(() => slack.assertClean(), fault);
    });
  }

  it('takes escaped words, links, quotations and channel names', async () => {
    const text = '> quoted\nSalt &amp; Pepper &lt;3 <https://audiopod.ai|AudioPod> <#C123>';
    assert.equal(await post({ text, blocks: [section(text)] }), 'ok');
    slack.assertClean();
  });

  it('notes a secret wherever it is written, and a message without words for screen readers', async () => {
    await post({ text: `The secret is ${slack.signingSecret}` });
    assert.throws(() => slack.assertClean(), /chat.postMessage: shows a secret/);
    await post({ blocks: [section('x')] });
    assert.throws(() => slack.assertClean(), /no text/);
  });

  it('refuses what is unknown, of the wrong type, or not form-encoded', async () => {
    assert.equal(await post({ text: 'x', chanel: 'y' }), 'invalid_arguments');
    const length = client.apiCall('files.getUploadURLExternal', { filename: 'a.m4a', length: 'long' });
    assert.equal(await outcome(length), 'invalid_arguments');
    assert.equal(await outcome(client.apiCall('chat.whisper', {})), 'unknown_method');
    const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
    const json = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers, body: '{}' });
    assert.deepEqual(await json.json(), { ok: false, error: 'invalid_form_data' });
    assert.throws(() => slack.assertClean(), /chanel.*length.*whisper.*form-encoded/s);
  });

  it('knows tokens, and what each of them may do', async () => {
    assert.equal(await outcome(clientOf(slack, 'xoxb-wrong').auth.test()), 'invalid_auth');
    assert.equal(await outcome(clientOf(slack, '').auth.test()), 'not_authed');
    assert.equal(await outcome(clientOf(slack, slack.appToken).auth.test()), 'not_allowed_token_type');
    assert.equal(await outcome(client.apps.connections.open({})), 'not_allowed_token_type');
    slack.scopes.delete('users:read');
    assert.equal(await outcome(client.users.info({ user: slack.users.member.id })), 'missing_scope');
    slack.scopes.add('users:read');
  });

  it('lets the bot write only where it is, and sees no private place that it is not in', async () => {
    const { random, secret, archived, pair, general } = slack.channels;
    const found = [random, secret, pair, archived].map(({ id: channel }) => post({ channel, text: 'x' }));
    const errors = ['not_in_channel', 'channel_not_found', 'channel_not_found', 'is_archived'];
    assert.deepEqual(await Promise.all(found), errors);
    assert.equal(await outcome(client.conversations.join({ channel: secret.id })), 'channel_not_found');
    assert.equal(await outcome(client.conversations.join({ channel: random.id })), 'ok');
    assert.equal(await post({ channel: random.id, text: 'x' }), 'ok');
    const { member } = slack.users;
    const theirs = slack.say({ user: member, channel: general, text: 'Hello' });
    const reply = slack.say({ user: member, channel: general, threadTs: theirs.ts });
    const update = client.chat.update({ channel: general.id, ts: theirs.ts, text: 'x' });
    assert.equal(await outcome(update), 'cant_update_message');
    assert.equal(await post({ thread_ts: reply.ts, text: 'x' }), 'cannot_reply_to_message');
    assert.throws(() => slack.assertClean(), /thread_ts names no message/);
    const only = { channel: general.id, user: member.id, text: 'Only you' };
    const { message_ts: ts = '' } = await client.chat.postEphemeral(only);
    assert.deepEqual(
      slack.messagesFor(slack.users.admin, general).filter(({ text }) => text === only.text),
      [],
    );
    assert.equal(await outcome(client.chat.update({ ...only, ts })), 'invalid_arguments');
    const changed = client.chat.update({ channel: general.id, text: 'x', ts });
    assert.equal(await outcome(changed), 'message_not_found');
    assert.throws(() => slack.assertClean(), /user/);
  });

  it('takes files of the size declared, after their bytes, once, and shows where they are later', async () => {
    const declared = await client.files.getUploadURLExternal({ filename: 'a.m4a', length: 3 });
    const { file_id: id = '', upload_url: url = '' } = declared;
    const channel_id = slack.channels.general.id;
    const complete = () => outcome(client.files.completeUploadExternal({ files: [{ id }], channel_id }));
    assert.equal(await complete(), 'file_not_found');
    assert.equal((await fetch(url, { method: 'POST', body: 'four' })).status, 400);
    assert.throws(() => slack.assertClean(), /before its bytes.*3 bytes and has 4/s);
    assert.equal((await fetch(url, { method: 'POST', body: 'abc' })).status, 200);
    assert.equal(await complete(), 'ok');
    assert.deepEqual((await client.files.info({ file: id })).file?.shares, {});
    assert.ok((await client.files.info({ file: id })).file?.shares?.public?.[channel_id]);
    slack.assertClean();
    await complete();
    assert.throws(() => slack.assertClean(), /completed twice/);
  });

  it('takes blocks or a comment beside files, of known kinds, in which people may be mentioned', async () => {
    const complete = async (more: object) => {
      const args = { files: [{ id: await upload() }], channel_id: slack.channels.general.id, ...more };
      return outcome(client.apiCall('files.completeUploadExternal', args));
    };
    const blocks = [section('<@U0123ABCD> Done'), actions('a')];
    assert.equal(await complete({ blocks }), 'ok');
    assert.equal(slack.messages.at(-1)?.text, '<@U0123ABCD> Done');
    slack.assertClean();
    await complete({ blocks, initial_comment: 'Done' });
    assert.throws(() => slack.assertClean(), /ignored beside initial_comment/);
    assert.equal(await complete({ blocks: [{ type: 'markdown', text: 'x' }] }), 'invalid_blocks');
    assert.equal(await complete({ blocks: [section('<!here> Done')] }), 'invalid_blocks');
    assert.throws(() => slack.assertClean(), /type.*pings/s);
  });

  it('confirms and shares nothing if told to, and then never what was deleted', async () => {
    const complete = async () => {
      const id = await upload();
      const channel_id = slack.channels.general.id;
      assert.equal(await outcome(client.files.completeUploadExternal({ files: [{ id }], channel_id })), 'ok');
      return id;
    };
    const before = slack.messages.length;
    slack.unsharedCompletions = 2;
    const [deleted] = [await complete(), await complete()];
    assert.equal(slack.messages.length, before);
    assert.equal(await outcome(client.files.delete({ file: deleted })), 'ok');
    assert.equal(await outcome(client.files.info({ file: deleted })), 'file_not_found');
    slack.shareLate();
    assert.equal(slack.messages.length, before + 1);
    slack.assertClean();
  });

  it('takes alternative text for pictures, and shares nothing that has one and is none', async () => {
    const altText = { alt_txt: 'A waveform' };
    await upload('a.png', altText);
    slack.assertClean();
    const id = await upload('a.m4a', altText);
    assert.throws(() => slack.assertClean(), /alt_txt for a\.m4a/);
    const before = slack.messages.length;
    await client.files.completeUploadExternal({ files: [{ id }], channel_id: slack.channels.general.id });
    assert.equal(slack.messages.length, before);
  });

  it('shows a page instead of a file without the token, and where the bot is not', async () => {
    const { member } = slack.users;
    const file = await slack.addFile({ owner: member, content: Buffer.from('abc') });
    const url = `${slack.apiUrl.replace('api/', 'files-pri')}/${slack.team.id}-${file.id}/song.mp3`;
    const read = async (headers: Record<string, string>) => (await fetch(url, { headers })).text();
    const authorization = `Bearer ${slack.botToken}`;
    slack.say({ user: member, channel: slack.channels.secret, files: [file] });
    assert.match(await read({ authorization }), /Sign in/);
    slack.say({ user: member, channel: slack.channels.general, files: [file] });
    assert.equal(await read({ authorization }), 'abc');
    assert.match(await read({}), /Sign in/);
  });

  it('takes a home for a person, without tables, in the place of the one it names by its hash', async () => {
    const { id: user_id } = slack.users.member;
    const publish = (view: object, more: object = {}) =>
      client.apiCall('views.publish', { user_id, view: { type: 'home', ...view }, ...more });
    const blocks = [section('x'), actions('a')];
    const first = Object(await publish({ blocks })).view;
    assert.equal(await outcome(publish({ blocks }, { hash: first.hash })), 'ok');
    assert.equal(await outcome(publish({ blocks }, { hash: first.hash })), 'hash_conflict');
    slack.isHomeOn = false;
    assert.equal(await outcome(publish({ blocks })), 'not_enabled');
    slack.isHomeOn = true;
    slack.assertClean();
    assert.equal(await outcome(publish({ blocks: [table([['x']])] })), 'invalid_arguments');
    assert.equal(
      await outcome(publish({ blocks, title: { type: 'plain_text', text: 'x' } })),
      'invalid_arguments',
    );
    assert.throws(() => slack.assertClean(), /blocks.*title/s);
  });

  it('notes what is not acknowledged, and takes triggers once, in time, for views within their limits', async () => {
    const envelopes: { readonly envelope_id: string }[] = [];
    const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({});
    const socket = new WebSocket(url);
    socket.addEventListener('message', ({ data }) => {
      const envelope = JSON.parse(String(data));
      if (envelope.type === 'slash_commands') envelopes.push(envelope);
    });
    await slack.untilConnected();
    const { member: user } = slack.users;
    const use = async (): Promise<{ trigger_id: string; response_url: string }> => {
      const { length } = envelopes;
      const sent = slack.command({ command: '/tts', user, channel: slack.channels.general });
      const envelope = Object(await slack.until('a command', () => envelopes[length]));
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
      assert.equal((await sent).acknowledged, true);
      return envelope.payload;
    };
    const plain = (text: string) => ({ type: 'plain_text' as const, text });
    const view = {
      type: 'modal' as const,
      title: plain('A form'),
      submit: plain('Send'),
      blocks: [section('x')],
    };
    const open = (trigger_id: string, more: object = {}) =>
      outcome(client.apiCall('views.open', { trigger_id, view: { ...view, ...more } }));

    const { trigger_id, response_url } = await use();
    assert.equal(await open(trigger_id, { title: plain('A title of 25 characters.') }), 'invalid_arguments');
    assert.throws(() => slack.assertClean(), /24/);
    assert.equal(await open(trigger_id), 'ok');
    assert.equal(await open(trigger_id), 'exchanged_trigger_id');

    const form = { id: 'V1', userId: user.id, hash: '1', state: new Map(), errors: {}, open: true };
    const input: types.InputBlock = {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'option:name' },
    };
    const errorsIn = (answer: object) => {
      const journal = createJournal([]);
      errorsOf(journal, { ...form, payload: { ...view, blocks: [input] } }, answer);
      return journal;
    };
    errorsIn({ response_action: 'errors', errors: { name: 'Too long' } }).assertClean([]);
    for (const answer of [
      { response_action: 'errors', errors: { nobody: 'x' } },
      { response_action: 'errors', errors: {} },
      { response_action: 'errors', errors: { name: '' } },
      { response_action: 'clear' },
    ]) {
      assert.throws(() => errorsIn(answer).assertClean([]), /view_submission/, JSON.stringify(answer));
    }

    const respond = async () => {
      const body = JSON.stringify({ text: 'x', response_type: 'ephemeral', replace_original: false });
      return (await fetch(response_url, { method: 'POST', body })).status;
    };
    const statuses: number[] = [];
    for (let time = 1; time <= 6; time += 1) statuses.push(await respond());
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 404]);

    const late = await use();
    const sent = slack.command({ command: '/tts', user, channel: slack.channels.general });
    await slack.until('another command', () => envelopes.length === 3);
    clock.putForward(3_001);
    assert.equal((await sent).acknowledged, false);
    assert.throws(() => slack.assertClean(), /slash_commands: not acknowledged/);
    assert.equal(await open(late.trigger_id), 'expired_trigger_id');
    socket.close();
  });
});
