import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { types } from '@slack/bolt';
import { boltOverHttp, clientOf } from './bolt-apps.ts';
import { startFakeSlack } from './start-fake-slack.ts';

const modal = (title: string, extra: Partial<types.ModalView> = {}): types.ModalView => ({
  type: 'modal',
  callback_id: 'speech',
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: 'Go' },
  blocks: [
    {
      type: 'input',
      block_id: 'words',
      optional: true,
      label: { type: 'plain_text', text: 'Words' },
      element: { type: 'plain_text_input', action_id: 'words' },
    },
  ],
  ...extra,
});

describe('views of the fake Slack', { concurrency: true }, () => {
  it('are updated where they are open and the hash is the last', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverHttp(slack);
    bolt.app.shortcut('speak', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('Loading') });
    });
    bolt.app.view({ callback_id: 'speech', type: 'view_closed' }, ({ ack }) => ack());
    await bolt.start();
    const user = slack.users.member;
    await slack.globalShortcut({ callbackId: 'speak', user });
    const view = await slack.until('the modal', () => slack.views[0]);
    const { views } = clientOf(slack);
    const { hash } = view;
    const shown = modal('Speech', { notify_on_close: true });
    const updated = await views.update({ view_id: view.id, hash, view: shown });
    assert.notEqual(updated.view?.hash, hash);
    await assert.rejects(views.update({ view_id: view.id, hash, view: shown }), /hash_conflict/);
    await assert.rejects(slack.submit({ user: slack.users.admin, view }), /does not see that/);
    assert.equal((await slack.closeView(view, user))?.acknowledged, true);
    await assert.rejects(views.update({ view_id: view.id, view: shown }), /not_found/);
    slack.assertClean();
  });

  it('lie on each other three deep, and are cleared together', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverHttp(slack);
    bolt.app.shortcut('speak', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('1') });
    });
    bolt.app.view('speech', async ({ ack, view }) => {
      const words = view.state.values['words']?.['words']?.value;
      if (words === 'clear') await ack({ response_action: 'clear' });
      else await ack({ response_action: 'push', view: modal(`${Number(view.title.text) + 1}`) });
    });
    await bolt.start();
    const user = slack.users.member;
    await slack.globalShortcut({ callbackId: 'speak', user });
    await slack.until('the modal', () => slack.views[0]);
    const top = () => {
      const view = slack.views.at(-1);
      assert.ok(view);
      return view;
    };
    await slack.submit({ user, view: top() });
    await slack.submit({ user, view: top() });
    assert.deepEqual(
      slack.views.map(({ payload }) => payload.type === 'modal' && payload.title.text),
      ['1', '2', '3'],
    );
    slack.assertClean();
    await slack.submit({ user, view: top() });
    assert.throws(() => slack.assertClean(), /push_limit_reached/);
    await slack.submit({ user, view: top(), fields: { words: { text: 'clear' } } });
    assert.deepEqual(slack.views, []);
  });

  it('of the home tab are published for a person', async () => {
    await using slack = await startFakeSlack();
    const { views } = clientOf(slack);
    const view: types.HomeView = { type: 'home', blocks: [{ type: 'divider' }] };
    await views.publish({ user_id: slack.users.member.id, view });
    await views.publish({ user_id: slack.users.member.id, view });
    assert.equal(slack.views.length, 1);
    slack.assertClean();
  });
});
