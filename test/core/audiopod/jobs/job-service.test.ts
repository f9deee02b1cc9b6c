import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AudioPod } from '../../../../src/core/ports/provider.ts';
import { inTurn, startServer } from '../../net/local-server.ts';
import { answer, noContent } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';

/** Everything that can be deleted. */
const services = {
  stems: (client: AudioPod) => client.stems,
  music: (client: AudioPod) => client.music,
  transcription: (client: AudioPod) => client.transcription,
  speaker: (client: AudioPod) => client.speaker,
  denoiser: (client: AudioPod) => client.denoiser,
  voice: (client: AudioPod) => client.voice,
};
const { voice: _, ...withLists } = services;

describe('deleting', () => {
  const good = { 'an empty answer': noContent, 'a message': answer(200, { message: 'deleted' }) };
  const gone = { 'an unknown job': answer(404, { detail: 'gone' }), 'one past its time': answer(410, {}) };
  for (const [name, service] of Object.entries(services)) {
    for (const [what, answerer] of Object.entries({ ...good, ...gone })) {
      it(`${name}: ${what} means that it is gone`, async () => {
        await using server = await startServer(answerer);
        await service(clientOf(server.url)).remove('1', signal);
        for (const { method } of server.seen) assert.equal(method, 'DELETE');
      });
    }

    it(`${name}: repeats after a fault, and does not call a refusal a success`, async () => {
      await using server = await startServer(inTurn(answer(502, {}), answer(403, {})));
      assert.equal(
        (await failureOf(service(clientOf(server.url)).remove('1', signal))).code,
        'audiopod-forbidden',
      );
      assert.equal(server.seen.length, 2);
    });
  }
});

describe('listing', () => {
  const wrappings: Record<string, (jobs: unknown) => unknown> = {
    'a bare array': (jobs) => jobs,
    items: (items) => ({ items, hasMore: false, total: 2 }),
    jobs: (jobs) => ({ jobs }),
    data: (data) => ({ data, items: null }),
  };
  for (const [name, service] of Object.entries(withLists)) {
    for (const [what, wrap] of Object.entries(wrappings)) {
      it(`${name}: reads jobs out of ${what}, and leaves out what nobody can tell apart`, async () => {
        const jobs = [
          { id: 1, status: 'pending' },
          { job_id: 'b', status: 'ODD' },
          { status: 'FAILED' },
          null,
        ];
        await using server = await startServer(answer(200, wrap(jobs)));
        const found = await service(clientOf(server.url)).jobs({ skip: 0, limit: 50 }, signal);
        assert.deepEqual(found, [
          { id: '1', state: 'pending', outputs: [] },
          { id: 'b', state: 'processing', outputs: [] },
        ]);
      });
    }

    it(`${name}: does not take an object without a list for an empty one`, async () => {
      await using server = await startServer(answer(200, { message: 'ok' }));
      const listed = service(clientOf(server.url)).jobs({ skip: 0, limit: 50 }, signal);
      assert.equal((await failureOf(listed)).code, 'audiopod-garbled');
    });

    it(`${name}: says that a job is not known`, async () => {
      await using server = await startServer(answer(404, { detail: 'No such job' }));
      assert.equal(
        (await failureOf(service(clientOf(server.url)).job('1', signal))).code,
        'audiopod-not-found',
      );
    });

    it(`${name}: keeps an id whole that is no number`, async () => {
      await using server = await startServer(answer(200, { status: 'PENDING' }));
      assert.equal((await service(clientOf(server.url)).job('a/b?c', signal)).id, 'a/b?c');
      assert.match(server.seen[0]?.url ?? '', /\/a%2Fb%3Fc$/);
    });
  }
});
