import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { type Clock, systemClock } from '../../../src/core/async/clock.ts';
import { findFfmpeg } from '../../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { MOST_PAID } from '../../../src/operate/trials/paid-check.ts';
import { startFakeDiscord } from '../../fakes/discord/fake-discord.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { report, type Variables } from '../doctor/doctor-world.ts';

/** Milliseconds of the doctor for each real one. */
const SPEED_UP = 20;

describe('the doctor, paying', () => {
  let folder: string;
  let sandbox: Sandbox;
  let ffmpegPath: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-paid-'));
    ffmpegPath = await findFfmpeg(process.env);
    sandbox = await startSandbox({ port: 0, ffmpegPath, dataDir: folder, speedUp: 100 });
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => sandbox.control.faults.clear());

  const variables = (): Variables => ({
    ...{ DATA_DIR: join(folder, 'data'), FFMPEG_PATH: ffmpegPath, PLAYGROUND: 'off' },
    ...{ AUDIOPOD_API_KEY: sandbox.apiKey, AUDIOPOD_BASE_URL: sandbox.url },
  });
  const pay = (
    more: Variables = {},
    paid: { readonly channel?: string; readonly usageWithinMs?: number } = {},
    clock: Clock = fastClock(SPEED_UP),
  ) => report({ ...variables(), ...more }, { parts: { paid, clock } }, 'audiopod.paid');

  it('has ten characters spoken and heard, and finds the same cost at AudioPod, within five cents', async () => {
    const { spentCents } = sandbox.control.wallet.figures();
    const lines = await pay();
    const cents = sandbox.control.wallet.figures().spentCents - spentCents;
    assert.ok(cents > 0 && cents * 10_000 <= MOST_PAID, String(cents));
    assert.deepEqual(
      lines.map(({ level, fact }) => [level, fact.toLowerCase()]),
      [
        ['ok', '“hello you.” became an m4a, in which audiopod heard “hello you.”.'],
        ['ok', `the bot settled $0.0${cents}, and audiopod’s usage says $0.0${cents}.`],
      ],
    );
  });

  it('posts the speech where it is told to, on Discord and on Slack, and lets it stay', async () => {
    await using discord = await startFakeDiscord();
    await using slack = await startFakeSlack();
    const { general } = discord.guild();
    const onDiscord = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
    const onSlack = {
      ...{ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
    };
    for (const channel of [general.id, slack.channels.general.id]) {
      const lines = await pay({ ...onDiscord, ...onSlack }, { channel });
      assert.match(lines[1]?.fact ?? '', /^The M4A was posted in the channel/);
    }
    const [message] = discord.messagesIn(general);
    assert.deepEqual(
      message?.attachments.map(({ name, contentType }) => [name, contentType]),
      [['doctor.m4a', 'audio/mp4']],
    );
    assert.deepEqual(
      slack.files.map(({ name, stage }) => [name, stage]),
      [['doctor.m4a', 'complete']],
    );
    discord.assertClean();
    slack.assertClean();
  });

  it('charges and posts nothing unless it was asked to', async () => {
    const [{ spentCents }, submits] = [sandbox.control.wallet.figures(), sandbox.control.jobs.submits()];
    await using discord = await startFakeDiscord();
    const { general } = discord.guild();
    await report(
      { ...variables(), DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
      { parts: { channel: general.id } },
    );
    assert.equal(sandbox.control.wallet.figures().spentCents, spentCents);
    assert.deepEqual(sandbox.control.jobs.submits(), submits);
    assert.deepEqual(discord.messagesIn(general), []);
    assert.deepEqual(
      discord.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  it('refuses before anything is charged where the estimate is above five cents', async () => {
    const submits = sandbox.control.jobs.submits();
    const services = { text_to_speech: { rate_per_minute_cents: 900 } };
    const [line] = await payAt('/api-wallet/pricing', { services });
    assert.equal(line?.level, 'broken');
    assert.match(
      line?.fact ?? '',
      /^This could cost \$\d\.\d\d, and the doctor spends at most \$0\.05\. Nothing was charged\.$/,
    );
    assert.deepEqual(sandbox.control.jobs.submits(), submits);
  });

  it('says what may have been charged when a job fails half way', async () => {
    sandbox.control.faults.add({ on: 'transcription.submit', fault: { kind: 'status', status: 500 } });
    const [line] = await pay();
    assert.match(
      line?.fact ?? '',
      /^A paid job failed \(audiopod-\w+\)\. Up to \$0\.0\d may have been charged\.$/,
    );
  });

  it('counts a submission whose answer was lost, and none that was refused', async () => {
    sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'drop', when: 'after' } });
    const [lost] = await pay();
    assert.match(
      lost?.fact ?? '',
      /^A paid job failed \(audiopod-\w+\)\. Up to \$0\.0\d may have been charged\.$/,
    );
    sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'status', status: 402 } });
    const [refused] = await pay();
    assert.match(refused?.fact ?? '', /^A paid job failed \(audiopod-\w+\)\. Nothing was charged\.$/);
  });

  it('warns with both figures where AudioPod’s usage says something else', async () => {
    const [, line] = await payAt('/api-wallet/usage', { logs: [] });
    assert.equal(line?.level, 'warning');
    assert.match(line?.fact ?? '', /^The bot settled \$0\.0\d, and AudioPod’s usage says \$0\.00\.$/);
  });

  /** Pays an AudioPod that gives this answer to one path. */
  async function payAt(path: string, answer: object) {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', sandbox.url);
      if (url.pathname.endsWith(path)) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
        return;
      }
      const { method, headers } = request;
      const passed = forward(url, { method, headers: { ...headers, host: url.host } }, (found) => {
        response.writeHead(found.statusCode ?? 500, found.headers);
        found.pipe(response);
      });
      request.pipe(passed);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    try {
      const MEDIA_HOSTS = new URL(sandbox.url).host;
      const there = { AUDIOPOD_BASE_URL: `http://127.0.0.1:${address.port}`, MEDIA_HOSTS };
      // The fast clock ends no wait, and this one must end.
      return await pay(there, { usageWithinMs: 1 }, systemClock);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
});
