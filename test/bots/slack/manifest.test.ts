import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { installsAt, namesOf, transportOf } from '../../../script/manifest.ts';
import { OPTIONAL_SCOPES, REQUIRED_SCOPES } from '../../../src/bots/slack/connect/scopes.ts';
import { slackManifest } from '../../../src/bots/slack/manifest.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe as describeCommands } from '../../../src/commands/framework/describe.ts';

const https = z.url({ protocol: /^https$/ });
const slashCommand = z.strictObject({
  command: z
    .string()
    .regex(/^\/[a-z][a-z0-9_-]*$/)
    .max(32),
  description: z.string().min(1).max(2_000),
  usage_hint: z.string().max(1_000).optional(),
  should_escape: z.boolean(),
  url: https.optional(),
});

/** The rules of Slack's published manifest schema 2.0.0 that concern this app. Strict: nothing unknown. */
const manifestRules = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({
      display_name: z
        .string()
        .regex(/^[a-z0-9._-]+$/)
        .max(80),
      always_online: z.boolean(),
    }),
    shortcuts: z
      .array(
        z.strictObject({
          type: z.enum(['message', 'global']),
          name: z.string().min(1).max(24),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      )
      .max(10),
    slash_commands: z.array(slashCommand).min(1).max(50),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(https).max(1_000).optional(),
    scopes: z.strictObject({ bot: z.array(z.string()).min(1), bot_optional: z.array(z.string()).optional() }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      bot_events: z.array(z.string()).max(100),
      request_url: https.optional(),
    }),
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: https.optional(),
      message_menu_options_url: https.optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

const commands = describeCommands(COMMANDS, 'en');
const overHttp = slackManifest(commands, { mode: 'http', publicUrl: 'https://bot.example.org/' });
const overSocket = slackManifest(commands, { mode: 'socket' });

describe('the Slack manifest', () => {
  it('keeps the rules of the published schema on both transports', () => {
    const http = manifestRules.parse(overHttp);
    const socket = manifestRules.parse(overSocket);
    assert.equal(http.settings.socket_mode_enabled, false);
    assert.equal(socket.settings.socket_mode_enabled, true);
    assert.doesNotMatch(JSON.stringify(socket), /https?:/);
    const urls = new Set(JSON.stringify(http).match(/https:[^"]+/g));
    assert.deepEqual([...urls], ['https://bot.example.org/slack/events']);
  });

  it('lets many workspaces and whole organizations install the app where it is asked to, and only there', () => {
    const at = installsAt({ values: { workspaces: 'many' } }, 'https://bot.example.org');
    for (const transport of [
      { mode: 'socket' },
      { mode: 'http', publicUrl: 'https://bot.example.org/' },
    ] as const) {
      const { oauth_config, settings } = manifestRules.parse(slackManifest(commands, transport, 'all', at));
      assert.deepEqual(oauth_config.redirect_urls, ['https://bot.example.org/slack/oauth_redirect']);
      assert.equal(settings.org_deploy_enabled, true);
    }
    assert.equal(manifestRules.parse(overHttp).oauth_config.redirect_urls, undefined);
    assert.equal(manifestRules.parse(overHttp).settings.org_deploy_enabled, false);
    assert.equal(installsAt({ values: { workspaces: 'one' } }, 'https://bot.example.org'), undefined);
    assert.throws(() => installsAt({ values: { workspaces: 'many' } }, undefined), /PUBLIC_URL/);
    assert.throws(() => installsAt({ values: { workspaces: 'few' } }, undefined), /one or many/);
  });

  it('has every command under each of its names, and all of them under one', () => {
    const { features } = manifestRules.parse(overSocket);
    const expected = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]).map((name) => `/${name}`);
    assert.deepEqual(
      features.slash_commands.map(({ command }) => command),
      // Slack has its own help, and one reserved name makes it refuse all of them.
      [...expected.filter((name) => name !== '/help'), '/audiopod'],
    );
  });

  it('has one name alone where others are taken, which also carries mentions', () => {
    const socket = { mode: 'socket' } as const;
    const { features } = manifestRules.parse(slackManifest(commands, socket, namesOf('umbrella')));
    const [umbrella, ...more] = features.slash_commands;
    assert.deepEqual(more, []);
    assert.equal(umbrella?.command, '/audiopod');
    assert.equal(umbrella?.should_escape, true);
    assert.deepEqual(slackManifest(commands, socket, namesOf('all')), overSocket);
    assert.throws(() => namesOf('few'), /all or umbrella/);
  });

  it('has people mentioned by their ids where a command asks for someone, and words as they are elsewhere', () => {
    const escaped = manifestRules
      .parse(overSocket)
      .features.slash_commands.filter((one) => one.should_escape);
    assert.deepEqual(
      escaped.map(({ command }) => command),
      ['/wallet'],
    );
  });

  it('has a message shortcut for everything that can be done with a sound', () => {
    const { shortcuts } = manifestRules.parse(overSocket).features;
    assert.deepEqual(
      shortcuts.map(({ callback_id }) => callback_id),
      ['msg_stems', 'msg_transcribe', 'msg_denoise', 'msg_diarize'],
    );
    assert.equal(new Set(shortcuts.map(({ name }) => name)).size, shortcuts.length);
    assert.ok(shortcuts.every(({ type }) => type === 'message'));
  });

  it('asks for no more than is explained in the documentation, and for nothing less', () => {
    const docs = readFileSync(new URL('../../../docs/slack.md', import.meta.url), 'utf8');
    const { scopes } = manifestRules.parse(overSocket).oauth_config;
    const all = [...scopes.bot, ...(scopes.bot_optional ?? [])];
    assert.deepEqual(all, [...Object.keys(REQUIRED_SCOPES), ...Object.keys(OPTIONAL_SCOPES)]);
    const explained = [...docs.matchAll(/^\| `([a-z_:]+)` \|/gm)].map((match) => match[1] ?? '');
    assert.deepEqual(explained.filter((scope) => scope !== 'connections:write').toSorted(), all.toSorted());
    const { bot_events: events } = manifestRules.parse(overSocket).settings.event_subscriptions;
    const [listed = ''] = /The bot receives \w+ events: [\s\S]+?\.$/m.exec(docs) ?? [];
    assert.deepEqual(listed.match(/(?<=`)[a-z_.]+(?=`)/g), events);
  });

  it('is asked for by transport, and needs a public address over HTTP', () => {
    const http = { values: { transport: 'http' }, words: ['slack'] };
    const socket = { values: { transport: 'socket' }, words: ['slack'] };
    assert.deepEqual(transportOf(socket, undefined), { mode: 'socket' });
    assert.deepEqual(transportOf(http, 'https://bot.example.org'), {
      mode: 'http',
      publicUrl: 'https://bot.example.org/',
    });
    assert.throws(() => transportOf(http, undefined), /PUBLIC_URL/);
    const insecure = { ...http, values: { transport: 'http', url: 'http://a.b' } };
    assert.throws(() => transportOf(insecure, undefined), /https/);
    assert.throws(() => transportOf({ ...socket, words: ['discord'] }, undefined), /Name the platform/);
    const odd = { ...socket, values: { transport: 'carrier-pigeon' } };
    assert.throws(() => transportOf(odd, undefined), /socket or http/);
  });
});
