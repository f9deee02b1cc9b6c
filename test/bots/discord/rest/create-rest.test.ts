import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { it } from 'node:test';
import { createRests } from '../../../../src/bots/discord/rest/create-rest.ts';
import { createPause, createPauseMemory } from '../../../../src/bots/discord/rest/pause.ts';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';

it('asks once where the connection is reset, because what it asked may have been done', async () => {
  const asked: string[] = [];
  await using server = createServer((request) => {
    asked.push(`${request.method} ${request.url}`);
    request.socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  using rests = createRests(
    `http://127.0.0.1:${address.port}`,
    'token',
    createPause(createPauseMemory(), systemClock),
    systemClock,
    silentLog,
  );

  await assert.rejects(
    rests.interactions.post('/webhooks/1/abc', { body: { content: 'Hello' }, auth: false }),
  );

  assert.deepEqual(asked, ['POST /v10/webhooks/1/abc']);
});
