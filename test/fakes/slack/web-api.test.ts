import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { types } from '@slack/bolt';
import { clientOf } from './bolt-apps.ts';
import { startFakeSlack } from './start-fake-slack.ts';

const section = (text: string): types.SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The platform error of a call, or `ok`. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return String(error).replace(/^.*: /, '');
  }
}

describe('the Web API of the fake Slack', { concurrency: true }, () => {
  it('lets the bot write only where it is, and sees no private place it is not in', async () => {
    await using slack = await startFakeSlack();
    const { chat } = clientOf(slack);
    const { general, random, team, secret, group, pair, archived } = slack.channels;
    const results = [];
    for (const { id: channel } of [general, random, team, secret, group, pair, archived])
      results.push(await outcome(chat.postMessage({ channel, text: 'hello' })));
    assert.deepEqual(results, [
      'ok',
      'not_in_channel',
      'ok',
      'channel_not_found',
      'channel_not_found',
      'channel_not_found',
      'is_archived',
    ]);
    slack.assertClean();
  });

  it('lets the bot join public channels with the scope for it, and open direct messages', async () => {
    await using slack = await startFakeSlack();
    const { conversations, chat } = clientOf(slack);
    const { random, secret } = slack.channels;
    assert.equal(await outcome(conversations.join({ channel: secret.id })), 'channel_not_found');
    slack.scopes.delete('channels:join');
    assert.equal(await outcome(conversations.join({ channel: random.id })), 'missing_scope');
    slack.scopes.add('channels:join');
    await conversations.join({ channel: random.id });
    assert.equal(await outcome(chat.postMessage({ channel: random.id, text: 'hello' })), 'ok');

    const opened = await conversations.open({ users: slack.users.member.id });
    assert.equal(opened.channel?.id, slack.dm(slack.users.member).id);
    assert.equal(await outcome(conversations.open({ users: slack.users.deleted.id })), 'user_disabled');
    assert.equal((await conversations.info({ channel: random.id })).channel?.is_member, true);
    slack.assertClean();
  });

  it('shows people with their flags, and their language only when asked for it', async () => {
    await using slack = await startFakeSlack();
    const { users } = clientOf(slack);
    const { chinese, stranger, guest } = slack.users;
    assert.equal((await users.info({ user: chinese.id })).user?.locale, undefined);
    assert.equal((await users.info({ user: chinese.id, include_locale: true })).user?.locale, 'zh-CN');
    assert.notEqual((await users.info({ user: stranger.id })).user?.team_id, slack.team.id);
    assert.equal((await users.info({ user: guest.id })).user?.is_restricted, true);
    assert.equal(await outcome(users.info({ user: 'U0NOBODY' })), 'user_not_found');
  });

  it('updates only its own messages, and threads only under parents', async () => {
    await using slack = await startFakeSlack();
    const { chat } = clientOf(slack);
    const { general } = slack.channels;
    const asked = slack.say({ user: slack.users.member, channel: general, text: 'split this' });
    const reply = slack.say({ user: slack.users.member, channel: general, threadTs: asked.ts });
    const channel = general.id;
    const own = await chat.postMessage({ channel, text: 'Working', thread_ts: asked.ts });
    await chat.update({ channel, ts: String(own.ts), text: 'Done' });
    assert.deepEqual(
      slack
        .messagesFor(slack.users.member, general)
        .map(({ text, threadTs, edits }) => [text, threadTs, edits]),
      [['Done', asked.ts, 1]],
    );
    assert.equal(await outcome(chat.update({ channel, ts: asked.ts, text: 'x' })), 'cant_update_message');
    assert.equal(
      await outcome(chat.update({ channel, ts: '1234567890.000000', text: 'x' })),
      'message_not_found',
    );
    const long = chat.update({ channel, ts: String(own.ts), text: 'x'.repeat(4_001) });
    assert.equal(await outcome(long), 'msg_too_long');
    slack.assertClean();
    const inReply = chat.postMessage({ channel, text: 'x', thread_ts: reply.ts });
    assert.equal(await outcome(inReply), 'cannot_reply_to_message');
    assert.throws(() => slack.assertClean(), /a reply instead of its parent/);
  });

  it('shows an ephemeral message to one member, who alone sees it, and never lets it be updated', async () => {
    await using slack = await startFakeSlack();
    const { chat } = clientOf(slack);
    const { member, admin, chinese } = slack.users;
    const { id: channel } = slack.addChannel({ name: 'two', kind: 'public', members: [member, admin] });
    const { message_ts } = await chat.postEphemeral({ channel, user: member.id, text: 'Only you' });
    assert.deepEqual([slack.messagesFor(member).length, slack.messagesFor(admin).length], [1, 0]);
    const elsewhere = chat.postEphemeral({ channel, user: chinese.id, text: 'Only you' });
    assert.equal(await outcome(elsewhere), 'user_not_in_channel');
    const update = chat.update({ channel, ts: String(message_ts), text: 'x' });
    assert.equal(await outcome(update), 'message_not_found');
    slack.assertClean();
  });

  it('knows wrong tokens, missing ones and those for another purpose', async () => {
    await using slack = await startFakeSlack();
    assert.equal(await outcome(clientOf(slack, 'xoxb-wrong').auth.test()), 'invalid_auth');
    assert.equal(await outcome(clientOf(slack, '').auth.test()), 'not_authed');
    assert.equal(await outcome(clientOf(slack, slack.appToken).auth.test()), 'not_allowed_token_type');
    assert.equal(await outcome(clientOf(slack).apps.connections.open({})), 'not_allowed_token_type');
    const { bot_id, user_id, team_id } = await clientOf(slack).auth.test();
    assert.deepEqual([bot_id, user_id, team_id], [slack.botId, slack.botUserId, slack.team.id]);
    const code = { client_id: slack.clientId, client_secret: slack.clientSecret, code: slack.oauthCode };
    assert.equal((await clientOf(slack, '').oauth.v2.access(code)).access_token, slack.botToken);
    assert.equal(await outcome(clientOf(slack, '').oauth.v2.access(code)), 'invalid_code');
  });

  it('notes a secret wherever it is written', async () => {
    await using slack = await startFakeSlack();
    const { chat } = clientOf(slack);
    const text = `The secret is ${slack.signingSecret}`;
    await chat.postMessage({ channel: slack.channels.general.id, text });
    assert.throws(() => slack.assertClean(), /chat.postMessage: shows a secret/);
  });

  for (const [name, text, fault] of [
    ['a ping to everybody', 'Done <!channel>', /pings with <!channel>/],
    ['a ping to a person', 'Done <@U0123ABCD>', /pings somebody/],
    ['an unescaped tag', 'Title: <b>', /unescaped < or >/],
    ['an unescaped ampersand', 'Salt & Pepper', /unescaped &/],
    ['a token', 'xoxb-123', /shows a token/],
    ['too many characters', 'x'.repeat(40_001), /40000/],
  ] as const) {
    it(`notes ${name} in a text`, async () => {
      await using slack = await startFakeSlack();
      const call = clientOf(slack).chat.postMessage({ channel: slack.channels.general.id, text });
      assert.equal(await outcome(call), 'invalid_arguments');
      assert.throws(() => slack.assertClean(), fault);
    });
  }

  it('takes escaped words, links, quotations and channel names', async () => {
    await using slack = await startFakeSlack();
    const { general } = slack.channels;
    const text = `> quoted\nSalt &amp; Pepper &lt;3 <https://audiopod.ai|AudioPod> <#${general.id}>`;
    const call = clientOf(slack).chat.postMessage({ channel: general.id, text, blocks: [section(text)] });
    assert.equal(await outcome(call), 'ok');
    slack.assertClean();
  });

  const button = (action_id: string): types.Button => ({
    type: 'button',
    action_id,
    text: { type: 'plain_text', text: 'Go' },
  });
  const sectionless: readonly (readonly [string, types.AnyBlock[], RegExp])[] = [
    ['a section of 3001 characters', [section('x'.repeat(3_001))], /3000/],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), /50/],
    [
      '26 buttons in a row',
      [{ type: 'actions', elements: Array.from({ length: 26 }, (_, index) => button(`b${index}`)) }],
      /25/,
    ],
    [
      'one action id twice',
      [{ type: 'actions', elements: [button('a'), button('a')] }],
      /action_id used twice/,
    ],
    [
      'one block id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      /block_id used twice/,
    ],
    ['an action id of 256 characters', [{ type: 'actions', elements: [button('x'.repeat(256))] }], /255/],
    ['a ping inside a block', [section('<!here>')], /pings/],
    [
      'a header in markup',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'Title' } } as types.AnyBlock],
      /text\.type/,
    ],
    ['a misspelt field', [{ ...section('x'), fieldz: [] } as types.AnyBlock], /fieldz/],
  ];
  for (const [name, blocks, fault] of sectionless) {
    it(`refuses ${name}`, async () => {
      await using slack = await startFakeSlack();
      const channel = slack.channels.general.id;
      const call = clientOf(slack).chat.postMessage({ channel, text: 'x', blocks });
      assert.equal(await outcome(call), 'invalid_blocks');
      assert.throws(() => slack.assertClean(), fault);
    });
  }

  it('refuses arguments that are unknown, of the wrong type, or not form-encoded', async () => {
    await using slack = await startFakeSlack();
    const client = clientOf(slack);
    const channel = slack.channels.general.id;
    assert.equal(
      await outcome(client.apiCall('chat.postMessage', { channel, text: 'x', chanel: 'y' })),
      'invalid_arguments',
    );
    assert.equal(
      await outcome(client.apiCall('files.getUploadURLExternal', { filename: 'a.m4a', length: 'long' })),
      'invalid_arguments',
    );
    assert.equal(await outcome(client.apiCall('chat.whisper', {})), 'unknown_method');
    const json = await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.deepEqual(await json.json(), { ok: false, error: 'invalid_form_data' });
    assert.equal(slack.violations.length, 4);
    assert.doesNotThrow(() => slack.assertClean(/chat|files/, /auth/));
  });
});
