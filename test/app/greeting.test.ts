import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { greeting } from '../../src/app/greeting.ts';
import { readConfig } from '../../src/config/config.ts';

const url = 'http://127.0.0.1:3000';
const key = { AUDIOPOD_API_KEY: 'ap_1' };

function greet(env: Record<string, string>, listening = url): readonly string[] {
  const config = readConfig(env, 4);
  return greeting({ url: listening, hasPlayground: config.playground !== undefined, config });
}

describe('the greeting', () => {
  it('names the address to open, and that the sandbox charges nothing', () => {
    assert.deepEqual(greet({}), [
      'Open http://127.0.0.1:3000 in a browser.',
      'This is the sandbox: AudioPod is simulated, and nothing is charged.',
    ]);
  });

  it('says who pays where the AudioPod is the real one', () => {
    assert.deepEqual(greet(key), [
      'Open http://127.0.0.1:3000 in a browser.',
      'audiopod-bot is running. Jobs are charged to your AudioPod wallet.',
    ]);
  });

  it('says which file holds the token, and shows no token', () => {
    const file = { HOST: '0.0.0.0', PLAYGROUND_TOKEN_FILE: '/data/playground-token' };
    assert.deepEqual(greet(file, 'http://0.0.0.0:3000').slice(0, 2), [
      'Open http://127.0.0.1:3000 in a browser.',
      'Its token is in /data/playground-token.',
    ]);
    const token = { ...file, PLAYGROUND_TOKEN: 'long-enough-token' };
    assert.equal(greet(token, 'http://0.0.0.0:3000').length, 2);
    assert.equal(greet({ ...key, ...file, DISCORD_TOKEN: 'x' })[0], 'Type /help in Discord.');
  });

  it('leads to the platforms where there is no page', () => {
    const discord = { DISCORD_TOKEN: 'x' };
    const slack = { SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'y' };
    assert.equal(greet({ ...key, ...discord })[0], 'Type /help in Discord.');
    assert.equal(
      greet({ ...key, ...discord, ...slack })[0],
      'Type /help in Discord, or /audiopod help in Slack.',
    );
    assert.equal(greet({ ...key, PLAYGROUND: 'off' })[0], 'Listening at http://127.0.0.1:3000.');
  });

  it('sends nobody to a process that takes no commands', () => {
    const worker = { ROLE: 'worker', STORE_URL: 'postgres://h/d', PLAYGROUND: 'on' };
    const secret = { SECRET_KEY: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=' };
    assert.equal(
      greet({ ...key, ...worker, ...secret })[0],
      'This process works on jobs that others receive.',
    );
  });

  it('names an address that can be opened where the server listens on all of them', () => {
    assert.equal(greet({}, 'http://0.0.0.0:80')[0], 'Open http://127.0.0.1:80 in a browser.');
    assert.equal(greet({}, 'http://[::]:80')[0], 'Open http://[::1]:80 in a browser.');
  });
});
