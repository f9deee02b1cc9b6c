import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import { guardedConnector, onlyPublic } from '../../../src/core/net/guarded-connector.ts';
import { startServer } from './local-server.ts';

/** Connects through the guard; the socket, or the error. */
function open(hostname: string, port: string, addresses: readonly LookupAddress[]): Promise<Socket | Error> {
  const connector = guardedConnector({
    isTrusted: (origin) => origin.hostname === 'trusted.test',
    resolve: async () => addresses,
    connectTimeoutMs: 200,
  });
  return new Promise((resolve) => {
    connector({ hostname, host: `${hostname}:${port}`, protocol: 'http:', port }, (error, socket) => {
      resolve(error ?? socket);
    });
  });
}

const isRefusal = (result: unknown) => result instanceof BotError && result.code === 'result-host-refused';

describe('guardedConnector', () => {
  it('connects a trusted name to a private address', async () => {
    await using server = await startServer(() => {});
    const result = await open('trusted.test', server.url.port, [{ address: '127.0.0.1', family: 4 }]);
    assert.ok(!(result instanceof Error));
    assert.equal(result.remoteAddress, '127.0.0.1');
    result.destroy();
  });

  it('refuses private literals and names that have only private addresses', async () => {
    await using server = await startServer(() => {});
    const { port } = server.url;
    assert.ok(isRefusal(await open('127.0.0.1', port, [])));
    assert.ok(isRefusal(await open('::1', port, [])));
    assert.ok(isRefusal(await open('::ffff:127.0.0.1', port, [])));
    assert.ok(isRefusal(await open('name.test', port, [{ address: '127.0.0.1', family: 4 }])));
    assert.ok(isRefusal(await open('name.test', port, [])));
  });

  it('drops a connection that ended up at a private address after all', async () => {
    await using server = await startServer(() => {});
    let reads = 0;
    const rebound: LookupAddress = {
      family: 4,
      get address() {
        reads += 1;
        return reads === 1 ? '93.184.216.34' : '127.0.0.1';
      },
    };
    assert.ok(isRefusal(await open('name.test', server.url.port, [rebound])));
    assert.ok(reads > 1);
  });

  it('leaves only the public ones among the addresses of a name', async () => {
    const resolve = onlyPublic(async () => [
      { address: '10.0.0.1', family: 4 },
      { address: '93.184.216.34', family: 4 },
      { address: '::ffff:10.0.0.1', family: 6 },
    ]);
    assert.deepEqual(await resolve('name.test'), [{ address: '93.184.216.34', family: 4 }]);
  });
});
