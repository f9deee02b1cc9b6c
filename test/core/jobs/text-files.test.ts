import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';
import { heldAndSpent, nothingLeftBehind } from './world-checks.ts';

/** “Café, it’s late” with the curly apostrophe of Windows-1252, and as UTF-16 without a byte order mark. */
const WINDOWS_1252 = Buffer.from('436166e92c2069749273206c617465', 'hex');
const UTF_16 = Buffer.from('Hello there', 'utf16le');

describe('a text file to be spoken', () => {
  let world: World;
  const sent: string[] = [];
  const recording = (dependencies: JobDependencies): JobDependencies =>
    withService(dependencies, 'voice', (voice) => ({
      async generate(text, manner, signal) {
        sent.push(text);
        return voice.generate(text, manner, signal);
      },
    }));
  before(async () => {
    world = await startWorld({ speedUp: 20 }, recording);
  });
  after(() => world[Symbol.asyncDispose]());

  async function speakFile(
    name: string,
    bytes: Buffer,
  ): Promise<{ readonly job: Job; readonly said: string }> {
    const path = join(world.folder, name);
    await writeFile(path, bytes);
    sent.length = 0;
    const text = await world.platform.attach(path, name);
    const { id } = await world.jobs.start({ ...speech(), text }, name, ORIGIN);
    const job = await world.settled(id);
    const said = world.platform.posts.find(({ jobId }) => jobId === id)?.text ?? '';
    return { job, said };
  }

  it('is refused as markup or in an unknown encoding before any charge', async () => {
    for (const [name, bytes] of [
      ['letter.txt', Buffer.from('{\\rtf1\\ansi{\\fonttbl\\f0 Arial;}\\f0 Hello}')],
      ['page.txt', Buffer.from('<!DOCTYPE html><p>Hello')],
      ['zeros.txt', Buffer.from('Hel\0lo')],
    ] as const) {
      const { job, said } = await speakFile(name, bytes);
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'file-not-text', name);
      assert.match(said, /can’t read this file as plain text/);
      assert.deepEqual(sent, []);
    }
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: 0 });
    await nothingLeftBehind(world);
  });

  it('is spoken as it was written, and the result says which encoding was taken', async () => {
    for (const [bytes, text, encoding] of [
      [WINDOWS_1252, 'Café, it’s late', 'Windows-1252'],
      [UTF_16, 'Hello there', 'UTF-16LE'],
    ] as const) {
      const { job, said } = await speakFile('letter.txt', bytes);
      assert.equal(job.delivery.state, 'done');
      assert.deepEqual(sent, [text]);
      assert.ok(said.includes(`The file was read as ${encoding}.`), said);
    }
  });

  it('is spoken without the markup of its platform', async () => {
    await speakFile('letter.txt', Buffer.from('Hi <@mia>, <@mia>!'));
    assert.deepEqual(sent, ['Hi Mia, Mia!']);
  });

  it('is spoken without a word about its encoding if that is UTF-8', async () => {
    const { said } = await speakFile('letter.txt', Buffer.from('\uFEFFHello'));
    assert.deepEqual(sent, ['Hello']);
    assert.doesNotMatch(said, /read as/);
  });
});
