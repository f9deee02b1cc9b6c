import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startServer } from '../../net/local-server.ts';
import { answer } from '../answers.ts';
import { clientOf, failureOf, signal } from '../client.ts';

describe('the genres of music', () => {
  const presets = async (body: unknown) => {
    await using server = await startServer(answer(200, body));
    return await clientOf(server.url).music.presets(signal);
  };
  const folk = { name: 'Folk', prompt: 'acoustic, fiddle' };
  const custom = { name: 'Custom' };
  const bodies: Record<string, unknown> = {
    'a map of settings': {
      genre_presets: { Folk: { prompt: 'acoustic, fiddle', bpm: 92 }, Custom: { prompt: '' } },
    },
    'a map of prompts': { genre_presets: { Folk: ' acoustic, fiddle ', Custom: '' } },
    'a map with nonsense in it': {
      genre_presets: { Folk: { prompt: 'acoustic, fiddle' }, Custom: null, ' ': {} },
    },
    'a list of objects': { genre_presets: [folk, custom, { prompt: 'nameless' }, null] },
    'a bare list': [folk, 'Custom', ''],
  };
  for (const [what, body] of Object.entries(bodies)) {
    it(`come as ${what}`, async () => assert.deepEqual(await presets(body), [folk, custom]));
  }

  it('come as a list of names', async () => {
    assert.deepEqual(await presets({ genre_presets: ['Rock', 'R&B'] }), [{ name: 'Rock' }, { name: 'R&B' }]);
  });

  it('are not made up from something else', async () => {
    assert.equal((await failureOf(presets({ message: 'ok' }))).code, 'audiopod-garbled');
  });
});
