import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FakeInteraction } from '../../../fakes/discord/fake-discord.ts';
import { until } from '../../../fakes/until.ts';
import { type LoneBot, startLoneBot } from '../fixtures/lone-bot.ts';
import { startHttpBot } from '../fixtures/over-http.ts';

const MINUTE_MS = 60_000;

/** What a member sees of an interaction, without what differs each time. */
function seen(call: FakeInteraction) {
  const { acknowledgement, messages } = call;
  const data = JSON.stringify(acknowledgement?.data ?? {}).replaceAll(/[0-9a-f-]{36}/g, 'KEY');
  const shown = messages.map(({ content, ephemeral, loading, controls }) => {
    return { content, ephemeral, loading, labels: controls.map(({ label }) => label) };
  });
  return { type: acknowledgement?.type, data, shown };
}

/** Everything that members do, as they see its outcome. */
async function acts(here: LoneBot) {
  const { discord } = here;
  const user = discord.user();
  const guild = discord.guild();
  const ask = async (call: FakeInteraction) => {
    await here.originOf(call);
    return call;
  };
  here.answerWith(() => ({
    kind: 'reply',
    reply: { tone: 'info', text: 'Choose.', actions: [{ kind: 'run', path: 'help' }] },
  }));
  const command = await ask(discord.command({ user, guild, name: 'help' }));
  const direct = await ask(discord.command({ user, name: 'tts', options: { text: 'Hello' } }));
  const [message] = command.messages;
  const [button] = message?.controls ?? [];
  if (message === undefined || button === undefined) throw new Error('No button');
  const press = await ask(discord.press(message, button.customId, { user, guild }));
  const form = discord.command({ user, guild, name: 'music', subcommand: 'bloom' });
  await form.acknowledged();
  const sent = await ask(discord.submitModal(form, { lyrics: 'Lamps along the harbour' }));
  const choices = await discord.autocomplete({
    ...{ user, guild, name: 'tts', options: { text: 'Hello' } },
    focused: { name: 'voice', value: 'am' },
  });
  return {
    ...{ command: seen(command), direct: seen(direct), press: seen(press) },
    ...{ form: seen(form), sent: seen(sent), choices },
    heard: here.heard.map((one) => ('command' in one ? [one.command, one.subcommand, one.options] : 'press')),
  };
}

describe('interactions over HTTP', () => {
  it('are seen by members like those over the gateway', async () => {
    await using byGateway = await startLoneBot();
    await using overHttp = await startHttpBot();
    const [expected, actual] = [await acts(byGateway), await acts(overHttp)];
    assert.deepEqual(actual, expected);
    const { requests, endpoint } = overHttp.discord;
    assert.equal(endpoint.sent.length, 6);
    assert.ok(requests.every(({ path }) => !path.endsWith('/callback')));
    overHttp.discord.assertClean();
  });

  it('are refused unless Discord signed these bytes, lately', async () => {
    await using here = await startHttpBot();
    const { endpoint } = here.discord;
    const nowMs = here.clock.now();
    const body = JSON.stringify({ type: 1 });
    const good = endpoint.sign(body);
    const [signature = ''] = [good.headers['x-signature-ed25519']];
    assert.equal(await here.send(good), 200);
    for (const [what, request] of Object.entries({
      'other bytes': { ...good, body: '{"type": 1}' },
      'no signature': { ...good, headers: {} },
      'no hex': { ...good, headers: { ...good.headers, 'x-signature-ed25519': 'z'.repeat(128) } },
      'half a signature': {
        ...good,
        headers: { ...good.headers, 'x-signature-ed25519': signature.slice(64) },
      },
      'another time': { ...good, headers: { ...good.headers, 'x-signature-timestamp': '1' } },
      'ten minutes ago': endpoint.sign(body, nowMs - 10 * MINUTE_MS),
      'in ten minutes': endpoint.sign(body, nowMs + 10 * MINUTE_MS),
    })) {
      assert.equal(await here.send(request), 401, what);
    }
    assert.equal(await here.send(endpoint.sign('no JSON')), 400);
    assert.equal(here.heard.length, 0);
  });

  it('are too late when Discord has stopped waiting, as over the gateway', async () => {
    await using here = await startHttpBot({ firstResponseMs: 3_000 });
    const { discord } = here;
    const user = discord.user();
    await here.originOf(discord.command({ user, guild: discord.guild(), name: 'help' }));
    const [request] = discord.endpoint.sent;
    const payload: { id: string } = JSON.parse(request?.body ?? '');
    // Three minutes older than the one before.
    const old = String(BigInt(payload.id) - (BigInt(3 * MINUTE_MS) << 22n));
    const body = JSON.stringify({ ...payload, id: old });
    assert.equal(await here.send(discord.endpoint.sign(body)), 408);
    assert.equal(here.heard.length, 1);
  });

  it('are acted on once, however often and by however many processes one is received', async () => {
    await using here = await startHttpBot();
    const other = await here.replica();
    const { discord } = here;
    const call = discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' });
    await call.acknowledged();
    const [request] = discord.endpoint.sent;
    if (request === undefined) throw new Error('Nothing was sent');
    const { body, headers } = request;
    const replayed = await Promise.all(
      [here.url, other, other].map((url) => fetch(url, { method: 'POST', headers, body })),
    );
    assert.deepEqual(
      replayed.map(({ status }) => status),
      [200, 200, 200],
    );
    await here.originOf(call);
    // Another goes all the way there and back, in each process, so whatever comes of the replays had its time.
    for (const url of [other, here.url]) {
      await discord.endpoint.use(url);
      await here.originOf(discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' }));
    }
    assert.equal(here.heard.length, 3);
    assert.equal(call.messages.length, 1);
    discord.assertClean();
  });

  it('are not acted on when the acknowledgement never arrives: members see that they failed', async () => {
    await using here = await startHttpBot();
    const { discord } = here;
    discord.endpoint.loseNext();
    const call = discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' });
    const isOf = ({ path }: { readonly path: string }) => path.startsWith(`/interactions/${call.id}/`);
    await until('another process would have asked Discord again', () => {
      here.clock.putForward(5_000);
      return discord.requests.some(isOf);
    });
    await here.originOf(discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' }));
    assert.equal(discord.requests.find(isOf)?.code, 10_062);
    assert.equal(here.heard.length, 1);
    discord.assertClean();
  });

  it('wait for the key: without it, nothing is believed', async () => {
    await using here = await startHttpBot({}, false);
    const { discord } = here;
    const ping = discord.endpoint.sign('{"type":1}');
    discord.faults.next('GET', /^\/applications\/@me$/, { status: 500, times: 4 });
    assert.equal(await here.send(ping), 503);
    assert.equal(await here.send(ping), 503);
    here.clock.putForward(11_000);
    while (discord.faults.left > 0) {
      await here.send(ping);
      here.clock.putForward(11_000);
    }
    assert.equal(await here.send(discord.endpoint.sign('{"type":1}')), 200);
  });

  it('come over the gateway alone without a public address', async () => {
    await using here = await startLoneBot();
    assert.equal(here.bot.router, undefined);
  });
});
