import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createFolders } from '../../../src/core/jobs/context/folders.ts';
import { isJobOver, type Job } from '../../../src/core/model/job/job.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { backUp } from '../../../src/core/store/backup/back-up.ts';
import { restore } from '../../../src/core/store/backup/restore.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { outcomeText } from '../../../src/core/text/outcome.ts';
import { jobsWith } from '../../fakes/jobs-with.ts';
import { until } from '../../fakes/until.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

/** Otherwise one service, and every second save. */
const isProof = process.env['PROVE'] !== undefined;
/** Long by its blanks, so that little has to be spoken, in several parts. */
const LONG_TEXT = ['One is first.', 'Two is second.', 'Three is last.'].join(' '.repeat(4_800));

/** Over, or in doubt and told: the two ends that need nobody any more. */
function isAtRest(job: Job): boolean {
  return (
    isJobOver(job) || (job.money.state === 'in-doubt' && job.delivery.state !== 'pending' && isTold(job))
  );
}

function isTold({ work, delivery }: Job): boolean {
  return work.stage === 'submitting' ? work.told === true : delivery.state === 'done';
}

describe('a backup that was made at any save of a job, and restored after the job had ended', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 100 });
  });
  after(() => world[Symbol.asyncDispose]());

  const submits = () => JSON.stringify(world.sandbox.control.jobs.submits());

  /** Runs a job to its end, with a backup after everything it saves. */
  const runWithBackups = async (name: string, request: JobRequest): Promise<readonly string[]> => {
    const backups: string[] = [];
    await mkdir(join(world.folder, name));
    const backedUp = async <T>(save: () => Promise<T>): Promise<T> => {
      const result = await save();
      const file = join(world.folder, name, `${backups.length}.sqlite`);
      backUp(join(world.folder, 'bot.sqlite'), file);
      backups.push(file);
      return result;
    };
    await world.restart((dependencies) => {
      const { store } = dependencies;
      const jobs = jobsWith(store.jobs, { save: (...saved) => backedUp(() => store.jobs.save(...saved)) });
      const watched: Store = {
        ...store,
        jobs,
        transaction: (body) => backedUp(() => store.transaction(body)),
      };
      return { ...dependencies, store: watched };
    });
    const { id } = await world.jobs.start(request, 'asked', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'encoded');
    return backups;
  };

  /** Carries on what a backup knows of, until every job is at rest. */
  const carryOn = async (file: string): Promise<{ job: Job; held: number; spent: number }> => {
    const database = `${file}.restored/bot.sqlite`;
    await restore({ file, database, force: false, clock: world.clock });
    await using parts = new AsyncDisposableStack();
    const store = await openStore({ url: `sqlite://${database}`, clock: world.clock });
    parts.defer(() => store.close());
    // The folders of jobs are not part of a backup.
    const folders = createFolders(join(`${file}.restored`, 'folders'));
    await world.kill((dependencies) => ({ ...dependencies, store, folders }));
    const [before] = await store.jobs.list({ tenant: ORIGIN.tenant, limit: 1 });
    assert.ok(before !== undefined);
    const job = await until('the restored job is at rest', async () => {
      const now = await store.jobs.get(before.id);
      return now !== undefined && isAtRest(now) && now;
    });
    const held = (await store.ledger.open()).reduce((sum, { amount }) => sum + amount, 0);
    const { amount: spent } = await store.ledger.charged(0, world.clock.now() + 1);
    // Its store is closed.
    await world.kill();
    return { job, held, spent };
  };

  const proveNoneAgain = async (name: string, request: JobRequest): Promise<ReadonlySet<string>> => {
    const backups = await runWithBackups(name, request);
    assert.ok(backups.length >= 5, `${backups.length} saves`);
    const submitted = submits();
    const ends = new Set<string>();
    for (const [index, file] of backups.entries()) {
      if (!isProof && index % 2 === 1) continue;
      const { job, held, spent } = await carryOn(file);
      assert.equal(submits(), submitted, `backup ${index} submits nothing`);
      const code = job.work.stage === 'failed' ? job.work.failure.code : job.work.stage;
      ends.add(`${code} ${job.money.state}`);
      // Whatever was reserved when the backup was made is spent once or still counts.
      if (job.money.state === 'in-doubt') assert.ok(held >= job.money.amount);
      if (job.money.state === 'settled') assert.ok(spent >= job.money.amount);
      if (code === 'job-restored') assert.match(outcomeText(job), /may charge you twice/);
    }
    return ends;
  };

  it('never submits speech again: it is delivered, in doubt, or explained', async () => {
    const ends = await proveNoneAgain('speech', speech());
    const all = ['encoded settled', 'job-restored none', 'submitting in-doubt'];
    assert.ok(
      ends.has('job-restored none') && [...ends].every((end) => all.includes(end)),
      [...ends].join(', '),
    );
    if (isProof) assert.deepEqual([...ends].toSorted(), all);
  });

  if (!isProof) return;

  it('never submits stems again: they are found at AudioPod, delivered, or explained', async () => {
    const song = join(world.folder, 'song.wav');
    await makeSongFile(song, 2);
    const ends = await proveNoneAgain('stems', stemsOf(await world.platform.attach(song, 'song.wav')));
    assert.deepEqual([...ends].toSorted(), ['encoded settled', 'job-restored none']);
  });

  it('never submits a part of a long text again', async () => {
    const path = join(world.folder, 'book.txt');
    await writeFile(path, LONG_TEXT);
    const ends = await proveNoneAgain('book', {
      ...speech(),
      text: await world.platform.attach(path, 'book.txt'),
    });
    assert.ok(ends.has('job-restored in-doubt'), [...ends].join(', '));
    assert.ok(ends.has('encoded settled'));
  });
});
