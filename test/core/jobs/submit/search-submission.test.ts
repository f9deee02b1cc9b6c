import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJobContext } from '../../../../src/core/jobs/context/create-job-context.ts';
import type { JobDependencies } from '../../../../src/core/jobs/context/job-context.ts';
import { type SearchResult, searchSubmission } from '../../../../src/core/jobs/submit/search-submission.ts';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import type { ProviderJob } from '../../../../src/core/model/job/provider-job.ts';
import type { AudioSource } from '../../../../src/core/model/job/request.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Page } from '../../../../src/core/ports/provider.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { ORIGIN, stemsOf } from '../../../fakes/world.ts';

const MINUTE = 60_000;
const SENT_MS = Date.UTC(2026, 10, 23, 12);
const FILE: AudioSource = { kind: 'attachment', ref: 'song', name: 'song.wav' };
const ADDRESS: AudioSource = { kind: 'url', url: 'https://example.org/song.mp3' };

/** One entry of AudioPod's list. */
function listed(ageMs: number, inputName?: string): ProviderJob {
  return {
    id: newId(),
    state: 'processing',
    outputs: [],
    createdAtMs: SENT_MS - ageMs,
    ...(inputName === undefined ? {} : { inputName }),
  };
}

/** An entry made by another job of the bot. */
function another(ageMs: number): ProviderJob {
  return listed(ageMs, `${newId()}.wav`);
}

/** Searches a list that answers at most `pageLimit` entries at a time. */
async function search(
  source: AudioSource,
  list: (jobId: string) => readonly ProviderJob[],
  pageLimit = 100,
): Promise<SearchResult> {
  const job = jobOf(stemsOf(source), 'song', ORIGIN, SENT_MS);
  const entries = list(job.id);
  const jobs = async ({ skip, limit }: Page) => entries.slice(skip, skip + Math.min(limit, pageLimit));
  const signal = new AbortController().signal;
  // The search reads the list and nothing else.
  const accounts = { audiopod: { stems: { jobs } } };
  const dependencies = { accounts, clock: patientClock, log: silentLog } as unknown as JobDependencies;
  const context = createJobContext(
    dependencies,
    { job, hold: { by: 'test', epoch: 1 } },
    { signal, lost: signal, isHeld: () => true, onPark: () => undefined },
  );
  return searchSubmission(context, dependencies, SENT_MS);
}

describe('the search for a submission whose answer was never seen', () => {
  it('finds the job by the id in its file name', async () => {
    const found = await search(FILE, (id) => [
      another(-MINUTE),
      listed(-500, `in-${id}.wav`),
      another(MINUTE),
    ]);
    assert.equal(found.kind, 'found');
  });

  it('proves absence when the list is empty, or holds other jobs of ours alone', async () => {
    assert.equal((await search(FILE, () => [])).kind, 'absent');
    assert.equal((await search(FILE, () => [another(-MINUTE), another(MINUTE)])).kind, 'absent');
  });

  it('looks on when the service answers fewer entries than asked for', async () => {
    const list = (id: string) => [another(-3), another(-2), listed(-1, `${id}.wav`), another(MINUTE)];
    assert.equal((await search(FILE, list, 2)).kind, 'found');
  });

  it('does not rely on the list being newest first', async () => {
    const list = (id: string) => [another(300 * MINUTE), another(200 * MINUTE), listed(-1, `${id}.wav`)];
    assert.equal((await search(FILE, list, 2)).kind, 'found');
  });

  it('stops where a list that runs backwards has got to before the submission', async () => {
    const old = Array.from({ length: 2_000 }, (_, index) => another((100 + index) * MINUTE));
    assert.equal((await search(FILE, () => [another(-MINUTE), ...old])).kind, 'absent');
    assert.equal(
      (await search(FILE, () => old.toReversed())).kind,
      'unclear',
      'too long to be read to its end',
    );
  });

  it('proves nothing while a job of that time has no name, or not one of ours', async () => {
    assert.equal((await search(FILE, () => [listed(-MINUTE), another(MINUTE)])).kind, 'unclear');
    assert.equal((await search(FILE, () => [listed(-MINUTE, 'f81d4fae-7dec.wav')])).kind, 'unclear');
    assert.equal(
      (await search(FILE, () => [listed(600 * MINUTE)])).kind,
      'absent',
      'an old one cannot be it',
    );
  });

  it('never adopts a job for a url, and proves its absence only when no job is of that time', async () => {
    assert.equal((await search(ADDRESS, () => [listed(-MINUTE, 'song.mp3')])).kind, 'unclear');
    assert.equal((await search(ADDRESS, () => [another(-MINUTE)])).kind, 'unclear');
    assert.equal((await search(ADDRESS, () => [listed(20 * MINUTE)])).kind, 'unclear', 'clocks differ');
    assert.equal((await search(ADDRESS, () => [listed(600 * MINUTE), another(700 * MINUTE)])).kind, 'absent');
  });
});
