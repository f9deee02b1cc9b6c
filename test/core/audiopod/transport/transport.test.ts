import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createAudioPod } from '../../../../src/core/audiopod/create-audiopod.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { Log, LogFields } from '../../../../src/core/ports/log.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { hurriedClock } from '../../net/hurried-clock.ts';
import { type Answerer, closedPort, inTurn, json, startServer } from '../../net/local-server.ts';
import { clientOf, failureOf, KEY, signal, song, speech } from '../client.ts';

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answerer =>
  (_, response) =>
    json(response, status, body, headers);
const balance = answer(200, { balance_cents: 100 });
const submitted = answer(200, { job_id: 7, status: 'pending' });
const busy = (retryAfter: string) => answer(429, { detail: 'slow down' }, { 'retry-after': retryAfter });
/** Reads the request and closes the connection without a word. */
const drop: Answerer = (_, response) => response.socket?.destroy();

describe('the transport and the key', () => {
  it('sends both kinds of authentication with every call', async () => {
    await using server = await startServer(inTurn(balance, submitted));
    const client = clientOf(server.url);
    await client.wallet.balance(signal);
    await client.voice.generate(speech.text, speech, signal);
    for (const { headers } of server.seen) {
      assert.equal(headers['x-api-key'], KEY);
      assert.equal(headers.authorization, `Bearer ${KEY}`);
      assert.equal(headers.accept, 'application/json');
    }
  });

  it('never carries the key to another origin', async () => {
    await using foreign = await startServer(balance);
    for (const status of [301, 302, 303, 307, 308]) {
      await using server = await startServer((_, response) =>
        response.writeHead(status, { location: `${foreign.url.href}steal` }).end(),
      );
      const error = await failureOf(clientOf(server.url).wallet.balance(signal));
      assert.equal(error.code, 'audiopod-garbled');
      assert.match(error.message, /AUDIOPOD_BASE_URL/);
      assert.equal(server.seen.length, 1);
      await failureOf(clientOf(server.url).voice.generate(speech.text, speech, signal));
    }
    assert.equal(foreign.seen.length, 0);
  });

  it('follows a redirect inside the API, and not without end', async () => {
    await using server = await startServer((seen, response, request) => {
      if (seen.url.endsWith('/')) balance(seen, response, request);
      else response.writeHead(307, { location: `${seen.url}/` }).end();
    });
    await clientOf(server.url).wallet.balance(signal);
    assert.deepEqual(
      server.seen.map(({ url }) => url),
      ['/api/v1/api-wallet/balance', '/api/v1/api-wallet/balance/'],
    );
    await using loop = await startServer((seen, response) =>
      response.writeHead(302, { location: seen.url }).end(),
    );
    await failureOf(clientOf(loop.url).wallet.balance(signal));
    assert.equal(loop.seen.length, 4);
  });

  it('sends a charged request again only where the redirect proves that it was not carried out', async () => {
    await using server = await startServer(
      inTurn((_, response) => response.writeHead(307, { location: '/api/v1/again' }).end(), submitted),
    );
    assert.equal((await clientOf(server.url).voice.generate(speech.text, speech, signal)).id, '7');
    assert.equal(server.seen[0]?.body, server.seen[1]?.body);
    await using other = await startServer((_, response) =>
      response.writeHead(303, { location: '/api/v1/jobs/7' }).end(),
    );
    const error = await failureOf(clientOf(other.url).voice.generate(speech.text, speech, signal));
    assert.equal(error.outcome, 'unknown');
    assert.equal(other.seen.length, 1);
  });

  it('refuses a key of another kind before anything is sent', () => {
    for (const key of ['', 'sk-123', 'AP_x', 'ap_', 'ap_a b', 'ap_a\r\nx: y']) {
      assert.throws(
        () =>
          createAudioPod({
            baseUrl: new URL('http://localhost'),
            apiKey: new Secret(key),
            clock: hurriedClock(),
            random: Math.random,
          }),
        { code: 'audiopod-unauthorized', message: 'An AudioPod key begins with ap_' },
      );
    }
  });

  it('shows the key neither when printed nor in what it logs', async () => {
    const lines: unknown[] = [];
    const note = (fields: LogFields, event: string) => lines.push([fields, event]);
    const log: Log = { ...silentLog, debug: note, info: note, warn: note, error: note };
    await using server = await startServer(answer(500, { detail: `${KEY} MEMBER` }));
    const client = clientOf(server.url, { log });
    const error = await failureOf(client.wallet.balance(signal));
    assert.equal(error.providerMessage, `${KEY} MEMBER`);
    const shown = inspect([client, lines, error], { depth: 12, showHidden: true });
    assert.doesNotMatch(shown, /5ecre7|MEMBER/);
    assert.equal(lines.length, 3);
  });

  it('keeps a path of the base url, and counts requests by their template', async () => {
    const counted: unknown[] = [];
    await using server = await startServer(answer(404, {}));
    const observer = {
      providerRequest: (route: string, status: unknown) => counted.push([route, status]),
    };
    const client = clientOf(new URL('/mirror/', server.url), { observer });
    await failureOf(client.stems.job('a/b ü', signal));
    assert.equal(server.seen[0]?.url, '/mirror/api/v1/stem-extraction/status/a%2Fb%20%C3%BC');
    assert.deepEqual(counted[0], ['/stem-extraction/status/{id}', 404]);
  });

  it('refuses an id or voice that would change the path', async () => {
    await using server = await startServer(balance);
    for (const id of ['', '.', '..']) {
      assert.equal((await failureOf(clientOf(server.url).stems.job(id, signal))).code, 'audiopod-rejected');
      const order = { ...speech, voice: { id } };
      assert.equal(
        (await failureOf(clientOf(server.url).voice.generate(order.text, order, signal))).outcome,
        'refused',
      );
    }
    assert.equal(server.seen.length, 0);
  });
});

describe('the transport and reads that fail', () => {
  for (const status of [429, 500, 502, 503, 504, 408]) {
    it(`repeats a read three times after ${status}, with growing waits`, async () => {
      await using server = await startServer(
        inTurn(answer(status, {}), answer(status, {}), answer(status, {}), balance),
      );
      const clock = hurriedClock();
      await clientOf(server.url, { clock }).wallet.balance(signal);
      assert.deepEqual(clock.waits, [500, 1000, 2000]);
    });
  }

  it('gives up after the third repetition', async () => {
    await using server = await startServer(answer(503, {}));
    assert.equal((await failureOf(clientOf(server.url).wallet.balance(signal))).code, 'audiopod-down');
    assert.equal(server.seen.length, 4);
  });

  it('repeats nothing where it is told so', async () => {
    await using server = await startServer(answer(503, {}));
    await failureOf(clientOf(server.url, { readRetries: 0 }).wallet.balance(signal));
    assert.equal(server.seen.length, 1);
  });

  it('repeats a read after a connection that was cut', async () => {
    await using server = await startServer(inTurn(drop, balance));
    await clientOf(server.url).wallet.balance(signal);
    assert.equal(server.seen.length, 2);
  });

  for (const status of [400, 401, 402, 403, 404, 405, 409, 410, 413, 422]) {
    it(`does not repeat a read after ${status}`, async () => {
      await using server = await startServer(answer(status, { detail: 'no' }));
      await failureOf(clientOf(server.url).wallet.balance(signal));
      assert.equal(server.seen.length, 1);
    });
  }

  it('waits as long as Retry-After says: seconds, a date, or the stand-in of the body', async () => {
    const clock = hurriedClock(Date.UTC(2026, 2, 30));
    await using server = await startServer(
      inTurn(
        busy('7'),
        busy('Mon, 30 Mar 2026 00:00:20 GMT'),
        answer(429, { error: { code: 'rate_limit_exceeded', message: 'x', retry_after: 9 } }),
        balance,
      ),
    );
    await clientOf(server.url, { clock }).wallet.balance(signal);
    assert.deepEqual(clock.waits, [7000, 13_000, 9000]);
  });

  it('gives up at once, saying how long, when it should wait for more than a minute', async () => {
    await using server = await startServer(busy('61'));
    const error = await failureOf(clientOf(server.url).wallet.balance(signal));
    assert.equal(error.code, 'audiopod-busy');
    assert.equal(error.retryAfterMs, 61_000);
    assert.equal(server.seen.length, 1);
  });

  it('says that nothing listens, after trying again', async () => {
    const clock = hurriedClock();
    const error = await failureOf(clientOf(await closedPort(), { clock }).wallet.balance(signal));
    assert.equal(error.code, 'audiopod-unreachable');
    assert.equal(error.outcome, 'refused');
    assert.equal(clock.waits.length, 3);
  });

  it('ends with its time limit', async () => {
    const clock = hurriedClock();
    await using server = await startServer(() => clock.expire());
    const error = await failureOf(clientOf(server.url, { clock }).wallet.balance(signal));
    assert.equal(error.code, 'audiopod-unreachable');
  });

  it('gives up on a service that is silent for too long', async () => {
    await using server = await startServer(() => {});
    const client = clientOf(server.url, { silenceTimeoutMs: 20, readRetries: 0 });
    assert.equal((await failureOf(client.wallet.balance(signal))).code, 'audiopod-unreachable');
  });

  it('stops with the reason of the caller', async () => {
    const caller = new AbortController();
    await using server = await startServer(() => caller.abort(new Error('drain')));
    await assert.rejects(clientOf(server.url).wallet.balance(caller.signal), /^Error: drain$/);
  });

  const garbled: Record<string, Answerer> = {
    'no JSON': (_, response) => response.end('<html>MEMBER'),
    'JSON of another kind': answer(200, ['MEMBER']),
    'a lacking field': answer(200, { low_balance_warning: false }),
    'too many bytes': (_, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' ')),
    'a broken header': (_, response) => response.socket?.end('HTTP/1.1 banana\r\n\r\n'),
  };
  for (const [what, nonsense] of Object.entries(garbled)) {
    it(`calls an answer with ${what} garbled, and does not repeat it`, async () => {
      await using server = await startServer(nonsense);
      const error = await failureOf(clientOf(server.url).wallet.balance(signal));
      assert.equal(error.code, 'audiopod-garbled');
      assert.equal(server.seen.length, 1);
    });
  }
});

describe('the transport and what costs money', () => {
  const submits = {
    speech: (url: URL, clock = hurriedClock()) =>
      clientOf(url, { clock }).voice.generate(speech.text, speech, signal),
    stems: (url: URL, clock = hurriedClock()) => clientOf(url, { clock }).stems.extract(song, signal),
  };

  for (const [service, submit] of Object.entries(submits)) {
    for (const status of [500, 502, 503, 504, 520]) {
      it(`never sends ${service} again after ${status}, and says that nobody knows`, async () => {
        await using server = await startServer(answer(status, { detail: 'MEMBER' }, { 'retry-after': '1' }));
        const error = await failureOf(submit(server.url));
        assert.deepEqual([error.code, error.outcome], ['audiopod-down', 'unknown']);
        assert.equal(server.seen.length, 1);
      });
    }

    for (const status of [400, 401, 402, 403, 409, 413, 422]) {
      it(`knows after ${status} that no ${service} job was made`, async () => {
        await using server = await startServer(answer(status, { detail: 'MEMBER' }));
        assert.equal((await failureOf(submit(server.url))).outcome, 'refused');
        assert.equal(server.seen.length, 1);
      });
    }

    const lost: Record<string, Answerer> = {
      'the connection closes without an answer': drop,
      'the connection closes within the answer': (_, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"job_id":', () => response.socket?.destroy());
      },
      'the answer is no JSON': (_, response) => response.end('<html>'),
      'the answer names no job': answer(200, { status: 'pending', message: 'MEMBER' }),
      'the answer is empty': (_, response) => response.writeHead(204).end(),
      'the answer never ends being long': (_, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' ')),
    };
    for (const [what, answerer] of Object.entries(lost)) {
      it(`does not know whether ${service} was charged when ${what}`, async () => {
        await using server = await startServer(answerer);
        assert.equal((await failureOf(submit(server.url))).outcome, 'unknown');
        assert.equal(server.seen.length, 1);
      });
    }

    it(`knows that ${service} was refused even when the explanation is cut off or endless`, async () => {
      const cut: Answerer = (_, response) => {
        response.writeHead(403, { 'content-length': 100 });
        response.write('{"detail":', () => response.socket?.destroy());
      };
      const endless: Answerer = (_, response) =>
        response.writeHead(403).end(Buffer.alloc(9 * 1024 * 1024, ' '));
      for (const answerer of [cut, endless]) {
        await using server = await startServer(answerer);
        const error = await failureOf(submit(server.url));
        assert.deepEqual([error.code, error.outcome], ['audiopod-forbidden', 'refused']);
      }
    });

    it(`sends ${service} again after 429, at most twice`, async () => {
      const clock = hurriedClock();
      await using server = await startServer(inTurn(busy('2'), busy('3'), submitted));
      assert.equal((await submit(server.url, clock)).id, '7');
      assert.deepEqual(clock.waits, [2000, 3000]);
      await using stubborn = await startServer(busy('1'));
      const error = await failureOf(submit(stubborn.url));
      assert.deepEqual([error.code, error.outcome, error.retryAfterMs], ['audiopod-busy', 'refused', 1000]);
      assert.equal(stubborn.seen.length, 3);
    });

    it(`sends ${service} again when no connection could be made, and knows that nothing was charged`, async () => {
      const clock = hurriedClock();
      const error = await failureOf(submit(await closedPort(), clock));
      assert.deepEqual([error.code, error.outcome], ['audiopod-unreachable', 'refused']);
      assert.equal(clock.waits.length, 3);
    });
  }

  it('knows nothing when the time limit ends a request that was sent', async () => {
    const clock = hurriedClock();
    await using server = await startServer(() => clock.expire());
    assert.equal((await failureOf(submits.speech(server.url, clock))).outcome, 'unknown');
  });

  it('hears the answer to a charged request although the caller stops, and sends no other', async () => {
    const caller = new AbortController();
    await using server = await startServer((seen, response, request) => {
      caller.abort(new Error('drain'));
      submitted(seen, response, request);
    });
    const client = clientOf(server.url);
    assert.equal((await client.voice.generate(speech.text, speech, caller.signal)).id, '7');
    await assert.rejects(client.voice.generate(speech.text, speech, caller.signal), /^Error: drain$/);
    assert.equal(server.seen.length, 1);
  });

  it('breaks an upload off when the caller stops while it is being sent, and says that it was begun', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upload-'));
    const path = join(folder, 'long.wav');
    await writeFile(path, Buffer.alloc(32 * 1024 ** 2));
    const caller = new AbortController();
    // Reads nothing, so that most of the file stays where it is.
    const server = createServer(() => caller.abort(new Error('lost')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const client = clientOf(new URL(`http://127.0.0.1:${address.port}`));
    const source = { kind: 'file', path, uploadName: 'long.wav', mimeType: 'audio/wav' } as const;
    const error = await failureOf(client.stems.extract({ source, mode: 'two' }, caller.signal));
    assert.equal(error.outcome, 'unknown');
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('sends each charged request over a connection of its own, and keeps those of reads open', async () => {
    await using server = await startServer((seen, response, request) =>
      (seen.method === 'POST' ? submitted : balance)(seen, response, request),
    );
    const client = clientOf(server.url);
    await client.wallet.balance(signal);
    await client.wallet.balance(signal);
    await client.voice.generate(speech.text, speech, signal);
    await client.voice.generate(speech.text, speech, signal);
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.connection),
      ['keep-alive', 'keep-alive', 'close', 'close'],
    );
    const [, read, ...charged] = server.seen.map(({ connection }) => connection);
    assert.equal(new Set([read, ...charged]).size, 3);
  });
});
