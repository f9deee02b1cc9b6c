import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { createDownload, type DownloadOptions } from '../../../src/core/net/create-download.ts';
import { hurriedClock } from './hurried-clock.ts';
import { type Answerer, inTurn, type LocalServer, startServer } from './local-server.ts';

const MAX = { maxBytes: 1_000_000 };
const SOUND = Buffer.alloc(200_000, 'sound');

describe('createDownload', () => {
  let folder = '';
  let file = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'download-'));
    file = join(folder, 'result.wav');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const fetchFrom = async (
    server: LocalServer,
    path: string,
    options: Partial<DownloadOptions> = {},
    signal = new AbortController().signal,
    toPath = file,
  ) => {
    const download = createDownload({
      apiBaseUrl: server.url,
      mediaHosts: [],
      clock: hurriedClock(),
      random: () => 0.5,
      ...options,
    });
    return download(new URL(path, server.url).href, toPath, { ...MAX, signal });
  };

  /** The error carries the code, no part of the link's query, and leaves no file behind. */
  const assertFails = async (run: Promise<unknown>, code: ErrorCode, toPath = file) => {
    await assert.rejects(run, (error) => {
      assert.ok(error instanceof BotError, String(error));
      assert.equal(error.code, code);
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error.facts)}`, /SIGNATURE/);
      return true;
    });
    await assert.rejects(access(toPath));
  };

  const whole: Answerer = (_, response) => {
    response.writeHead(200, { 'content-length': SOUND.length }).end(SOUND);
  };
  const short: Answerer = (_, response) => {
    response.writeHead(200, { 'content-length': SOUND.length });
    response.write(SOUND.subarray(0, 1000), () => response.socket?.destroy());
  };
  const status =
    (code: number): Answerer =>
    (_, response) =>
      response.writeHead(code).end('no');

  it('brings the bytes to the disk, without a key or cookie of ours', async () => {
    await using server = await startServer(whole);
    assert.deepEqual(await fetchFrom(server, '/a.wav?sig=1'), { sizeBytes: SOUND.length });
    assert.deepEqual(await readFile(file), SOUND);
    const headers = Object.keys(server.seen[0]?.headers ?? {});
    assert.deepEqual(headers.toSorted(), ['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  });

  for (const code of [401, 403, 404, 410]) {
    it(`says that the link has expired on ${code}, and does not insist`, async () => {
      await using server = await startServer(status(code));
      await assertFails(fetchFrom(server, '/a?sig=SIGNATURE'), 'result-link-expired');
      assert.equal(server.seen.length, 1);
    });
  }

  it('tries three times on 5xx with growing waits, then gives up', async () => {
    await using server = await startServer(status(503));
    const clock = hurriedClock();
    await assertFails(fetchFrom(server, '/a?sig=SIGNATURE', { clock }), 'result-unreachable');
    assert.equal(server.seen.length, 3);
    assert.deepEqual(clock.waits, [500, 1000]);
  });

  it('starts again from nothing after a download that broke off', async () => {
    await using server = await startServer(inTurn(short, status(502), whole));
    assert.deepEqual(await fetchFrom(server, '/a'), { sizeBytes: SOUND.length });
    assert.deepEqual(await readFile(file), SOUND);
  });

  it('notices a download that ends before the announced length, and removes it', async () => {
    await using server = await startServer(short);
    await assertFails(fetchFrom(server, '/a?sig=SIGNATURE'), 'result-short');
    assert.equal(server.seen.length, 3);
  });

  it('notices a chunked download that breaks off', async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200);
      response.write(SOUND, () => response.socket?.destroy());
    });
    await assertFails(fetchFrom(server, '/a'), 'result-short');
  });

  it('takes an empty answer for a short one', async () => {
    await using server = await startServer(status(200));
    await using empty = await startServer((_, response) => response.writeHead(200).end());
    await fetchFrom(server, '/a');
    await assertFails(fetchFrom(empty, '/a'), 'result-short');
  });

  it('gives up on a host that stands still, before or during the answer', async () => {
    await using mute = await startServer(() => {});
    await using stuck = await startServer((_, response) => {
      response.writeHead(200);
      response.write(SOUND);
    });
    // Together, because undici counts these limits in steps of about a second.
    const times = { stallMs: 30 };
    await Promise.all([
      assertFails(
        fetchFrom(mute, '/a', { times }, undefined, `${file}-1`),
        'result-unreachable',
        `${file}-1`,
      ),
      assertFails(fetchFrom(stuck, '/a', { times }, undefined, `${file}-2`), 'result-short', `${file}-2`),
    ]);
  });

  it('ends with the time limit, whatever is going on', async () => {
    const clock = hurriedClock();
    await using server = await startServer((_, response) => {
      response.writeHead(200);
      response.write(SOUND, () => clock.expire());
    });
    await assertFails(fetchFrom(server, '/a', { clock }), 'result-unreachable');
  });

  it('stops at once when the caller does, with the reason of the caller', async () => {
    const caller = new AbortController();
    await using server = await startServer((_, response) => {
      response.writeHead(200);
      response.write(SOUND, () => caller.abort(new Error('drain')));
    });
    await assert.rejects(fetchFrom(server, '/a', {}, caller.signal), /drain/);
    await assert.rejects(access(file));
  });

  it('refuses more bytes than allowed, announced or not, without a second try', async () => {
    const tooMuch = Buffer.alloc(MAX.maxBytes + 1);
    await using announced = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': tooMuch.length }).end(tooMuch);
    });
    await using chunked = await startServer((_, response) => response.writeHead(200).end(tooMuch));
    for (const server of [announced, chunked]) {
      await assertFails(fetchFrom(server, '/a?sig=SIGNATURE'), 'result-too-large');
      assert.equal(server.seen.length, 1);
    }
  });

  it('does not wait for a body that is announced as too large', async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': MAX.maxBytes + 1 }).flushHeaders();
    });
    await assertFails(fetchFrom(server, '/a'), 'result-too-large');
  });

  it('passes on the errors of the disk as they are', async () => {
    await using server = await startServer(whole);
    const download = createDownload({ apiBaseUrl: server.url, mediaHosts: [], clock: hurriedClock() });
    const { signal } = new AbortController();
    await assert.rejects(download(server.url.href, join(folder, 'none', 'a'), { ...MAX, signal }), {
      code: 'ENOENT',
    });
    assert.equal(server.seen.length, 1);
  });

  const redirectTo = (response: ServerResponse, location: string) =>
    response.writeHead(302, { location }).end();

  it('follows five redirects, also relative ones, and not a sixth', async () => {
    await using server = await startServer((seen, response, request) => {
      const hops = Number(seen.url.slice(1));
      if (hops > 0) redirectTo(response, `/${hops - 1}`);
      else whole(seen, response, request);
    });
    assert.deepEqual(await fetchFrom(server, '/5'), { sizeBytes: SOUND.length });
    await assertFails(fetchFrom(server, '/6'), 'result-unreachable');
  });

  it('checks where each redirect leads', async () => {
    await using inside = await startServer(whole);
    const targets = [
      inside.url.href,
      `https://127.0.0.1:${inside.url.port}/`,
      `https://[::ffff:127.0.0.1]:${inside.url.port}/`,
      'http://93.184.216.34/plain',
      'https://user:pw@example.com/',
      'file:///etc/passwd',
    ];
    for (const target of targets) {
      await using outside = await startServer((_, response) => redirectTo(response, target));
      await assertFails(fetchFrom(outside, '/a'), 'result-host-refused');
    }
    assert.equal(inside.seen.length, 0);
    await using own = await startServer((seen, response) =>
      redirectTo(response, `http://user@${seen.headers.host}/b`),
    );
    await assertFails(fetchFrom(own, '/a'), 'result-host-refused');
    assert.equal(own.seen.length, 1);
  });

  it('takes plain http and private addresses from media hosts of the operator', async () => {
    await using media = await startServer(whole);
    await using api = await startServer((_, response) => redirectTo(response, media.url.href));
    await fetchFrom(api, '/a', { mediaHosts: [media.url.host] });
    assert.equal(media.seen.length, 1);
  });

  it('refuses a public name that resolves to a private address when it is connected to', async () => {
    await using inside = await startServer(whole);
    const asked: string[] = [];
    const download = createDownload({
      apiBaseUrl: new URL('https://api.test'),
      mediaHosts: [],
      clock: hurriedClock(),
      resolve: async (hostname) => {
        asked.push(hostname);
        return [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
          { address: '169.254.169.254', family: 4 },
        ];
      },
    });
    const { signal } = new AbortController();
    const link = `https://rebound.test:${inside.url.port}/a?sig=SIGNATURE`;
    await assertFails(download(link, file, { ...MAX, signal }), 'result-host-refused');
    assert.deepEqual(asked, ['rebound.test']);
    assert.equal(inside.seen.length, 0);
  });

  it('resolves trusted names as well, and lets them be private', async () => {
    await using server = await startServer(whole);
    const api = new URL(`http://sandbox.test:${server.url.port}`);
    await fetchFrom(server, '/a', {
      apiBaseUrl: api,
      mediaHosts: [server.url.host],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const download = createDownload({
      apiBaseUrl: api,
      mediaHosts: [],
      clock: hurriedClock(),
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    const { signal } = new AbortController();
    await download(`${api.href}b`, file, { ...MAX, signal });
    assert.equal(server.seen.at(-1)?.url, '/b');
  });

  it('says that a name nobody knows is unreachable', async () => {
    await using server = await startServer(whole);
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const options = {
      apiBaseUrl: new URL('http://gone.test'),
      mediaHosts: [],
      clock: hurriedClock(),
      resolve,
    };
    const { signal } = new AbortController();
    await assertFails(
      createDownload(options)('http://gone.test/a', file, { ...MAX, signal }),
      'result-unreachable',
    );
    assert.equal(server.seen.length, 0);
  });

  it('writes over what was there before', async () => {
    await using server = await startServer((_, response) => response.end('new'));
    await writeFile(file, 'much older and longer');
    assert.deepEqual(await fetchFrom(server, '/a'), { sizeBytes: 3 });
    assert.equal(await readFile(file, 'utf8'), 'new');
  });
});
