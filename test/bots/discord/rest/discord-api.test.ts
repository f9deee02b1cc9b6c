import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { createRests } from '../../../../src/bots/discord/rest/create-rest.ts';
import { createDiscordApi } from '../../../../src/bots/discord/rest/discord-api.ts';
import { createPause, createPauseMemory } from '../../../../src/bots/discord/rest/pause.ts';
import { fileOf } from '../../../../src/commands/framework/reply.ts';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { json, type Seen, startServer } from '../../../core/net/local-server.ts';

const AT_ONCE = 4;
const WAITING = 2;
const FILE = fileOf({ bytes: new Uint8Array(4), fileName: 'a.txt', mimeType: 'text/plain', title: 'A' });
const MESSAGE = { id: '1', attachments: [] };

const isUpload = ({ headers }: Seen): boolean =>
  headers['content-type']?.startsWith('multipart/form-data') === true;

test('only so many uploads go out at once, and words pass them by', async () => {
  const held: ServerResponse[] = [];
  const full = Promise.withResolvers<void>();
  let isOver = false;
  await using server = await startServer((seen, response) => {
    if (isOver || !isUpload(seen)) return json(response, 200, MESSAGE);
    held.push(response);
    if (held.length === AT_ONCE) full.resolve();
  });
  using rests = createRests(
    server.url.href.replace(/\/$/, ''),
    'token',
    createPause(createPauseMemory(), systemClock),
    systemClock,
    silentLog,
  );
  const api = createDiscordApi(rests);
  const signal = new AbortController().signal;
  // A channel each, because Discord's own limits are counted by channel.
  const sends = Promise.all(
    Array.from({ length: AT_ONCE + WAITING }, (_, index) =>
      api.send(`${index}`, { content: 'file', files: [FILE] }, { nonce: `${index}` }, signal),
    ),
  );

  await Promise.race([full.promise, sends]);
  await api.send('99', { content: 'words' }, { nonce: 'words' }, signal);
  assert.equal(server.seen.filter(isUpload).length, AT_ONCE, 'the others wait');
  isOver = true;
  for (const response of held) json(response, 200, MESSAGE);
  assert.equal((await sends).length, AT_ONCE + WAITING);
});
