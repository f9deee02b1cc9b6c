import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { until } from '../../../fakes/until.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { visit } from '../fixtures/http.ts';
import { openPlayground } from '../fixtures/playground.ts';

it('a line or a form that is sent byte by byte holds its connection for half a minute', async () => {
  const clock = createVirtualClock();
  await using playground = await openPlayground({ clock });
  const visitor = await visit(playground.url);
  for (const [path, type] of [
    ['/playground/calls', 'application/json'],
    ['/playground/estimate', 'application/json'],
    ['/playground/login', 'application/x-www-form-urlencoded'],
  ] as const) {
    const socket = connect(playground.port, '127.0.0.1');
    socket.on('error', () => {});
    const rest = text(socket).catch(() => '');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost:${playground.port}\r\nOrigin: ${playground.url}\r\n` +
        `Cookie: ${visitor.cookie}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n{`,
    );
    // Whatever else is asked arrives after it.
    await visitor.get('/playground/budget');
    await clock.advance(29_000);
    assert.equal(socket.destroyed, false, path);
    const closed = once(socket, 'close');
    await until('the connection ends', async () => {
      await clock.advance(1_000);
      return socket.readableEnded || socket.destroyed;
    });
    socket.destroy();
    await closed;
    assert.doesNotMatch(await rest, /200 OK/, path);
  }
  assert.equal(playground.desk.lines.length, 0);
});

it('a line that is longer than any is refused before it is read', async () => {
  await using playground = await openPlayground();
  const visitor = await visit(playground.url);
  for (const [path, bytes] of [
    ['/playground/calls', 600_000],
    ['/playground/forms', 600_000],
    ['/playground/actions', 600_000],
    ['/playground/estimate', 200_000],
  ] as const) {
    const response = await visitor.post(path, { line: 'x'.repeat(bytes) }).catch(() => undefined);
    assert.ok(response === undefined || response.status === 413, path);
  }
});
