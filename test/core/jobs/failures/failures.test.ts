import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultSchema } from '../../../../sandbox/faults/fault.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { isJobOver } from '../../../../src/core/model/job/job.ts';
import { formatUsd } from '../../../../src/core/model/money/money.ts';
import { outcomeText } from '../../../../src/core/text/outcome.ts';
import { ORIGIN, speech, startWorld, stemsOf, transcriptOf, type World } from '../../../fakes/world.ts';
import { assertTable } from '../../../fixtures/failures-page.ts';
import { attachSong } from '../world-checks.ts';
import { type FailureRow, ROWS } from './rows.ts';

/** Forms of answers that a job must not notice at all; each has its test where the client is. */
const UNNOTICED = new Set([
  'id-as-string',
  'job-id-only',
  'wrapped-job',
  'no-progress',
  'no-length',
  'list-as-object',
  'bare-money',
  'zoneless-times',
  'other-case',
  'list-as-array',
  'voices-as-object',
  'presets-as-list',
  'no-segments',
  'speaker-segments',
  'real-mp3',
]);

function isAtRest(job: Job): boolean {
  return isJobOver(job) || (job.work.stage === 'submitting' && job.work.told === true);
}

async function requestOf(world: World, { asks, seconds = 1 }: FailureRow) {
  if (asks === 'speech') return speech();
  const song = await attachSong(world, seconds);
  return asks === 'stems' ? stemsOf(song, 'two') : transcriptOf(song);
}

/** Says how the money of a job at rest stands. */
function moneyOf({ money }: Job): string {
  switch (money.state) {
    case 'none':
      return 'Nothing was reserved';
    case 'settled':
      return money.basis === 'written-off'
        ? `${formatUsd(money.amount)} counted, never confirmed`
        : `${formatUsd(money.amount)} charged`;
    case 'released':
      return 'Released';
    case 'held':
      return `${formatUsd(money.amount)} still held`;
    case 'in-doubt':
      return `${formatUsd(money.amount)} unconfirmed`;
  }
}

async function lineOf(row: FailureRow): Promise<readonly string[]> {
  await using world = await startWorld({ speedUp: 2_000 });
  // Hours pass in a moment, and what expires is a row of its own.
  world.sandbox.control.settings.change({ linkLifetimeMs: 1e12 });
  for (const fault of row.faults ?? []) world.sandbox.control.faults.add(fault);
  if (row.refusal !== undefined) world.platform.refusePosts(row.refusal.error, row.refusal.times);
  const { id } = await world.jobs.start(await requestOf(world, row), 'Song', ORIGIN);
  const job = await world.settled(id, isAtRest);
  const isPosted = world.platform.posts.length > 0;
  const words = isPosted ? (world.platform.posts.at(-1)?.text ?? '') : outcomeText(job);
  const place = isPosted ? '' : ' (not posted; `/jobs show` says it)';
  return [row.stage, row.what, outcomeOf(job) + place, words.replaceAll(id, 'abc123'), moneyOf(job)];
}

function outcomeOf({ work }: Job): string {
  if (work.stage === 'encoded') return 'Done';
  return work.stage === 'submitting' ? 'In doubt' : 'Failed';
}

describe('docs/failures.md', () => {
  it('names a failure for every fault that a job can notice', () => {
    const tried = new Set(ROWS.flatMap(({ faults = [] }) => faults.map(({ fault }) => fault.kind)));
    const kinds = faultSchema.options.map((option) => option.shape.kind.value);
    const elsewhere = (kind: string) => UNNOTICED.has(kind) || kind.startsWith('webhook-');
    assert.deepEqual(
      kinds.filter((kind) => !tried.has(kind) && !elsewhere(kind)),
      ['slow', 'hold'],
      'late answers and endless jobs have tests of their own',
    );
  });

  it('says what happens at each stage, what members read, and what it costs', async () => {
    await assertTable({
      name: 'stages',
      head: ['Stage', 'What goes wrong', 'Outcome', 'What the member reads', 'Money'],
      names: { cell: 1, all: ROWS.map(({ what }) => what) },
      lineOf: (name) => lineOf(ROWS.find(({ what }) => what === name) ?? assert.fail(name)),
    });
  });
});
