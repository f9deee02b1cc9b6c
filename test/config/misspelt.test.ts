import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENVIRONMENT } from '../../src/config/config.ts';
import { meantVariable } from '../../src/config/misspelt.ts';

describe('a name that is no variable of the bot', () => {
  const meant: Readonly<Record<string, string>> = {
    PLAYGROUD: 'PLAYGROUND',
    discord_tokn: 'DISCORD_TOKEN',
    DATADIR: 'DATA_DIR',
    AUDIOPOD_KEY: 'AUDIOPOD_API_KEY',
    AUDIOPODKEY: 'AUDIOPOD_API_KEY',
    AUDIOPOD_TOKEN: 'AUDIOPOD_API_KEY',
    AUDIOPOD_API_URL: 'AUDIOPOD_BASE_URL',
    AUDIOPOD_SANDBOX: 'SANDBOX',
    DISCORD_BOT_TOKEN: 'DISCORD_TOKEN',
    DISCORD_GUILD: 'DISCORD_DEV_GUILD',
    SLACK_TOKEN: 'SLACK_BOT_TOKEN',
    SLACK_SECRET: 'SLACK_SIGNING_SECRET',
    PLAYGROUND_PASSWORD: 'PLAYGROUND_TOKEN',
    DEFAULT_MONTHLY_LIMIT: 'DEFAULT_MONTHLY_LIMIT_USD',
  };
  for (const [name, variable] of Object.entries(meant)) {
    it(`${name} was meant to be ${variable}`, () => {
      assert.equal(meantVariable(name), variable);
    });
  }

  it('passes when it belongs to the system or to another program', () => {
    const others = [
      ...[
        'HOME',
        'PATH',
        'PWD',
        'USER',
        'HOSTNAME',
        'TERM',
        'SHLVL',
        '_',
        'TMUX',
        'LANG',
        'npm_config_audit',
      ],
      ...['DISCORD_WEBHOOK_URL', 'DISCORD_CLIENT_ID', 'SLACK_WEBHOOK_URL', 'DATABASE_URL', 'SECRET_KEY_BASE'],
      ...['POSTGRES_PASSWORD', 'NODE_ENV', 'KEY', 'TOKEN', 'URL'],
    ];
    assert.deepEqual(
      others.map(meantVariable).filter((name) => name !== undefined),
      [],
    );
  });
});

it('no variable of the bot is taken for a misspelt one', () => {
  assert.deepEqual(
    ENVIRONMENT.flatMap(({ name }) => meantVariable(name) ?? []),
    [],
  );
});
