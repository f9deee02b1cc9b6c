import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import type { types } from '@slack/bolt';
import { createVirtualClock } from '../virtual-clock.ts';
import { boltOverHttp, boltOverSocket, clientOf } from './bolt-apps.ts';
import { startFakeSlack } from './start-fake-slack.ts';

const MODAL: types.ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Speech' },
  blocks: [{ type: 'divider' }],
};

async function say(url: string | undefined, text: string): Promise<number> {
  const answer = await fetch(url ?? '', { method: 'POST', body: JSON.stringify({ text }) });
  await answer.text();
  return answer.status;
}

describe('the fake Slack', { concurrency: true }, () => {
  it('lets a trigger id expire after three seconds', async () => {
    const clock = createVirtualClock(Date.now());
    await using slack = await startFakeSlack({ clock });
    await using bolt = boltOverSocket(slack);
    bolt.app.shortcut('speak', ({ ack }) => ack());
    await bolt.start();
    const { triggerId = '' } = await slack.globalShortcut({ callbackId: 'speak', user: slack.users.member });
    await clock.advance(3_001);
    const { views } = clientOf(slack);
    await assert.rejects(views.open({ trigger_id: triggerId, view: MODAL }), /expired_trigger_id/);
    await assert.rejects(views.open({ trigger_id: 'made-up', view: MODAL }), /invalid_trigger_id/);
    slack.assertClean();
  });

  it('takes a response URL five times, for half an hour', async () => {
    const clock = createVirtualClock(Date.now());
    await using slack = await startFakeSlack({ clock });
    await using bolt = boltOverSocket(slack);
    bolt.app.command('/tts', ({ ack }) => ack());
    await bolt.start();
    const call = { command: '/tts', user: slack.users.member, channel: slack.channels.secret };
    const first = (await slack.command(call)).responseUrl;
    const statuses = [];
    for (let use = 0; use < 6; use += 1) statuses.push(await say(first, 'hello'));
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 404]);
    const second = (await slack.command(call)).responseUrl;
    await clock.advance(30 * 60_000 + 1);
    assert.equal(await say(second, 'hello'), 404);
    assert.equal(slack.messages.length, 5);
    slack.assertClean();
    const third = (await slack.command(call)).responseUrl;
    await say(third, 'Salt & Pepper');
    assert.throws(() => slack.assertClean(), /response_url: text: has an unescaped &/);
  });

  it('refuses a view over the limits of views', async () => {
    await using slack = await startFakeSlack();
    const { views } = clientOf(slack);
    for (const [view, fault] of [
      [{ ...MODAL, title: { type: 'plain_text', text: 'x'.repeat(25) } }, /title\.text/],
      [{ ...MODAL, private_metadata: 'x'.repeat(3_001) }, /private_metadata/],
      [
        {
          ...MODAL,
          blocks: [
            {
              type: 'input',
              label: { type: 'plain_text', text: 'Words' },
              element: { type: 'plain_text_input', action_id: 'words' },
            },
          ],
        },
        /needs submit/,
      ],
    ] satisfies [types.ModalView, RegExp][]) {
      await assert.rejects(views.open({ trigger_id: 'any', view }), /invalid_arguments/);
      assert.match(slack.violations.at(-1) ?? '', fault);
    }
  });

  it('answers 429 on demand, and above the published rates when told to keep them', async () => {
    const clock = createVirtualClock();
    await using slack = await startFakeSlack({ clock, rates: true });
    const { chat } = clientOf(slack);
    const channel = slack.channels.general.id;
    slack.fault('chat.postMessage', { kind: 'rate-limited', retryAfterSeconds: 7 });
    await assert.rejects(chat.postMessage({ channel, text: 'x' }), { retryAfter: 7 });
    for (let post = 0; post < 4; post += 1) await chat.postMessage({ channel, text: 'x' });
    await assert.rejects(chat.postMessage({ channel, text: 'x' }), { retryAfter: 1 });
    await chat.postMessage({ channel: slack.channels.team.id, text: 'x' });
    await clock.advance(1_000);
    await chat.postMessage({ channel, text: 'x' });
    assert.equal(slack.messages.length, 6);
  });

  it('fails as told: before the effect, after it, by a platform error, by silence', async () => {
    await using slack = await startFakeSlack();
    const { chat } = clientOf(slack);
    const post = { channel: slack.channels.general.id, text: 'x' };
    slack.fault('chat.postMessage', { kind: 'status', status: 500 });
    await assert.rejects(chat.postMessage(post), { statusCode: 500 });
    slack.fault('chat.postMessage', { kind: 'error', error: 'restricted_action' });
    await assert.rejects(chat.postMessage(post), /restricted_action/);
    slack.fault('chat.postMessage', { kind: 'destroy' });
    await assert.rejects(chat.postMessage(post));
    assert.equal(slack.messages.length, 0);
    slack.fault('chat.postMessage', { kind: 'status', status: 503, after: true });
    await assert.rejects(chat.postMessage(post), { statusCode: 503 });
    assert.equal(slack.messages.length, 1);
    slack.fault('chat.postMessage', { kind: 'delay', delayMs: 20 });
    await chat.postMessage(post);
    slack.fault('chat.postMessage', { kind: 'hang' });
    const hung = fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      signal: AbortSignal.timeout(50),
    });
    await assert.rejects(hung, { name: 'TimeoutError' });
    assert.equal(slack.messages.length, 2);
    assert.deepEqual(
      slack.calls('chat.postMessage').map(({ answer }) => answer?.error ?? answer?.status),
      [500, 'restricted_action', undefined, undefined, 200, undefined],
    );
  });

  it('notes what is not acknowledged', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverHttp(slack);
    bolt.app.event('app_mention', async () => undefined);
    await bolt.start();
    const call = { command: '/unknown', user: slack.users.member, channel: slack.channels.general };
    const unknown = await slack.command(call);
    assert.deepEqual([unknown.acknowledged, unknown.status], [false, 404]);
    assert.throws(() => slack.assertClean(), /slash_commands: not acknowledged/);
    await slack.command(call, { mayFail: true });
    assert.equal(slack.violations.length, 1);
  });

  it('tries an event again until it is acknowledged, saying which try it is', async () => {
    await using slack = await startFakeSlack();
    const tries: unknown[] = [];
    const server = createServer((request, response) => {
      tries.push([request.headers['x-slack-retry-num'], request.headers['x-slack-retry-reason']]);
      request.resume();
      if (tries.length === 1) response.writeHead(500).end();
      else if (tries.length === 2) response.destroy();
      else response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    assert.ok(typeof bound === 'object' && bound !== null);
    slack.useHttp(`http://127.0.0.1:${bound.port}/`);
    const call = { user: slack.users.member, channel: slack.channels.general, text: 'stems' };

    const { acknowledged, retryNum } = await slack.mention(call, { retries: 3 });

    assert.deepEqual([acknowledged, retryNum], [true, 2]);
    assert.deepEqual(tries, [
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_timeout'],
    ]);
    slack.assertClean();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    assert.equal((await slack.mention(call, { mayFail: true })).acknowledged, false);
  });

  it('signs what it sends, and sends with any other signature when asked', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverHttp(slack);
    bolt.app.command('/tts', ({ ack }) => ack('ok'));
    await bolt.start();
    const call = { command: '/tts', user: slack.users.member, channel: slack.channels.general };
    const { payload, status } = await slack.command(call);
    assert.equal(status, 200);
    const body = String(
      new URLSearchParams(
        Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)])),
      ),
    );
    assert.equal((await slack.http({ body })).status, 200);
    assert.equal((await slack.http({ body, signingSecret: 'wrong' })).status, 401);
    assert.equal((await slack.http({ body, timestampMs: Date.now() - 6 * 60_000 })).status, 401);
    assert.equal((await slack.http({ body, signature: 'v0=00' })).status, 401);
  });

  it('tells sockets to reconnect, and cuts them', async () => {
    await using slack = await startFakeSlack();
    await using bolt = boltOverSocket(slack);
    bolt.app.command('/tts', ({ ack }) => ack());
    await bolt.start();
    const call = { command: '/tts', user: slack.users.member, channel: slack.channels.general };
    for (const cut of [slack.refreshSockets, slack.dropSockets]) {
      const before = slack.calls('apps.connections.open').length;
      cut();
      await slack.until('a new socket', () => {
        return slack.calls('apps.connections.open').length > before && slack.sockets === 1;
      });
      assert.equal((await slack.command(call)).acknowledged, true);
    }
    await assert.rejects(
      slack.until('nothing', () => false, 10),
      /nothing: not within 10 ms; the last requests/,
    );
    slack.assertClean();
  });
});
