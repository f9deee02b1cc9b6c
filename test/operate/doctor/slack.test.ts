import assert from 'node:assert/strict';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { createHttpEntrance } from '../../../src/bots/slack/connect/http-entrance.ts';
import { slackManifest } from '../../../src/bots/slack/manifest.ts';
import { installationId, sealInstallation } from '../../../src/bots/slack/workspaces/installation.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe as describeCommands } from '../../../src/commands/framework/describe.ts';
import { systemClock } from '../../../src/core/async/clock.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { type ShownMetrics, showMetrics } from '../trials/shown-metrics.ts';
import {
  attendedIn,
  type Changed,
  checksOf,
  proveRow,
  type Row,
  report,
  type Variables,
} from './doctor-world.ts';

const CONFIG_TOKEN = 'xoxe.xoxp-1-configuration';

describe('the doctor on Slack', () => {
  let slack: FakeSlack;
  let bot: Server;
  let careless: Server;
  let folder: string;
  let metrics: ShownMetrics;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-slack-'));
    metrics = await showMetrics();
    slack = await startFakeSlack();
    const signingSecret = new Secret(slack.signingSecret);
    const { router } = createHttpEntrance({ signingSecret, clock: systemClock, log: silentLog });
    bot = await listen(createServer(express().use(router)));
    // Whatever is sent to it comes back.
    careless = await listen(createServer((request, response) => void request.pipe(response)));
  });
  after(async () => {
    await slack[Symbol.asyncDispose]();
    await metrics[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
    bot.close();
    careless.close();
  });

  const variables = (): Variables => ({
    ...{ SANDBOX: 'on', SLACK_API_URL: slack.apiUrl },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  const fault = (...args: Parameters<FakeSlack['fault']>): Changed => {
    slack.fault(...args);
    return {};
  };
  /** Slack over HTTP, and the bot at this server. */
  const overHttp = (server: Server | undefined): Changed => ({
    variables: { SLACK_SIGNING_SECRET: slack.signingSecret, PUBLIC_URL: 'https://bot.example.com' },
    // Nothing on this computer has a certificate.
    config: (config) => ({
      ...config,
      http: { ...config.http, publicUrl: server === undefined ? 'http://127.0.0.1:9' : addressOf(server) },
    }),
  });
  const ours = slackManifest(describeCommands(COMMANDS, 'en'), { mode: 'socket' });
  /** Slack tells the manifest to those with a configuration token. */
  const exports = (manifest: unknown): Changed => {
    const body = JSON.stringify({ ok: true, manifest });
    slack.fault('apps.manifest.export', { kind: 'body', contentType: 'application/json', body });
    return { variables: { SLACK_CONFIG_TOKEN: CONFIG_TOKEN } };
  };

  const send = (): Changed => {
    const { general } = slack.channels;
    return { parts: { send: general.id } };
  };

  const SECRET_KEY = randomBytes(32).toString('base64');
  /** A bot that workspaces install, and what is stored of them. */
  const installedWith = async (tokens: readonly string[], secretKey = SECRET_KEY): Promise<Changed> => {
    const STORE_URL = `sqlite://${join(folder, `${randomUUID()}.sqlite`)}`;
    const store = await openStore({ url: STORE_URL, clock: systemClock });
    const keys = { current: createSecretKey(Buffer.from(SECRET_KEY, 'base64')) };
    for (const [index, token] of tokens.entries()) {
      const bot = { botId: 'B1', botUserId: 'U1', botName: 'audiopod' };
      const id = installationId(`T${index}`);
      const installation = {
        id,
        installedAtMs: index,
        token: new Secret(token),
        isOrganization: false,
        ...bot,
      };
      await store.installations.put(sealInstallation(installation, keys));
    }
    await store.close();
    const { variables } = overHttp(bot);
    return {
      ...overHttp(bot),
      variables: {
        ...variables,
        ...{ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', STORE_URL, SECRET_KEY: secretKey },
        ...{ SLACK_CLIENT_ID: slack.clientId, SLACK_CLIENT_SECRET: slack.clientSecret },
        SLACK_STATE_SECRET: 'state-secret-of-32-characters-or-more',
        SUPPORT_EMAIL: 'help@example.com',
      },
    };
  };

  const rows: readonly Row[] = [
    {
      ...{ check: 'slack.attended', fault: 'no running bot to measure' },
      arrange: () => ({
        parts: { attended: attendedIn(slack.channels.general.id) },
        variables: { PORT: '9' },
      }),
      ...{ level: 'broken', fact: /^No bot shows its metrics at http:/ },
    },
    {
      ...{ check: 'slack.attended', fault: 'a channel without the bot for its buttons' },
      arrange: () => ({
        parts: { attended: attendedIn('C0NOWHERE') },
        variables: { PORT: String(metrics.port) },
      }),
      ...{ level: 'broken', fact: /^Slack refuses chat\.postMessage \(channel_not_found\)\.$/ },
    },
    {
      ...{ check: 'slack.installations', fault: 'an installation whose token is worth nothing' },
      arrange: () => installedWith(['xoxb-revoked']),
      ...{ level: 'broken', fact: /^Slack rejects the token of slack:T0 \(invalid_auth\)\.$/ },
    },
    {
      ...{ check: 'slack.installations', fault: 'an installation without a scope' },
      arrange: () => {
        without('files:write');
        return installedWith([slack.botToken]);
      },
      ...{ level: 'warning', fact: /\(slack:T0\) lacks these scopes: files:write\.$/ },
    },
    {
      ...{ check: 'slack.installations', fault: 'an installation that another key encrypted' },
      arrange: () => installedWith([slack.botToken], randomBytes(32).toString('base64')),
      ...{ level: 'broken', fact: /^SECRET_KEY doesn’t decrypt the installation slack:T0\.$/ },
    },
    {
      ...{ check: 'slack.send.message', fault: 'a channel without the bot' },
      arrange: () => ({ parts: { send: 'C0NOWHERE' } }),
      ...{ level: 'broken', fact: /^Slack refuses chat\.postMessage \(channel_not_found\)\.$/ },
    },
    {
      ...{ check: 'slack.send.message', fault: 'a message that can’t be removed' },
      arrange: () => ({
        ...fault('chat.delete', { kind: 'error', error: 'cant_delete_message' }),
        ...send(),
      }),
      ...{ level: 'warning', fact: /^A test message or file couldn’t be removed\.$/ },
    },
    {
      ...{ check: 'slack.send.files', fault: 'a workspace that takes no files' },
      arrange: () => ({
        ...fault('files.completeUploadExternal', { kind: 'error', error: 'file_uploads_disabled' }),
        ...send(),
      }),
      ...{
        level: 'broken',
        fact: /^Slack refuses files\.completeUploadExternal \(file_uploads_disabled\)\.$/,
      },
    },
    {
      ...{ check: 'slack.send.files', fault: 'a page instead of the file' },
      arrange: () => ({
        ...fault('files-pri', { kind: 'body', contentType: 'text/html', body: '<html>Sign in</html>' }),
        ...send(),
      }),
      ...{ level: 'broken', fact: /^The M4A came back from Slack, but not as it was sent\.$/ },
    },
    {
      ...{ check: 'clock', fault: 'a clock that is an hour behind' },
      arrange: () => ({ parts: { clock: { ...systemClock, now: () => Date.now() - 3_600_000 } } }),
      ...{ level: 'broken', fact: /^The clock is 3[56]\d\d\.\d s behind Slack’s\.$/ },
    },
    {
      ...{ check: 'slack.token', fault: 'a token that Slack rejects' },
      arrange: () => ({ variables: { SLACK_BOT_TOKEN: 'xoxb-1-of-another-app' } }),
      ...{ level: 'broken', fact: /^Slack rejects SLACK_BOT_TOKEN \(invalid_auth\)\.$/ },
    },
    {
      ...{ check: 'slack.token', fault: 'a silence of Slack' },
      arrange: () => fault('auth.test', { kind: 'destroy' }),
      ...{ level: 'broken', fact: /^Slack doesn’t answer\.$/ },
    },
    {
      ...{ check: 'slack.token', fault: 'a token of a whole organization' },
      arrange: () => fault('auth.test', identity({ is_enterprise_install: true, enterprise_id: 'E1' })),
      ...{ level: 'broken', fact: /^SLACK_BOT_TOKEN is for a whole organization\.$/ },
    },
    {
      ...{ check: 'slack.token', fault: 'the token of a person' },
      arrange: () => fault('auth.test', identity({ bot_id: undefined })),
      ...{ level: 'broken', fact: /^SLACK_BOT_TOKEN isn’t a bot’s token\.$/ },
    },
    {
      ...{ check: 'slack.scopes', fault: 'a missing scope' },
      arrange: () => without('files:write'),
      ...{ level: 'broken', fact: /^The Slack app lacks these scopes: files:write\.$/ },
    },
    {
      ...{ check: 'slack.scopes', fault: 'a missing optional scope' },
      arrange: () => without('channels:join'),
      ...{ level: 'warning', fact: /^The Slack app lacks optional scopes: channels:join \(Joins a public/ },
    },
    {
      ...{ check: 'slack.rotation', fault: 'a token that rotates' },
      arrange: () => ({ variables: { SLACK_BOT_TOKEN: 'xoxe.xoxb-1-rotated' } }),
      ...{ level: 'broken', fact: /^SLACK_BOT_TOKEN is rotated/ },
    },
    {
      ...{ check: 'slack.socket', fault: 'an app token that Slack rejects' },
      arrange: () => ({ variables: { SLACK_APP_TOKEN: 'xapp-1-of-another-app' } }),
      ...{ level: 'broken', fact: /^Slack rejects SLACK_APP_TOKEN \(invalid_auth\)\.$/ },
    },
    {
      ...{ check: 'slack.socket', fault: 'a socket that never greets' },
      arrange: () => {
        const url = `${addressOf(careless).replace('http', 'ws')}/link`;
        const body = JSON.stringify({ ok: true, url });
        return fault('apps.connections.open', { kind: 'body', contentType: 'application/json', body });
      },
      ...{ level: 'broken', fact: /doesn’t greet over it\.$/ },
    },
    {
      ...{ check: 'slack.endpoint', fault: 'a bot that isn’t there' },
      arrange: () => overHttp(undefined),
      ...{ level: 'broken', fact: /^http:\S+\/slack\/events doesn’t answer\.$/ },
    },
    {
      ...{ check: 'slack.endpoint', fault: 'another signing secret' },
      arrange: () => {
        const changed = overHttp(bot);
        return { ...changed, variables: { ...changed.variables, SLACK_SIGNING_SECRET: 'another' } };
      },
      ...{ level: 'broken', fact: /answers a signed request with 401\.$/ },
    },
    {
      ...{ check: 'slack.endpoint', fault: 'something that checks no signature’s age' },
      arrange: () => overHttp(careless),
      ...{ level: 'broken', fact: /takes a request that was signed ten minutes ago \(200\)\.$/ },
    },
    {
      ...{ check: 'slack.manifest', fault: 'an app without two commands and an event' },
      arrange: () =>
        exports(manifestWith((text) => text.replace('"/tts"', '"/say"').replace('"app_mention"', '"x"'))),
      ...{
        level: 'warning',
        fact: /slash_commands \/tts, settings\.event_subscriptions\.bot_events app_mention/,
      },
    },
    {
      ...{ check: 'slack.manifest', fault: 'a configuration token that has ended' },
      arrange: () => ({
        ...fault('apps.manifest.export', { kind: 'error', error: 'token_expired' }),
        variables: { SLACK_CONFIG_TOKEN: CONFIG_TOKEN },
      }),
      ...{ level: 'broken', fact: /doesn’t accept SLACK_CONFIG_TOKEN for app A\w+ \(token_expired\)\.$/ },
    },
  ];

  function identity(change: object): Parameters<FakeSlack['fault']>[1] {
    const { id: team_id, name: team } = slack.team;
    const body = { ok: true, team, team_id, user: 'audiopod', bot_id: slack.botId, ...change };
    return { kind: 'body', contentType: 'application/json', body: JSON.stringify(body) };
  }

  function without(scope: string): Changed {
    slack.scopes.delete(scope);
    return {};
  }

  function manifestWith(change: (text: string) => string): unknown {
    return JSON.parse(change(JSON.stringify(ours)));
  }

  it('finds all in order where it is, in socket mode and over HTTP', async () => {
    const bySocket = await report(variables(), { ...exports(ours), ...send() });
    assert.deepEqual(
      slack.messages.filter(({ deleted }) => !deleted),
      [],
    );
    assert.deepEqual(
      slack.files.map(({ stage, altText }) => [stage, altText]),
      [
        ['deleted', 'Waveform of one second'],
        ['deleted', undefined],
      ],
    );
    const byHttp = await report(variables(), { ...overHttp(bot), ...send() });
    for (const [lines, left] of [
      [bySocket, 'slack.endpoint'],
      [byHttp, 'slack.socket'],
    ] as const) {
      const found = lines.filter(({ check }) => check === 'clock' || check.startsWith('slack.'));
      assert.deepEqual(
        found.filter(({ level }) => level !== 'ok'),
        [],
      );
      const names = ['clock', ...checksOf('slack.')].filter(
        (name) => ![left, 'slack.attended', 'slack.installations'].includes(name),
      );
      assert.deepEqual(
        found.map(({ check }) => check),
        left === 'slack.socket' ? names.filter((name) => name !== 'slack.manifest') : names,
      );
    }
    await slack.until('the socket is closed', () => slack.sockets === 0);
    assert.deepEqual(slack.calls('apps.manifest.export')[0]?.args, { app_id: slack.appId });
    slack.assertClean();
  });

  it('has one line for each installation, asked side by side, and says where it stopped', async () => {
    const tokens = Array.from({ length: 52 }, () => slack.botToken);
    const lines = await report(variables(), await installedWith(tokens), 'slack.installations');
    assert.equal(lines.length, 51);
    assert.deepEqual(
      [lines[0], lines[50]].map((line) => [line?.level, line?.fact]),
      [
        ['ok', `Slack accepts the token of ${slack.team.name} (slack:T0), with all scopes.`],
        ['ok', 'More workspaces were not looked at.'],
      ],
    );
    const [line] = await report(variables(), await installedWith([]), 'slack.installations');
    assert.equal(line?.fact, 'No workspace has installed the bot yet.');
    slack.assertClean();
  });

  it('has a fault for each of its checks', () => {
    assert.deepEqual(new Set(rows.map(({ check }) => check)), new Set(['clock', ...checksOf('slack.')]));
  });

  for (const row of rows) {
    it(`finds ${row.fault}`, async () => {
      const scopes = [...slack.scopes];
      await proveRow(row, variables());
      for (const scope of scopes) slack.scopes.add(scope);
      slack.assertClean();
    });
  }
});

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}`;
}
