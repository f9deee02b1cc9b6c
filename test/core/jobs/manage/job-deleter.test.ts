import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readProviderJob } from '../../../../src/core/accounts/read-provider-job.ts';
import { createJobDeleter } from '../../../../src/core/jobs/manage/job-deleter.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { isJobOver, type Job } from '../../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../../src/core/model/job/request.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../../fakes/world.ts';
import { attachSong, heldAndSpent, leftBehind } from '../world-checks.ts';

const signal = new AbortController().signal;
const SOMEBODY = { ...ORIGIN, member: 'fake:somebody' };
const ELSEWHERE = { ...ORIGIN, tenant: 'fake:elsewhere' };

async function done(world: World, request: JobRequest, origin = ORIGIN): Promise<Job> {
  const { id } = await world.jobs.start(request, 'My song', origin);
  return world.settled(id);
}

/** Whether AudioPod still has the job. */
async function isAtAudioPod(world: World, { submissions }: Job): Promise<boolean> {
  const [submission] = submissions;
  if (submission === undefined) return false;
  try {
    await readProviderJob(
      world.dependencies.accounts.audiopod,
      submission.service,
      submission.providerId,
      signal,
    );
    return true;
  } catch (error) {
    if (error instanceof BotError && error.code === 'audiopod-not-found') return false;
    throw error;
  }
}

describe('erasing a job', () => {
  it('takes it away at AudioPod, from the disk and from every list, and leaves the money', async () => {
    await using world = await startWorld({ speedUp: 100 });
    world.platform.refusePosts(new BotError('cannot-deliver', 'The channel is gone'), 1);
    const job = await done(world, stemsOf(await attachSong(world, 2)));
    assert.deepEqual(await leftBehind(world), [job.id], 'what could not be posted is kept');
    const spent = await heldAndSpent(world);
    assert.ok(spent.spent > 0 && (await isAtAudioPod(world, job)));

    for (const [stranger, code] of [
      [SOMEBODY, 'job-not-yours'],
      [ELSEWHERE, 'job-unknown'],
    ] as const) {
      await assert.rejects(world.services.deleter.erase(job.id, stranger, signal), { code });
    }
    assert.ok(await isAtAudioPod(world, job), 'a stranger’s wish changes nothing');

    assert.equal(await world.services.deleter.erase(job.id, ORIGIN, signal), 'everywhere');
    assert.equal(await isAtAudioPod(world, job), false);
    assert.deepEqual(await leftBehind(world), []);
    assert.deepEqual(world.erased, [job.id]);
    assert.deepEqual(await heldAndSpent(world), spent);
    const record = await world.store.jobs.get(job.id);
    assert.equal(record?.erased, true);
    assert.deepEqual(record.money, job.money);
    assert.deepEqual(await world.jobs.list(ORIGIN, 10), []);
    for (const wish of [world.jobs.find, world.jobs.fetch, world.jobs.retry]) {
      await assert.rejects(wish(job.id, ORIGIN), { code: 'job-unknown' });
    }
    await assert.rejects(world.jobs.shared(job.id, ORIGIN), { code: 'source-gone' });
  });

  it('says so where AudioPod keeps its part, as with speech, which no job can go on from all the same', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const job = await done(world, speech());
    const source = { kind: 'result', jobId: job.id, output: 'speech', name: 'Hello' } as const;
    assert.equal((await done(world, { service: 'denoise', source })).work.stage, 'encoded');
    assert.equal(await world.services.deleter.erase(job.id, ORIGIN, signal), 'here');
    assert.doesNotMatch(JSON.stringify(await world.store.jobs.get(job.id)), /Hello from the test/);
    const { work } = await done(world, { service: 'denoise', source });
    assert.equal(work.stage === 'failed' && work.failure.code, 'source-gone');
  });

  it('twice at once does it once', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const job = await done(world, stemsOf(await attachSong(world, 2)));
    await Promise.all([1, 2, 3].map(() => world.services.deleter.erase(job.id, ORIGIN, signal)));
    const events = (await world.store.jobs.get(job.id))?.history.filter(({ event }) => event === 'erased');
    assert.equal(events?.length, 1);
  });

  it('is refused while the job runs', async () => {
    await using world = await startWorld({ speedUp: 100 });
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'hold' } });
    const { id } = await world.jobs.start(stemsOf(await attachSong(world, 2)), 'My song', ORIGIN);
    const job = await world.settled(id, ({ work }) => work.stage === 'watching');
    await assert.rejects(world.services.deleter.erase(id, ORIGIN, signal), { code: 'job-not-finished' });
    assert.ok(await isAtAudioPod(world, job), 'it goes on there');
    assert.equal((await world.store.jobs.get(id))?.version, job.version);
  });

  it('leaves the record as it is when AudioPod does not delete its part', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const job = await done(world, stemsOf(await attachSong(world, 2)));
    const deleter = eraserThat(world, async () => {
      throw new BotError('audiopod-down', 'A fault there');
    });
    await assert.rejects(deleter.erase(job.id, ORIGIN, signal), { code: 'audiopod-down' });
    assert.deepEqual(await world.store.jobs.get(job.id), job);
  });

  it('loses to a wish for the result that came in between', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const job = await done(world, stemsOf(await attachSong(world, 2)));
    await world.engine().drain(1_000);
    const deleter = eraserThat(world, async () => {
      await world.jobs.fetch(job.id, ORIGIN);
    });
    await assert.rejects(deleter.erase(job.id, ORIGIN, signal), { code: 'job-not-finished' });
    const record = await world.store.jobs.get(job.id);
    assert.ok(record !== undefined && !record.erased && !isJobOver(record));
  });
});

describe('erasing everything of a member', () => {
  it('takes all that is over in this tenant, and says how many are left', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const song = await attachSong(world, 2);
    const own = [await done(world, speech()), await done(world, stemsOf(song))];
    const others = [await done(world, speech(), SOMEBODY), await done(world, speech(), ELSEWHERE)];
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'hold' } });
    const running = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(running.id, ({ work }) => work.stage === 'watching');

    assert.deepEqual(await world.services.deleter.eraseAll(ORIGIN, signal), { erased: 2, left: 1 });
    for (const { id } of own) assert.equal((await world.store.jobs.get(id))?.erased, true);
    for (const job of others) assert.deepEqual(await world.store.jobs.get(job.id), job);
    const left = (await world.jobs.list(ORIGIN, 10)).map(({ id }) => id);
    assert.deepEqual(left, [running.id]);
    assert.deepEqual(await world.services.deleter.eraseAll(ORIGIN, signal), { erased: 0, left: 1 });
  });
});

/** A deleter for which AudioPod deletes stems in its own way. */
function eraserThat(world: World, remove: () => Promise<void>) {
  const { dependencies } = world;
  const { accounts, folders } = dependencies;
  const { audiopod } = accounts;
  return createJobDeleter({
    store: world.store,
    memberJobs: world.jobs,
    accounts: { ...accounts, audiopod: { ...audiopod, stems: { ...audiopod.stems, remove } } },
    folders,
    clock: world.clock,
    log: silentLog,
    onErased: async () => undefined,
  });
}
