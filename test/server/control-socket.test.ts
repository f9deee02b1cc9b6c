import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StartError } from '../../src/core/model/start-error.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { askRunningBot } from '../../src/operate/control-client.ts';
import { controlPath, openControlSocket } from '../../src/server/control-socket.ts';

describe('the socket of the bot owner', () => {
  let folder: string;
  const events: string[] = [];
  const log = { ...silentLog, warn: (_fields: object, event: string) => void events.push(event) };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'control-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('passes on what is asked and answered, to the user of the bot alone, and leaves nothing behind', async () => {
    const path = controlPath(folder);
    const socket = await openControlSocket({ path, answer: async (asked) => ({ asked }), log });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await askRunningBot(path, { verb: 'list' }), { asked: { verb: 'list' } });
    await socket[Symbol.asyncDispose]();
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await askRunningBot(path, {}), undefined, 'nobody listens any more');
  });

  it('says that something failed without saying what, which is in the log', async () => {
    const path = controlPath(folder);
    const answer = () => Promise.reject(new Error('secret'));
    await using _socket = await openControlSocket({ path, answer, log });
    await assert.rejects(askRunningBot(path, {}), (error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, /^The bot couldn’t do that\. Its log says why\.$/);
      return true;
    });
    assert.deepEqual(events.splice(0), ['control-failed']);
  });

  it('is no condition for the bot to work: a path that is too long is only logged', async () => {
    const path = join(folder, 'x'.repeat(120));
    const socket = await openControlSocket({ path, answer: async () => ({}), log });
    assert.deepEqual(events.splice(0), ['control-socket-unavailable']);
    await socket[Symbol.asyncDispose]();
  });
});
