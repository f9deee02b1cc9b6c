import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  type CommandDispatcher,
  createCommandDispatcher,
} from '../../../src/commands/dispatch/command-dispatcher.ts';
import type { Services } from '../../../src/commands/framework/command.ts';
import type { Answer } from '../../../src/commands/framework/reply.ts';
import { createMemberDefaults, type MemberDefaults } from '../../../src/core/accounts/member-defaults.ts';
import type { Action, NextStep } from '../../../src/core/model/job/action.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { attachSong, heldAndSpent, nothingLeftBehind } from '../../core/jobs/world-checks.ts';
import { music, ORIGIN, startWorld, stemsOf, type World } from '../../fakes/world.ts';

const { signal } = new AbortController();
/** A song that is soon encoded. */
const SHORT = music({ durationSeconds: 3 });
const SOMEBODY: Origin = { ...ORIGIN, member: 'fake:somebody' };

describe('going on from a result', () => {
  let world: World;
  let desk: CommandDispatcher;
  let defaults: MemberDefaults;
  /** Nobody has gone on from it. */
  let song: Job;
  before(async () => {
    world = await startWorld({ speedUp: 40 });
    defaults = createMemberDefaults(world.store.cache('member-defaults'));
    // Buttons reach nothing but the jobs, and who may use which command.
    const services = { jobs: world.jobs, rules: world.store.rules, defaults } as unknown as Services;
    desk = createCommandDispatcher({ commands: [], services, clock: world.clock, log: silentLog });
    song = await finished(SHORT);
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => world.sandbox.control.faults.clear());

  async function finished(request: JobRequest, origin: Origin = ORIGIN): Promise<Job> {
    const { id } = await world.jobs.start(request, 'Mine', origin);
    return encoded(await world.settled(id));
  }

  function encoded(job: Job): Job {
    assert.equal(job.work.stage, 'encoded', JSON.stringify(job.work));
    return job;
  }

  const press = (action: Action, origin: Origin = ORIGIN): Promise<Answer> =>
    desk.press(action, origin, signal);

  const next = (job: Job, step: NextStep, output?: string): Action => ({
    kind: 'next',
    jobId: job.id,
    step,
    ...(output === undefined ? {} : { output }),
  });

  async function pressed(action: Action, origin: Origin = ORIGIN): Promise<Job> {
    const answer = await press(action, origin);
    return answer.kind === 'job' ? answer.job : assert.fail(answer.reply.text);
  }

  async function refused(action: Action, origin: Origin = ORIGIN): Promise<string> {
    const before = await world.jobs.list(origin, 100);
    const answer = await press(action, origin);
    assert.equal(answer.kind, 'reply');
    assert.equal(answer.reply.tone, 'refusal');
    assert.equal((await world.jobs.list(origin, 100)).length, before.length, 'no job begins');
    return answer.reply.text;
  }

  it('takes three presses from a song to what is sung in it, and nobody uploads anything', async () => {
    const song = await finished(SHORT);
    const button = world.platform.posts.at(-1)?.actions.find((one) => one.kind === 'next');
    assert.deepEqual(button, next(song, 'stems'));
    const split = encoded(await world.settled((await pressed(button)).id));
    const names = split.work.stage === 'encoded' ? split.work.files.map((file) => file.name).sort() : [];
    assert.deepEqual(names, ['bass', 'drums', 'other', 'vocals']);

    const question = await press(next(split, 'transcribe'));
    assert.ok(question.kind === 'reply' && question.reply.tone === 'info');
    assert.equal(question.reply.text, 'Transcribe: which track?');
    const vocals = question.reply.actions.find((one) => one.kind === 'next' && one.output === 'vocals');
    assert.ok(vocals);
    const written = encoded(await world.settled((await pressed(vocals)).id));
    assert.equal(written.title, 'Mine vocals');
    assert.match(
      world.platform.posts.at(-1)?.text ?? '',
      /^Transcript of Mine vocals\. Sample text: [^.]+\. Cost: \$0\.01\./,
    );
    assert.equal(world.platform.posts.at(-1)?.files[0]?.fileName, 'Mine-vocals.txt');
    await nothingLeftBehind(world);
  });

  it('begins one job when a button is pressed twice, and says which that is', async () => {
    const song = await finished(SHORT);
    const before = await heldAndSpent(world);
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    const answers = await Promise.all([press(next(song, 'stems')), press(next(song, 'stems', 'music'))]);
    const [job, ...otherJobs] = answers.flatMap((one) => (one.kind === 'job' ? [one.job] : []));
    const words = answers.flatMap((one) => (one.kind === 'reply' ? [one.reply.text] : []));
    assert.ok(job);
    assert.deepEqual(otherJobs, []);
    assert.deepEqual(words, [
      `You already started this: job ${job.id}. You’ll get the result when it’s done.`,
    ]);
    await world.settled(job.id, ({ work }) => work.stage === 'watching');
    const again = await refused(next(song, 'stems'));
    assert.match(again, new RegExp(`: job ${job.id}\\.`));
    for (const { service, id } of world.sandbox.control.jobs.list('stems')) {
      world.sandbox.control.jobs.release(service, id);
    }
    encoded(await world.settled(job.id));
    const { money } = await world.jobs.find(job.id, ORIGIN);
    assert.ok(money.state === 'settled');
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: before.spent + money.amount });
    assert.notEqual((await pressed(next(song, 'transcribe'))).id, job.id, 'another step is another job');
  });

  it('is open to everybody who can see the result, and the one who goes on pays', async () => {
    const song = await finished(stemsOf(await attachSong(world, 3)));
    const job = await pressed(next(song, 'denoise', 'vocals'), SOMEBODY);
    assert.equal(job.origin.member, SOMEBODY.member);
    const held = await world.settled(job.id, ({ money }) => money.state !== 'none');
    assert.notEqual(held.money.state, 'released');
    encoded(await world.settled(job.id));
  });

  it('is not open to others when the result was private; the one who asked goes on in private, with their own defaults', async () => {
    const song = await finished(SHORT, { ...ORIGIN, visibility: 'private' });
    assert.match(await refused(next(song, 'stems'), SOMEBODY), /^This job belongs to another member\./);
    await defaults.change(ORIGIN, { language: 'zh', format: 'srt' });
    const written = await pressed(next(song, 'transcribe'));
    assert.equal(written.origin.visibility, 'private');
    assert.ok(written.request.service === 'transcription');
    assert.deepEqual([written.request.language, written.request.format], ['zh', 'srt']);
    await defaults.forget(ORIGIN);
  });

  it('tells another tenant no more than that there is nothing', async () => {
    const words = await refused(next(song, 'stems'), { ...ORIGIN, tenant: 'fake:elsewhere' });
    assert.equal(words, 'That audio is no longer available. Attach the file instead.');
    assert.equal(await refused({ kind: 'next', jobId: 'never', step: 'stems' }), words);
  });

  it('refuses a sound that the job does not have, and a job without sounds', async () => {
    assert.match(await refused(next(song, 'stems', 'vocals')), /^That audio is no longer available/);
    const { id } = await world.jobs.start(SHORT, 'Mine', { ...ORIGIN, channel: 'elsewhere' });
    assert.match(
      await refused({ kind: 'next', jobId: id, step: 'stems' }),
      /^That audio is no longer available/,
    );
    await world.settled(id);
  });

  it('works on a sound whose link came only after the job was done', async () => {
    world.sandbox.control.faults.add({ on: 'music', times: 2, fault: { kind: 'no-url' } });
    const song = await finished(SHORT);
    encoded(await world.settled((await pressed(next(song, 'transcribe'))).id));
  });

  it('charges nothing when the sound is gone by the time it is wanted, and says so in both languages', async () => {
    const before = await heldAndSpent(world);
    const gone: readonly (readonly [string, () => void])[] = [
      [
        'expired',
        () =>
          world.sandbox.control.faults.add({
            on: 'files.download',
            times: 9,
            fault: { kind: 'status', status: 403 },
          }),
      ],
      [
        'deleted there',
        () =>
          world.sandbox.control.faults.add({
            on: 'music',
            times: 'lasting',
            fault: { kind: 'status', status: 404 },
          }),
      ],
      [
        'without a link',
        () => world.sandbox.control.faults.add({ on: 'music', times: 9, fault: { kind: 'no-url' } }),
      ],
    ];
    for (const [what, breakIt] of gone) {
      breakIt();
      const { id } = await pressed(next(song, 'stems'), {
        ...ORIGIN,
        locale: what === 'expired' ? 'zh-CN' : 'en',
      });
      const job = await world.settled(id);
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'source-gone', what);
      assert.equal(job.money.state, 'none', what);
      const words = world.platform.posts.at(-1)?.text ?? '';
      assert.match(
        words,
        what === 'expired' ? /^原音频已失效。/ : /^That audio is no longer available\./,
        what,
      );
      assert.doesNotMatch(words, /charge|费/, what);
      world.sandbox.control.faults.clear();
    }
    assert.deepEqual(await heldAndSpent(world), before);
    await nothingLeftBehind(world);
  });
});
