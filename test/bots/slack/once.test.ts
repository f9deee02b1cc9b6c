import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { buttonOf } from './fixtures/buttons.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

describe('requests over HTTP', { concurrency: 2 }, () => {
  it('that were tampered with, are too old or from the future are refused', async () => {
    await using here = await startSlackWorld({ transport: 'http' });
    const { slack } = here;
    const body = new URLSearchParams({
      command: '/tts',
      text: 'Hello',
      user_id: slack.users.member.id,
      team_id: slack.team.id,
      channel_id: slack.channels.general.id,
      trigger_id: '1.2.abc',
      response_url: `${slack.apiUrl}nowhere`,
      api_app_id: slack.appId,
    }).toString();
    const now = Date.now();
    const statusOf = async (delivery: Parameters<typeof slack.http>[0]) =>
      (await slack.http(delivery)).status;
    assert.equal(await statusOf({ body, signingSecret: 'another' }), 401);
    assert.equal(await statusOf({ body, timestampMs: now - 6 * 60_000 }), 401);
    assert.equal(await statusOf({ body, timestampMs: now + 2 * 60_000 }), 401);
    const kept = await slack.http({ body });
    assert.equal(kept.status, 200);
    await here.finished();
    assert.equal(await statusOf({ body }), 200);
    assert.equal((await here.jobs()).length, 1);
  });

  it('from another workspace start nothing', async () => {
    await using here = await startSlackWorld({ transport: 'http' });
    const { slack } = here;
    const body = new URLSearchParams({
      command: '/tts',
      text: 'Hello',
      user_id: slack.users.member.id,
      team_id: 'T0ELSEWHERE',
      channel_id: slack.channels.general.id,
      trigger_id: '1.2.abc',
      response_url: `${slack.apiUrl}nowhere`,
    }).toString();
    await slack.http({ body });
    assert.deepEqual(await here.jobs(), []);
    assert.deepEqual(slack.calls('users.info'), []);
  });
});

describe('one request makes one job', { concurrency: 2 }, () => {
  for (const transport of ['socket', 'http'] as const) {
    it(`when a command arrives three times over ${transport}`, async () => {
      await using here = await startSlackWorld({ transport });
      const { slack } = here;
      const { member } = slack.users;
      await slack.command(
        { command: '/tts', text: 'Only once', user: member, channel: slack.channels.general },
        { copies: 3 },
      );
      await here.finished();
      assert.equal((await here.jobs()).length, 1);
      assert.equal(slack.messagesFor(member).filter(({ via }) => via === 'upload').length, 1);
      slack.assertClean();
    });
  }

  it('when an event is delivered again', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { message: _message, ...delivered } = await slack.mention({
      user: member,
      channel: slack.channels.general,
      text: `<@${slack.botUserId}> tts Only once`,
    });
    await here.finished();
    const again = await slack.redeliver(delivered);
    assert.equal(again.retryNum, 1);
    assert.equal(again.acknowledged, true);
    await turn();
    assert.equal((await here.jobs()).length, 1);
  });

  it('when the button “Try again” is pressed twice', async () => {
    await using here = await startSlackWorld();
    const { slack } = here;
    const { member } = slack.users;
    const { general } = slack.channels;
    here.world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'status', status: 402 } });
    await slack.command({ command: '/tts', text: 'Try me', user: member, channel: general });
    const first = await here.finished();
    assert.equal(first.work.stage, 'failed');
    const status = await slack.until('the failure', () =>
      slack.messagesFor(member, general).find(({ blocks }) => JSON.stringify(blocks).includes('job:retry')),
    );
    await Promise.all([
      slack.press({ user: member, on: status, actionId: buttonOf(status, 'retry') }),
      slack.press({ user: member, on: status, actionId: buttonOf(status, 'retry') }),
    ]);
    await slack.until('the second try', () => slack.messagesFor(member).some(({ via }) => via === 'upload'));
    assert.equal((await here.jobs()).length, 2);
    slack.assertClean();
  });
});
