import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Answerer, inTurn, json, startServer } from '../net/local-server.ts';
import { answer } from './answers.ts';
import { clientOf, failureOf, signal, song } from './client.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const stemsOf = async (answerer: Answerer) => {
  const server = await startServer(answerer);
  return {
    server,
    stems: clientOf(server.url).stems,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
const COMPLETED = {
  id: 1501,
  status: 'COMPLETED',
  source_type: 'FILE',
  input_path: 'in/1501/job-abc.mp3',
  download_urls: {
    vocals: 'https://media.test/vocals.wav?sig=x',
    drums: '',
    bass: null,
    guitar: { url: 'https://media.test/guitar.wav' },
    other: 'https://media.test/other.wav',
    piano: 'stems/1501/piano.wav',
  },
  quality_scores: { vocals: 0.91, other: 0, drums: null },
  completed_at: '2026-03-30T09:02:11.120934',
  created_at: '2026-03-30T09:00:00+02:00',
};

describe('stem separation', () => {
  it('reads a finished job, without the stems that are empty or no link', async () => {
    await using it = await stemsOf(answer(200, COMPLETED));
    assert.deepEqual(await it.stems.job('1501', signal), {
      id: '1501',
      state: 'completed',
      outputs: [
        { name: 'vocals', url: 'https://media.test/vocals.wav?sig=x' },
        { name: 'other', url: 'https://media.test/other.wav' },
      ],
      qualityScores: { vocals: 0.91, other: 0 },
      inputName: 'job-abc.mp3',
      createdAtMs: Date.UTC(2026, 2, 30, 7),
    });
  });

  it('reads a job that has nothing yet', async () => {
    const pending = {
      id: 1,
      status: 'PENDING',
      download_urls: null,
      quality_scores: null,
      error_message: null,
    };
    await using it = await stemsOf(answer(200, pending));
    assert.deepEqual(await it.stems.job('1', signal), { id: '1', state: 'pending', outputs: [] });
  });

  it('reads a job at its other path where the status path is gone', async () => {
    await using it = await stemsOf((seen, response) =>
      seen.url.includes('/status/')
        ? json(response, 404, { detail: 'Not Found' })
        : json(response, 200, COMPLETED),
    );
    await it.stems.job('1501', signal);
    await it.stems.job('1501', signal);
    assert.equal(it.server.seen.length, 3);
  });

  const wrappings: Record<string, (jobs: unknown) => unknown> = {
    'a bare array': (jobs) => jobs,
    items: (items) => ({ items, hasMore: false, total: 2 }),
    jobs: (jobs) => ({ jobs }),
    data: (data) => ({ data, items: null }),
  };
  for (const [what, wrap] of Object.entries(wrappings)) {
    it(`lists jobs out of ${what}, leaving out what cannot be told apart`, async () => {
      const jobs = [COMPLETED, { job_id: 'b', status: 'odd' }, { status: 'FAILED' }, null, 7];
      await using it = await stemsOf(answer(200, wrap(jobs)));
      const found = await it.stems.jobs({ skip: 0, limit: 100 }, signal);
      assert.deepEqual(
        found.map(({ id, state, inputName }) => [id, state, inputName]),
        [
          ['1501', 'completed', 'job-abc.mp3'],
          ['b', 'processing', undefined],
        ],
      );
    });
  }

  it('lists modes', async () => {
    const modes = [
      { mode: 'four', description: 'vocals, drums, bass, other', stem_count: 4, plan: 'x' },
      { mode: 'six' },
      {},
    ];
    await using it = await stemsOf(answer(200, { modes }));
    assert.deepEqual(await it.stems.modes(signal), [
      { mode: 'four', description: 'vocals, drums, bass, other', stemCount: 4 },
      { mode: 'six' },
    ]);
  });

  it('deletes a job, whether the answer is empty or the job already gone', async () => {
    await using it = await stemsOf(
      inTurn(
        (_, response) => response.writeHead(204).end(),
        answer(502, {}),
        answer(404, { detail: 'gone' }),
      ),
    );
    await it.stems.remove('1', signal);
    await it.stems.remove('2', signal);
    assert.equal(it.server.seen.length, 3);
  });

  it('does not call a refused delete a success', async () => {
    await using it = await stemsOf(answer(403, {}));
    assert.equal((await failureOf(it.stems.remove('1', signal))).code, 'audiopod-forbidden');
  });

  it('says which plan a mode needs, however AudioPod refuses it', async () => {
    const refusals: readonly (readonly [number, unknown])[] = [
      [402, { error: 'PREMIUM_TIER_REQUIRED', message: 'Upgrade' }],
      [402, { detail: { code: 'PREMIUM_TIER_REQUIRED', action: 'upgrade' } }],
      [402, { detail: 'This mode needs a paid plan' }],
      [403, { detail: 'Forbidden' }],
      [403, {}],
      [403, { detail: 'Your plan has expired' }],
      [400, { detail: 'Mode mastering is not part of your subscription' }],
      [422, { detail: [{ loc: ['body', 'mode'], msg: 'requires the Pro tier', type: 'value_error' }] }],
    ];
    for (const [status, body] of refusals) {
      await using it = await stemsOf(answer(status, body));
      const { code, outcome, facts } = await failureOf(
        it.stems.extract({ ...song, mode: 'mastering' }, signal),
      );
      assert.deepEqual(
        [code, outcome, facts['mode'], facts['plan'], facts['modes']],
        ['audiopod-plan', 'refused', 'mastering', 'Pro', 'single, two, four, six'],
        JSON.stringify(body),
      );
      assert.equal(it.server.seen.length, 1);
    }
    await using it = await stemsOf(answer(403, {}));
    const error = await failureOf(it.stems.extract({ ...song, mode: 'producer' }, signal));
    assert.equal(error.facts['plan'], 'Creator');
  });

  it('does not blame the plan for an empty wallet, a key, a wrong field, a fault, or a mode that every plan has', async () => {
    const refusals: readonly (readonly [number, unknown, string])[] = [
      [
        402,
        { error: 'insufficient_api_balance', required_cents: 30, available_cents: 5 },
        'audiopod-balance',
      ],
      [403, { detail: 'API key revoked' }, 'audiopod-forbidden'],
      [403, { detail: 'The key lacks the scope stems:separate' }, 'audiopod-forbidden'],
      [401, { detail: 'Invalid API key' }, 'audiopod-unauthorized'],
      [422, { detail: 'Unknown mode' }, 'audiopod-rejected'],
      [413, { detail: 'Upgrade your plan for larger files' }, 'audiopod-too-large'],
      [500, { detail: 'Cannot read the plan' }, 'audiopod-down'],
    ];
    for (const [status, body, expected] of refusals) {
      await using it = await stemsOf(answer(status, body));
      const { code } = await failureOf(it.stems.extract({ ...song, mode: 'studio' }, signal));
      assert.equal(code, expected, JSON.stringify(body));
    }
    await using it = await stemsOf(answer(403, { detail: 'Upgrade your plan' }));
    assert.equal((await failureOf(it.stems.extract(song, signal))).code, 'audiopod-forbidden');
  });

  it('fails before sending when the file is not there', async () => {
    await using it = await stemsOf(answer(200, { id: 1 }));
    const source = {
      kind: 'file',
      path: '/nowhere/a.mp3',
      uploadName: 'a.mp3',
      mimeType: 'audio/mpeg',
    } as const;
    await assert.rejects(it.stems.extract({ source, mode: 'four' }, signal));
    assert.equal(it.server.seen.length, 0);
  });

  it('understands a refusal that comes before the upload is through', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'refused-'));
    const server = createServer((_, response) => json(response, 413, { error: 'file_too_large' }));
    try {
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const path = join(folder, 'sparse.wav');
      await using file = await open(path, 'w');
      await file.truncate(20 * 1024 * 1024);
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const source = { kind: 'file', path, uploadName: 'sparse.wav', mimeType: 'audio/wav' } as const;
      const { stems } = clientOf(new URL(`http://127.0.0.1:${address.port}`));
      const error = await failureOf(stems.extract({ source, mode: 'four' }, signal));
      assert.deepEqual([error.code, error.outcome], ['audiopod-too-large', 'refused']);
    } finally {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('uploads a large file from the disk without holding it in memory', async () => {
    const sizeBytes = 100 * 1024 * 1024;
    const folder = await mkdtemp(join(tmpdir(), 'upload-'));
    let receivedBytes = 0;
    let peakBytes = 0;
    let measuredAtBytes = 0;
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
        if (receivedBytes - measuredAtBytes < 10 * 1024 * 1024) return;
        measuredAtBytes = receivedBytes;
        peakBytes = Math.max(peakBytes, bytesInUse());
      });
      request.on('end', () => json(response, 200, { id: 1, status: 'PENDING' }));
    });
    try {
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const path = join(folder, 'sparse.wav');
      await using file = await open(path, 'w');
      await file.truncate(sizeBytes);
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      const before = bytesInUse();
      const source = { kind: 'file', path, uploadName: 'sparse.wav', mimeType: 'audio/wav' } as const;
      const { stems } = clientOf(new URL(`http://127.0.0.1:${address.port}`));
      await stems.extract({ source, mode: 'four' }, signal);
      assert.ok(receivedBytes > sizeBytes);
      const grownMib = (peakBytes - before) / 1024 / 1024;
      assert.ok(grownMib < 60, `memory in use grew by ${grownMib.toFixed(1)} MiB`);
    } finally {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Memory that is really held: garbage waiting for collection would make the figure a matter of luck. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
