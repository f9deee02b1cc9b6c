import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../../fakes/until.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

// No faster: what is uploaded ahead is remembered for a day.
const QUICK = { world: { speedUp: 200 } } as const;

async function splitSong({ slack }: SlackWorld): Promise<void> {
  const text = 'https://example.org/song.mp3 mode:four';
  await slack.command({ command: '/stems', text, user: slack.users.member, channel: slack.channels.general });
}

/** The m4a files of the only message with files. */
function posted({ slack }: SlackWorld): readonly string[] {
  const [message, ...more] = slack.messages.filter(({ via }) => via === 'upload');
  assert.equal(more.length, 0);
  return message?.files.map(({ name }) => name).filter((name) => name.endsWith('.m4a')) ?? [];
}

describe('the stems of one result on Slack', { concurrency: 2 }, () => {
  it('are uploaded while others are still on the way, and shown once all together', async () => {
    const isHeld = Promise.withResolvers<void>();
    await using here = await startSlackWorld({
      ...QUICK,
      dependencies: (dependencies) => ({
        ...dependencies,
        download: async (url, path, options) => {
          if (url.includes('/vocals.')) await isHeld.promise;
          return dependencies.download(url, path, options);
        },
      }),
    });
    const { slack } = here;
    await splitSong(here);
    const sent = () => slack.files.filter(({ stage, name }) => stage !== 'declared' && name.endsWith('.m4a'));
    await until('three are uploaded', () => sent().length === 3);
    assert.deepEqual(posted(here), []);
    isHeld.resolve();
    const job = await here.finished();
    assert.equal(job.delivery.state, 'done');
    assert.equal(posted(here).length, 4);
    assert.equal(sent().length, 4, 'none is uploaded twice');
    slack.assertClean();
  });

  it('arrive once where Slack takes none ahead', async () => {
    await using here = await startSlackWorld(QUICK);
    const { slack } = here;
    slack.fault('upload', { kind: 'status', status: 500 }, 6);
    await splitSong(here);
    assert.equal((await here.finished()).delivery.state, 'done');
    assert.equal(posted(here).length, 4);
    slack.assertClean();
  });

  it('are never taken from an earlier message when the result is requested again', async () => {
    await using here = await startSlackWorld(QUICK);
    const { slack } = here;
    await splitSong(here);
    const { id, origin } = await here.finished();
    await here.world.jobs.fetch(id, origin);
    await until(
      'it is posted again',
      () => slack.messages.filter(({ via }) => via === 'upload').length === 2,
    );
    await here.finished();
    slack.assertClean();
  });

  it('arrive once after a crash with some uploaded', async () => {
    const isHeld = Promise.withResolvers<void>();
    let isFirst = true;
    await using here = await startSlackWorld({
      ...QUICK,
      dependencies: (dependencies) => ({
        ...dependencies,
        download: async (url, path, options) => {
          if (isFirst && url.includes('/vocals.')) await isHeld.promise;
          return dependencies.download(url, path, options);
        },
      }),
    });
    const { slack } = here;
    await splitSong(here);
    await until(
      'three are uploaded',
      () =>
        slack.files.filter(({ stage, name }) => stage === 'arrived' && name.endsWith('.m4a')).length === 3,
    );
    isFirst = false;
    await here.crash();
    assert.equal((await here.finished()).delivery.state, 'done');
    assert.equal(posted(here).length, 4);
    slack.assertClean();
    isHeld.resolve();
  });
});
