import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { createAttachments } from '../../../../src/bots/discord/receive/attachments.ts';
import type { AttachmentRef } from '../../../../src/core/model/job/request.ts';

const calm = new AbortController().signal;
const refTo = (url: string): AttachmentRef => ({
  kind: 'attachment',
  ref: JSON.stringify({ url }),
  name: 'a.wav',
});

async function serving(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function opened(mediaHosts: readonly string[], maxBytes = 1_000) {
  const attachments = createAttachments({ maxBytes, mediaHosts });
  return { attachments, [Symbol.asyncDispose]: () => attachments.close() };
}

test('a file on a host the operator vouches for is streamed', async () => {
  await using host = await serving((_request, response) => response.end('sound'));
  await using here = await opened([host.host]);
  const { stream, sizeBytes } = await here.attachments.open(refTo(`http://${host.host}/a?ex=1`), calm);
  assert.equal(sizeBytes, 5);
  assert.equal((await buffer(stream)).toString(), 'sound');
});

test('no other host is asked at all, and neither is Discord’s without encryption', async () => {
  let asked = 0;
  await using host = await serving((_request, response) => {
    asked += 1;
    response.end('secret');
  });
  await using here = await opened([]);
  for (const url of [
    `http://${host.host}/a`,
    'http://cdn.discordapp.com/attachments/1/2/a.wav',
    'https://cdn.discordapp.com.example.org/a',
    'https://user@cdn.discordapp.com/a',
    'https://cdn.discordapp.com:8443/a',
    'file:///etc/passwd',
    'not a url',
  ]) {
    await assert.rejects(here.attachments.open(refTo(url), calm), { code: 'attachment-gone' }, url);
  }
  await assert.rejects(here.attachments.open({ ...refTo('x'), ref: 'garbage' }, calm), {
    code: 'attachment-gone',
  });
  assert.equal(asked, 0);
});

test('a redirect to anywhere else is not followed', async () => {
  await using private_ = await serving((_request, response) => response.end('secret'));
  await using host = await serving((_request, response) => {
    response.writeHead(302, { location: `http://${private_.host}/metadata` }).end();
  });
  await using here = await opened([host.host]);
  await assert.rejects(here.attachments.open(refTo(`http://${host.host}/a`), calm), {
    code: 'attachment-gone',
  });
});

test('a link that is over is gone, a host with a fault is worth another try', async () => {
  let status = 404;
  await using host = await serving((_request, response) => response.writeHead(status).end());
  await using here = await opened([host.host]);
  const open = () => here.attachments.open(refTo(`http://${host.host}/a`), calm);
  await assert.rejects(open(), { code: 'attachment-gone' });
  status = 503;
  await assert.rejects(open(), { code: 'attachment-short' });
});

test('too many bytes are refused, announced or not', async () => {
  let isAnnounced = true;
  await using host = await serving((_request, response) => {
    if (isAnnounced) response.setHeader('content-length', 2_000);
    response.write(Buffer.alloc(1_500));
    response.end(Buffer.alloc(500));
  });
  await using here = await opened([host.host]);
  const open = () => here.attachments.open(refTo(`http://${host.host}/a`), calm);
  await assert.rejects(open(), { code: 'file-too-large' });
  isAnnounced = false;
  const { stream } = await open();
  await assert.rejects(buffer(stream), { code: 'file-too-large' });
});

test('a file that breaks off is noticed', async () => {
  await using host = await serving((_request, response) => {
    response.writeHead(200, { 'content-length': 500 });
    response.write(Buffer.alloc(100), () => response.destroy());
  });
  await using here = await opened([host.host]);
  const { stream } = await here.attachments.open(refTo(`http://${host.host}/a`), calm);
  await assert.rejects(buffer(stream), { code: 'attachment-short' });
});
