import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Router } from 'express';
import { Secret } from '../../src/core/model/secret.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { type OperationParts, operationRoutes } from '../../src/server/operations.ts';
import { createReadiness } from '../../src/server/readiness.ts';
import { createServer, type Server } from '../../src/server/server.ts';
import { patientClock } from '../fakes/patient-clock.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

describe('the HTTP server', () => {
  let server: Server;
  let url: string;
  let isStoreUp: boolean;
  const events: string[] = [];
  const clock = createVirtualClock();
  const log = { ...silentLog, error: (_fields: unknown, event: string) => void events.push(event) };

  const parts = (): OperationParts => ({
    readiness: createReadiness({
      pingStore: async () => {
        if (!isStoreUp) throw new Error('down');
      },
      connections: () => [],
      clock,
    }),
    registry: createMetrics().registry,
    metricsToken: new Secret('metrics-token'),
  });

  beforeEach(async () => {
    isStoreUp = true;
    events.length = 0;
    server = createServer({ ...parts(), clock: patientClock, log });
    ({ url } = await server.listen('127.0.0.1', 0));
  });
  afterEach(() => server.close(0));

  it('is alive, and does not name what it is made with', async () => {
    const response = await fetch(`${url}/healthz`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { alive: true });
    assert.equal(response.headers.get('x-powered-by'), null);
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('lets nothing be kept, of its own routes, of those that do not exist and of what fails', async () => {
    server.mount(
      '/',
      Router().get('/broken', () => {
        throw new Error('as told by the test');
      }),
    );
    const routes = operationRoutes(parts()).stack.map(({ route }) => route?.path);
    assert.deepEqual(routes, ['/healthz', '/readyz', '/metrics']);
    for (const path of [...routes, '/nothing', '/broken']) {
      const response = await fetch(`${url}${path}`);
      await response.arrayBuffer();
      assert.equal(response.headers.get('cache-control'), 'no-store', path);
    }
  });

  it('is ready while the store answers, and says why when it is not', async () => {
    const ready = await fetch(`${url}/readyz`);
    assert.equal(ready.status, 200);
    assert.deepEqual(await ready.json(), { ready: true });
    isStoreUp = false;
    const unready = await fetch(`${url}/readyz`);
    assert.equal(unready.status, 503);
    assert.deepEqual(await unready.json(), { ready: false, reasons: ['store: does not answer'] });
  });

  it('answers 404 in JSON for what nobody mounted, and serves what was mounted while it runs', async () => {
    const before = await fetch(`${url}/late`);
    assert.equal(before.status, 404);
    assert.deepEqual(await before.json(), { error: 'not-found' });
    server.mount('/late', (_request, response) => void response.send('here'));
    assert.equal(await (await fetch(`${url}/late`)).text(), 'here');
  });

  it('answers a failing route with 500 and nothing of the failure, which the log learns', async () => {
    const router = Router().get('/broken', async () => {
      throw new Error('hunter2');
    });
    server.mount('/', router);
    const response = await fetch(`${url}/broken`);
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { error: 'internal' });
    assert.deepEqual(events, ['request-failed']);
  });

  it('shows metrics to this machine, of the process and of our own', async () => {
    const response = await fetch(`${url}/metrics`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const body = await response.text();
    for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag', 'audiopod_bot_stage_seconds']) {
      assert.match(body, new RegExp(name));
    }
  });

  for (const [what, headers] of Object.entries({
    'X-Forwarded-For': { 'x-forwarded-for': '127.0.0.1' },
    Forwarded: { forwarded: 'for=127.0.0.1' },
    'X-Real-IP': { 'x-real-ip': '127.0.0.1' },
    Via: { via: '1.1 proxy' },
    'a foreign Host': { host: 'evil.example.com' },
    'a wrong token through a proxy': { via: '1.1 proxy', authorization: 'Bearer metrics-tokem' },
    'an empty token through a proxy': { via: '1.1 proxy', authorization: 'Bearer ' },
  })) {
    it(`hides metrics from loopback with ${what}, since it may be a proxy`, async () => {
      assert.equal((await ask('/metrics', headers)).status, 401);
    });
  }

  it('shows metrics to everybody who brings the token, even through a proxy', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', authorization: 'bearer metrics-token' };
    assert.equal((await ask('/metrics', headers)).status, 200);
  });

  it('finishes the request that is running before it closes, and takes no new one', async () => {
    const { promise: hold, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: started, resolve: isRunning } = Promise.withResolvers<void>();
    server.mount('/slow', async (_request, response) => {
      isRunning();
      await hold;
      response.send('finished');
    });
    const agent = new Agent({ keepAlive: true });
    const slow = get(`${url}/slow`, { agent });
    await started;
    const closed = server.close(60_000);
    assert.ok(server.closing.aborted);
    await assert.rejects(fetch(`${url}/healthz`));
    letGo();
    const [response] = await once(slow, 'response');
    assert.equal(await text(response), 'finished');
    await closed;
    agent.destroy();
  });

  it('does not wait for idle connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${url}/healthz`, { agent }), 'response');
    await text(response);
    await server.close(60_000);
    agent.destroy();
  });

  it('cuts at the deadline what never ends', async () => {
    server.mount('/endless', (_request, response) => {
      response.write('and so on');
    });
    const [response] = await once(get(`${url}/endless`), 'response');
    const cut = assert.rejects(text(response));
    await server.close(1);
    await cut;
  });

  it('refuses garbage without breaking', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end('this is not HTTP\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 400/);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });

  it('says so when its port is taken', async () => {
    const second = createServer({
      readiness: createReadiness({ pingStore: async () => {}, connections: () => [], clock }),
      registry: createMetrics().registry,
      clock,
      log,
    });
    await assert.rejects(second.listen('127.0.0.1', Number(new URL(url).port)), { code: 'EADDRINUSE' });
    await second.close(0);
  });

  /** fetch refuses to send some of the headers these tests are about. */
  async function ask(path: string, headers: Record<string, string>) {
    const sent = request(`${url}${path}`, { headers });
    sent.end();
    const [response] = await once(sent, 'response');
    return { status: Number(response.statusCode), body: await text(response) };
  }
});
