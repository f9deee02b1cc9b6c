import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { createAttachmentSource } from '../../../src/bots/slack/attachments/attachment-source.ts';
import type { Members } from '../../../src/bots/slack/people/members.ts';
import type { SlackWeb } from '../../../src/bots/slack/web/slack-web.ts';
import { fixedToken } from '../../../src/bots/slack/web/tokens.ts';
import type { AttachmentRef } from '../../../src/core/model/job/request.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { type Answerer, startServer } from '../../core/net/local-server.ts';

const calm = new AbortController().signal;
const TOKEN = 'xoxb-1-abcdefgh';

const nobody = <T>(): T => new Proxy({}, { get: () => assert.fail('the reference names the address') }) as T;

const refTo = (url: string): AttachmentRef => ({
  kind: 'attachment',
  ref: JSON.stringify({ file: 'F1', url }),
  name: 'song.wav',
});

const bytes: Answerer = (_seen, response) => {
  response.writeHead(200, { 'content-type': 'audio/wav' }).end('sound');
};

/** Slack's API, which also serves files, and a host of the bot owner's. */
async function start(slackAnswers: Answerer = bytes) {
  await using parts = new AsyncDisposableStack();
  const slack = parts.use(await startServer((...asked) => slackAnswers(...asked)));
  const media = parts.use(await startServer(bytes));
  const running = parts.move();
  const source = createAttachmentSource({
    web: nobody<SlackWeb>(),
    members: nobody<Members>(),
    apiUrl: `${slack.url.href}api/`,
    tokens: fixedToken(new Secret(TOKEN)),
    mediaHosts: [media.url.host],
    maxBytes: 1_000,
  });
  const read = async (url: string): Promise<string> => text((await source.open(refTo(url), calm)).stream);
  return { slack, media, read, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

describe('the token of Slack', () => {
  it('goes to Slack, and to no other host that files may come from', async () => {
    await using here = await start();
    assert.equal(await here.read(`${here.slack.url.href}files/1`), 'sound');
    assert.equal(await here.read(`${here.media.url.href}files/1`), 'sound');
    assert.equal(here.slack.seen[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(here.media.seen[0]?.headers.authorization, undefined);
    assert.doesNotMatch(JSON.stringify(here.media.seen), new RegExp(TOKEN));
  });

  it('is left out where Slack leads elsewhere, and sent again where that leads back', async () => {
    await using here = await start((seen, response) => {
      const to = new URL(seen.url, 'http://slack.example').searchParams.get('to');
      if (to === null) response.writeHead(200, { 'content-type': 'audio/wav' }).end('sound');
      else response.writeHead(302, { location: to }).end();
    });
    const link = `${here.slack.url.href}files/1?to=${encodeURIComponent(here.media.url.href)}`;
    assert.equal(await here.read(link), 'sound');
    assert.equal(here.slack.seen[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(here.media.seen[0]?.headers.authorization, undefined);
  });

  it('is not sent, nor anything else, to hosts that are nobody’s, or Slack’s by another way', async () => {
    await using here = await start();
    const { port } = here.slack.url;
    for (const address of [
      'https://example.org/a.wav',
      'http://files.slack.com/a.wav',
      'https://files.slack.com:8443/a.wav',
      'https://files.slack.com.example.org/a.wav',
      'https://user@files.slack.com/a.wav',
      'https://:password@files.slack.com/a.wav',
      `http://localhost:${port}/a.wav`,
      `http://127.0.0.1:${Number(port) + 1}/a.wav`,
      `ftp://127.0.0.1:${port}/a.wav`,
      'file:///etc/passwd',
      'nonsense',
    ]) {
      await assert.rejects(here.read(address), { code: 'attachment-gone' }, address);
    }
    assert.deepEqual([here.slack.seen, here.media.seen], [[], []]);
  });
});
