import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import express from 'express';
import { createHttpEntrance, EVENTS_PATH } from '../../../src/bots/slack/connect/http-entrance.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { until } from '../../fakes/until.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

async function start() {
  const clock = createVirtualClock(Date.now());
  const { router } = createHttpEntrance({ signingSecret: new Secret(SECRET), clock, log: silentLog });
  const server = createServer(express().use(router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  const { port } = address;
  const send = (body: string, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}${EVENTS_PATH}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
  return {
    clock,
    port,
    send,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function signed(body: string, atS = Math.floor(Date.now() / 1_000)): Record<string, string> {
  const signature = createHmac('sha256', SECRET).update(`v0:${atS}:${body}`).digest('hex');
  return { 'X-Slack-Request-Timestamp': `${atS}`, 'X-Slack-Signature': `v0=${signature}` };
}

describe('the entrance for Slack over HTTP', () => {
  it('answers only what Slack signed, just now', async () => {
    await using here = await start();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'hello' });
    const nowS = Math.floor(Date.now() / 1_000);
    assert.equal((await here.send(body, signed(body))).status, 200);
    for (const headers of [
      {},
      signed(`${body} `),
      signed(body, nowS - 600),
      signed(body, nowS + 600),
      { ...signed(body), 'X-Slack-Signature': 'v0=' },
    ]) {
      assert.equal((await here.send(body, headers)).status, 401);
    }
  });

  it('reads no more than two megabytes, of any sender', async () => {
    await using here = await start();
    const padded = (bytes: number): string =>
      JSON.stringify({ type: 'url_verification', challenge: 'hello' }).padEnd(bytes);
    const most = padded(2 * 1024 * 1024);
    assert.equal((await here.send(most, signed(most))).status, 200);
    const more = `${most} `;
    const response = await here.send(more, signed(more)).catch(() => undefined);
    assert.notEqual(response?.status, 200);
  });

  it('is held by a body that comes byte by byte for half a minute', async () => {
    await using here = await start();
    const socket = connect(here.port, '127.0.0.1');
    socket.on('error', () => {});
    let isClosed = false;
    socket.once('close', () => {
      isClosed = true;
    });
    socket.resume();
    socket.write(`POST ${EVENTS_PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{`);
    await here.send('{}', {});
    await here.clock.advance(29_000);
    assert.equal(isClosed, false);
    await until('it is cut', async () => {
      await here.clock.advance(1_000);
      return isClosed;
    });
  });
});
