import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlashCommand, types } from '@slack/bolt';
import { boltOverHttp, boltOverSocket } from './bolt-apps.ts';
import { startFakeSlack } from './start-fake-slack.ts';

const MODAL: types.ModalView = {
  type: 'modal',
  callback_id: 'speech',
  title: { type: 'plain_text', text: 'Speech' },
  submit: { type: 'plain_text', text: 'Speak' },
  blocks: [
    {
      type: 'input',
      block_id: 'words',
      label: { type: 'plain_text', text: 'Words' },
      element: { type: 'plain_text_input', action_id: 'words', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'voice',
      optional: true,
      label: { type: 'plain_text', text: 'Voice' },
      element: { type: 'external_select', action_id: 'voice', min_query_length: 1 },
    },
  ],
};

for (const [transport, boltOver] of [
  ['a socket', boltOverSocket],
  ['signed HTTP', boltOverHttp],
] as const) {
  describe(`the fake Slack over ${transport}`, { concurrency: true }, () => {
    it('delivers a command, shows the words of its acknowledgement and of its response URL', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      let seen: SlashCommand | undefined;
      bolt.app.command('/tts', async ({ command, ack, respond }) => {
        seen = command;
        await ack('Working');
        await respond({ text: 'Still working', response_type: 'ephemeral' });
      });
      await bolt.start();
      const { member, admin } = slack.users;

      const delivered = await slack.command({
        command: '/tts',
        text: 'hello &amp; “you”',
        user: member,
        channel: slack.channels.random,
      });

      assert.equal(delivered.acknowledged, true);
      assert.equal(seen?.text, 'hello &amp; “you”');
      await slack.until('both answers', () => slack.messagesFor(member).length === 2);
      assert.deepEqual(
        slack.messagesFor(member).map(({ text, via }) => [text, via]),
        [
          ['Working', 'ack'],
          ['Still working', 'response_url'],
        ],
      );
      assert.deepEqual(slack.messagesFor(admin), []);
      slack.assertClean();
    });

    it('opens a modal once per trigger, asks for options and takes errors, then the submission', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      const submitted: unknown[] = [];
      let second: unknown;
      bolt.app.shortcut('speak', async ({ shortcut, ack, client }) => {
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: MODAL });
        second = await client.views
          .open({ trigger_id: shortcut.trigger_id, view: MODAL })
          .catch((error: unknown) => error);
      });
      bolt.app.options('voice', async ({ ack }) => {
        await ack({ options: [{ text: { type: 'plain_text', text: 'Ann' }, value: 'ann' }] });
      });
      bolt.app.view('speech', async ({ ack, view }) => {
        submitted.push(view.state.values);
        if (submitted.length === 1)
          return ack({ response_action: 'errors', errors: { words: 'Say something else' } });
        return ack();
      });
      await bolt.start();
      const user = slack.users.member;

      await slack.globalShortcut({ callbackId: 'speak', user });
      const view = await slack.until('the modal', () => second !== undefined && slack.views[0]);
      assert.match(String(second), /exchanged_trigger_id/);

      await assert.rejects(slack.submit({ user, view }), /words is required/);
      await assert.rejects(
        slack.submit({ user, view, fields: { words: { text: 'x'.repeat(21) } } }),
        /21 characters/,
      );
      await assert.rejects(slack.suggest({ user, on: view, actionId: 'voice', value: '' }), /from 1/);
      await assert.rejects(slack.submit({ user, view, fields: { voice: { option: 'ann' } } }), /no option/);
      const { options } = await slack.suggest({ user, on: view, actionId: 'voice', value: 'a' });
      assert.deepEqual(options, [{ text: 'Ann', value: 'ann' }]);

      const fields = { words: { text: 'hello' }, voice: { option: 'ann' } };
      await slack.submit({ user, view, fields });
      assert.deepEqual(view.errors, { words: 'Say something else' });
      assert.equal(view.open, true);
      await slack.submit({ user, view, fields: { words: { text: 'goodbye' } } });
      assert.equal(view.open, false);
      assert.deepEqual(submitted.at(-1), {
        words: { words: { type: 'plain_text_input', value: 'goodbye' } },
        voice: {
          voice: {
            type: 'external_select',
            selected_option: { text: { type: 'plain_text', text: 'Ann', emoji: true }, value: 'ann' },
          },
        },
      });
      slack.assertClean();
    });

    it('presses buttons that are there, and lets the response URL replace their message', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      bolt.app.action('cancel', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'Cancelled', replace_original: true });
      });
      await bolt.start();
      const { general } = slack.channels;
      await bolt.app.client.chat.postMessage({
        channel: general.id,
        text: 'Working',
        blocks: [
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'cancel',
                value: 'job',
                text: { type: 'plain_text', text: 'Cancel' },
              },
            ],
          },
        ],
      });
      const [message] = slack.messages;
      assert.ok(message);

      await assert.rejects(
        slack.press({ user: slack.users.member, on: message, actionId: 'retry' }),
        /there are: cancel/,
      );
      await slack.press({ user: slack.users.member, on: message, actionId: 'cancel' });
      await slack.until('the replacement', () => message.edits === 1);
      assert.equal(message.text, 'Cancelled');
      assert.deepEqual(message.blocks, []);
      slack.assertClean();
    });

    it('sends an event again with its retry number, and copies of it at once', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      const seen: unknown[] = [];
      bolt.app.event('app_mention', async ({ body, context }) => {
        seen.push([body.event_id, context.retryNum]);
      });
      await bolt.start();
      const unheard = slack.mention({ user: slack.users.member, channel: slack.channels.random });
      await assert.rejects(unheard, /no app_mention from where the bot is not/);

      const mentioned = await slack.mention(
        { user: slack.users.member, channel: slack.channels.general, text: 'stems' },
        { copies: 2 },
      );
      await slack.redeliver(mentioned);
      await slack.until('three', () => seen.length === 3);

      const id = mentioned.payload['event_id'];
      assert.deepEqual(seen, [
        [id, undefined],
        [id, undefined],
        [id, 1],
      ]);
      slack.assertClean();
    });

    it('shows files as messages carry them: whole, as stubs, without a type, or gone', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      const { member, stranger } = slack.users;
      const files: { readonly id: string; readonly mimetype?: string }[] = [];
      bolt.app.shortcut({ type: 'message_action', callback_id: 'split' }, async ({ shortcut, ack }) => {
        await ack();
        files.push(...shortcut.message['files']);
      });
      await bolt.start();
      const content = Buffer.from('sound');
      const message = slack.say({
        user: member,
        channel: slack.channels.general,
        files: [
          await slack.addFile({ owner: member, content }),
          await slack.addFile({ owner: stranger, content, kind: 'connect', mimeType: 'audio/wav' }),
          await slack.addFile({ owner: member, content, kind: 'voice-clip', durationMs: 900 }),
          await slack.addFile({ owner: member, content, kind: 'external' }),
          await slack.addFile({ owner: member, content, kind: 'tombstone' }),
        ],
      });

      await slack.messageShortcut({ callbackId: 'split', user: slack.users.admin, message });

      const shown = files.map((file) =>
        Object.fromEntries(
          Object.entries(file).filter(([name]) =>
            ['mode', 'mimetype', 'subtype', 'file_access', 'duration_ms'].includes(name),
          ),
        ),
      );
      assert.deepEqual(shown, [
        { mode: 'hosted', mimetype: 'audio/mpeg', file_access: 'visible' },
        { mode: 'file_access', file_access: 'check_file_info' },
        { mode: 'hosted', mimetype: '', file_access: 'visible', subtype: 'slack_audio', duration_ms: 900 },
        { mode: 'external', mimetype: 'audio/mpeg', file_access: 'visible' },
        { mode: 'tombstone' },
      ]);
      const info = await bolt.app.client.files.info({ file: files[1]?.id ?? '' });
      assert.equal(info.file?.mimetype, 'audio/wav');
      const gone = bolt.app.client.files.info({ file: files[4]?.id ?? '' });
      await assert.rejects(gone, /file_not_found/);
      slack.assertClean();
    });

    it('tells a message in a direct conversation from its echo', async () => {
      await using slack = await startFakeSlack();
      await using bolt = boltOver(slack);
      const heard: unknown[] = [];
      bolt.app.message(async ({ message }) => {
        heard.push([message.subtype, 'files' in message && message.files?.length]);
      });
      await bolt.start();
      const { member } = slack.users;
      const file = await slack.addFile({ owner: member, content: Buffer.from('sound'), kind: 'voice-clip' });

      await slack.directMessage({ user: member, files: [file] });
      await bolt.app.client.chat.postMessage({ channel: slack.dm(member).id, text: 'Done' });
      const own = slack.messages.at(-1);
      assert.ok(own);
      const echoed = await slack.echo(own);

      assert.equal(echoed.acknowledged, true);
      // The framework leaves out what the app itself wrote.
      assert.deepEqual(heard, [['file_share', 1]]);
      slack.assertClean();
    });
  });
}
