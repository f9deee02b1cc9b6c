import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Keyv } from 'keyv';
import { doneJob } from '../../../script/gallery/sample/jobs.ts';
import { sampleRequest } from '../../../script/gallery/sample/requests.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { createSoundFolder } from '../../fixtures/audio.ts';
import { encodedWith } from '../../fixtures/phone.ts';
import { buttonOf } from './fixtures/buttons.ts';
import { type Deliverer, startDeliverer } from './fixtures/flow.ts';

/** A finished job whose status message is there, the process that delivers it, and what it remembers. */
interface Setting extends AsyncDisposable {
  readonly slack: FakeSlack;
  readonly cache: Keyv<unknown>;
  readonly process: Deliverer;
  readonly job: Job;
}

async function start(): Promise<Setting> {
  await using parts = new AsyncDisposableStack();
  const slack = parts.use(await startFakeSlack());
  const folder = parts.use(await createSoundFolder());
  const cache = new Keyv<unknown>();
  const process = parts.use(await startDeliverer(slack, cache));
  const origin = process.origin(slack.channels.general);
  await process.bot.adapter.requireDeliverable(origin, new AbortController().signal);
  const path = await folder.write('file', 'sound');
  const work = encodedWith({ path, sizeBytes: 5 }, ['vocals', 'drums']);
  const job = doneJob(sampleRequest('stems', 'en'), 'en', work, { origin });
  const owned = parts.move();
  return { slack, cache, process, job, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Posts while time passes. Returns how long it took, in ms of the bot's clock. */
async function posted({ clock, post }: Deliverer, job: Job, signal?: AbortSignal): Promise<number> {
  const startedMs = clock.now();
  const outcome = { isOver: false };
  const work = post(job, signal).finally(() => {
    outcome.isOver = true;
  });
  work.catch(() => {});
  while (!outcome.isOver) {
    await clock.advance(250);
    // The fake Slack answers over a real connection.
    await pause(5);
  }
  await work;
  return clock.now() - startedMs;
}

const results = (slack: FakeSlack) => slack.messages.filter(({ via }) => via === 'upload');
const statusOf = (slack: FakeSlack) => slack.messages.find(({ via }) => via === 'chat.postMessage');
const deleted = (slack: FakeSlack) => slack.files.filter(({ stage }) => stage === 'deleted').length;

describe('files that Slack confirms', { concurrency: 2 }, () => {
  it('are looked for until Slack lists them, and only then said to be there', async () => {
    await using here = await start();
    const { slack, process, job } = here;
    slack.sharesAppearAfterCalls = 5;
    await posted(process, job);
    assert.equal(slack.calls('files.info').length, 6);
    assert.equal(results(slack).length, 1);
    assert.equal(deleted(slack), 0);
    assert.match(statusOf(slack)?.text ?? '', /^mia: .* · The result is in the thread\.$/);
    slack.assertClean();
  });

  it('are uploaded once more if they are nowhere after a minute, and never appear twice', async () => {
    await using here = await start();
    const { slack, process, job } = here;
    slack.unsharedCompletions = 1;
    const tookMs = await posted(process, job);
    assert.ok(tookMs >= 60_000 && tookMs < 70_000, `${tookMs} ms`);
    assert.equal(results(slack).length, 1);
    assert.equal(deleted(slack), 3);
    slack.shareLate();
    assert.equal(results(slack).length, 1);
    assert.match(statusOf(slack)?.text ?? '', /The result is in the thread/);
    slack.assertClean();
  });

  it('are given up after that with words and a button that gets the result', async () => {
    await using here = await start();
    const { slack, process, job } = here;
    slack.unsharedCompletions = 9;
    await assert.rejects(posted(process, job), (error) => {
      assert.ok(error instanceof BotError);
      assert.equal(error.code, 'cannot-deliver');
      assert.equal(error.facts['reason'], 'not_shared');
      return true;
    });
    assert.equal(slack.calls('files.completeUploadExternal').length, 2);
    assert.deepEqual(results(slack), []);
    const status = statusOf(slack);
    assert.match(status?.text ?? '', /Slack doesn’t show its files/);
    assert.equal(buttonOf(status ?? { blocks: [] }, 'fetch'), `job:fetch:${job.id}`);

    slack.unsharedCompletions = 0;
    await posted(process, { ...job, delivery: { state: 'pending', round: 2 } });
    slack.shareLate();
    assert.equal(results(slack).length, 1);
    slack.assertClean();
  });
});

describe('a process that dies while it looks for what Slack confirmed', { concurrency: 2 }, () => {
  for (const [about, unshared, uploads] of [
    ['what is there is found', 0, 1],
    ['what is nowhere is uploaded once more', 1, 2],
    ['what is nowhere twice is given up, not uploaded a third time', 2, 2],
  ] as const) {
    it(`leaves one result: ${about}`, async () => {
      await using here = await start();
      const { slack, cache, process, job } = here;
      slack.unsharedCompletions = unshared;
      slack.sharesAppearAfterCalls = 3;
      const dead = new AbortController();
      const lost = process.post(job, dead.signal);
      lost.catch(() => {});
      // Its clock stands still from here on.
      await slack.until('the first look', () => slack.calls('files.info').length === 1);
      await using next = await startDeliverer(slack, cache);
      if (unshared === 2) await assert.rejects(posted(next, job), /shows them nowhere/);
      else await posted(next, job);
      assert.equal(slack.calls('files.completeUploadExternal').length, uploads);
      slack.shareLate();
      assert.equal(results(slack).length, unshared === 2 ? 0 : 1);
      dead.abort(new Error('dead'));
      await assert.rejects(lost, /dead/);
      slack.assertClean();
    });
  }
});

describe('a message with files that Slack takes no blocks for', { concurrency: 2 }, () => {
  for (const error of ['invalid_blocks', 'invalid_arguments']) {
    it(`(${error}) has its words, and its buttons are on the status message`, async () => {
      await using here = await start();
      const { slack, process, job } = here;
      slack.fault('files.completeUploadExternal', { kind: 'error', error });
      await posted(process, job);
      const [result, ...more] = results(slack);
      assert.deepEqual(more, []);
      assert.match(result?.text ?? '', /2 stems/);
      assert.deepEqual(result?.blocks, []);
      const status = statusOf(slack);
      assert.match(status?.text ?? '', /^mia: .*\nThe result is in the thread\.$/);
      assert.ok(buttonOf(status ?? { blocks: [] }, 'next-transcribe'));
      slack.assertClean();
    });
  }

  it('is not repeated at once after an internal error, which may have posted it', async () => {
    await using here = await start();
    const { slack, process, job } = here;
    slack.fault('files.completeUploadExternal', { kind: 'error', error: 'internal_error' });
    await assert.rejects(posted(process, job), /internal_error/);
    const calls = slack.calls('files.info').length;
    await posted(process, job);
    assert.ok(slack.calls('files.info').length > calls + 1, 'looked for first');
    assert.deepEqual(
      results(slack).map(({ blocks }) => blocks),
      [[]],
    );
    slack.assertClean();
  });
});
