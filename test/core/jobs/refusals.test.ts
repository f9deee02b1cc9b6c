import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { FaultRuleInput } from '../../../sandbox/faults/fault.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import { fromDollars, ZERO } from '../../../src/core/model/money/money.ts';
import type { MoneyLimits } from '../../../src/core/model/money/spending-rules.ts';
import { scopesFor } from '../../../src/core/wallet/limits/limits.ts';
import { ORIGIN, speech, startWorld, stemsOf, WIDE_LIMITS, type World } from '../../fakes/world.ts';
import { ffmpeg, NO_SUBMITS } from '../../sandbox/sandbox-fixture.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

async function outcome(world: World, request: JobRequest): Promise<Job> {
  const { id } = await world.jobs.start(request, 'asked', ORIGIN);
  return world.settled(id);
}

function codeOf(job: Job): string {
  return job.work.stage === 'failed' ? job.work.failure.code : job.work.stage;
}

async function openMoney(world: World): Promise<number> {
  const totals = await world.store.ledger.totals(scopesFor(ORIGIN, WIDE_LIMITS, world.clock.now()));
  return totals.reduce((sum, one) => sum + one.held, 0);
}

describe('what AudioPod refuses', () => {
  let world: World;
  let song: string;
  before(async () => {
    world = await startWorld({ speedUp: 200, limits: { memberDaily: fromDollars(10) } });
    song = join(world.folder, 'song.wav');
    await makeSongFile(song, 3);
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.sandbox.control.faults.clear());

  /** What AudioPod answers to the submit, how the job then ends, and what can lead on. */
  const REFUSED: readonly (readonly [string, FaultRuleInput['fault'], string, 'again' | 'other' | 'none'])[] =
    [
      ['401', { kind: 'status', status: 401 }, 'audiopod-unauthorized', 'again'],
      ['402', { kind: 'status', status: 402 }, 'audiopod-balance', 'again'],
      ['403', { kind: 'status', status: 403 }, 'audiopod-forbidden', 'other'],
      ['404', { kind: 'status', status: 404 }, 'audiopod-not-found', 'again'],
      ['405', { kind: 'status', status: 405 }, 'audiopod-not-offered', 'none'],
      ['413', { kind: 'status', status: 413 }, 'audiopod-too-large', 'other'],
      ['422', { kind: 'status', status: 422 }, 'audiopod-rejected', 'other'],
      [
        '429 again and again',
        { kind: 'status', status: 429, retryAfterSeconds: 0 },
        'audiopod-busy',
        'again',
      ],
    ];
  for (const [name, fault, code, help] of REFUSED) {
    it(`ends as ${code} and costs nothing when the submit is answered ${name}`, async () => {
      world.sandbox.control.faults.add({ on: 'stems.submit', times: 'lasting', fault });
      const before = world.platform.posts.length;
      const job = await outcome(world, stemsOf(await world.platform.attach(song, 'song.wav')));
      assert.equal(codeOf(job), code);
      assert.equal(job.money.state, 'released');
      assert.equal(await openMoney(world), 0);
      const post = world.platform.posts[before];
      assert.equal(world.platform.posts.length, before + 1);
      assert.match(post?.text ?? '', /You weren’t charged/);
      const helps = {
        again: [{ kind: 'retry', jobId: job.id }],
        other: [{ kind: 'run', path: 'stems' }],
        none: [],
      };
      assert.deepEqual(post?.actions, helps[help]);
    });
  }

  it('names the plan that a mode needs and the modes that need none, and charges nothing', async () => {
    const source = await world.platform.attach(song, 'song.wav');
    for (const premiumStems of [402, 403] as const) {
      world.sandbox.control.settings.change({ premiumStems });
      const job = await outcome(world, stemsOf(source, 'studio'));
      assert.equal(codeOf(job), 'audiopod-plan');
      assert.equal(job.money.state, 'released');
      assert.equal(await openMoney(world), 0);
      assert.match(
        world.platform.posts.at(-1)?.text ?? '',
        /^The mode “studio” needs AudioPod’s Pro plan or higher\. You weren’t charged; .* Available modes: single, two, four, six\./,
      );
      assert.equal(codeOf(await outcome(world, stemsOf(source, 'six'))), 'encoded', 'which is true');
    }
    world.sandbox.control.settings.change({ premiumStems: 'allowed' });
  });

  it('ends as job-failed with AudioPod’s own words when the job fails there, and costs nothing', async () => {
    for (const field of ['error_message', 'error'] as const) {
      world.sandbox.control.faults.add({
        on: 'voice.submit',
        fault: { kind: 'fail', reason: 'The studio is closed.', field },
      });
      const job = await outcome(world, speech());
      assert.equal(codeOf(job), 'job-failed');
      assert.equal(job.money.state, 'released');
      assert.match(world.platform.posts.at(-1)?.text ?? '', /The studio is closed\./);
    }
  });

  it('goes on through faults of reading the state, and submits once', async () => {
    const before = world.sandbox.control.jobs.submits()['voice'] ?? 0;
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'status', status: 500 } });
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'garbage' } });
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'unknown-status' } });
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'drop' } });
    assert.equal(codeOf(await outcome(world, speech())), 'encoded');
    assert.equal(world.sandbox.control.jobs.submits()['voice'], before + 1);
  });

  it('fetches a short or damaged download again instead of posting it', async () => {
    world.sandbox.control.faults.add({ on: 'files.download', fault: { kind: 'truncate' } });
    assert.equal(codeOf(await outcome(world, speech())), 'encoded');
    world.sandbox.control.faults.add({ on: 'voice.submit', fault: { kind: 'damaged-audio' } });
    const job = await outcome(world, speech());
    assert.equal(codeOf(job), 'result-damaged');
    assert.equal(job.money.state, 'settled');
    assert.deepEqual(world.platform.posts.at(-1)?.actions, [{ kind: 'fetch', jobId: job.id }]);
  });

  it('asks for fresh links when the first have expired', async () => {
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'expired-links' } });
    assert.equal(codeOf(await outcome(world, speech())), 'encoded');
  });

  it('keeps looking for a link that is missing, and says so when it never comes', async () => {
    world.sandbox.control.faults.add({ on: 'voice.status', fault: { kind: 'no-url' } });
    assert.equal(codeOf(await outcome(world, speech())), 'encoded');
    world.sandbox.control.faults.add({ on: 'voice.status', times: 'lasting', fault: { kind: 'no-url' } });
    const job = await outcome(world, speech());
    assert.equal(codeOf(job), 'result-missing');
    assert.match(world.platform.posts.at(-1)?.text ?? '', /offers no download\. Cost: \$0\.01\./);
  });

  it('delivers the stems that are there when one is missing or empty', async () => {
    for (const kind of ['missing-stem', 'empty-stem'] as const) {
      world.sandbox.control.faults.add({ on: 'stems.list', fault: { kind } });
      world.sandbox.control.faults.add({ on: 'stems.status', fault: { kind } });
      const job = await outcome(world, stemsOf(await world.platform.attach(song, 'song.wav'), 'four'));
      assert.equal(codeOf(job), 'encoded');
      assert.equal(world.platform.posts.at(-1)?.files.length, 3);
    }
  });
});

describe('what is refused before any money moves', () => {
  let world: World;
  before(async () => {
    world = await startWorld({
      speedUp: 100,
      limits: { perJob: fromDollars(0.05), memberDaily: fromDollars(0.08) },
      jobLimits: { maxAttachmentBytes: 1_000_000, maxAudioMs: 20_000 },
    });
  });
  after(() => world[Symbol.asyncDispose]());

  async function file(name: string, make: string | Buffer | ((path: string) => Promise<void>)) {
    const path = join(world.folder, name);
    if (typeof make === 'function') await make(path);
    else await writeFile(path, make);
    return world.platform.attach(path, name);
  }

  const m3u = '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n';
  const FILES: readonly (readonly [string, string, string | Buffer | ((path: string) => Promise<void>)])[] = [
    ['file-is-playlist', 'list.mp3', m3u],
    ['file-is-playlist', 'concat.wav', 'ffconcat version 1.0\nfile /etc/passwd\n'],
    ['audio-too-long', 'long.mp3', (path) => makeSongFile(path, 30)],
    [
      'file-no-audio-stream',
      'silent-film.mp4',
      async (path) => {
        await ffmpeg(['-f', 'lavfi', '-i', 'color=s=64x64:d=1', '-an', path], new AbortController().signal);
      },
    ],
    [
      'file-damaged',
      'cut.flac',
      async (path) => {
        await makeSongFile(path, 3);
        const whole = await readFile(path);
        await writeFile(path, whole.subarray(0, whole.length / 2));
      },
    ],
  ];
  for (const [code, name, make] of FILES) {
    it(`refuses ${name} as ${code}, submits nothing and charges nothing`, async () => {
      const job = await outcome(world, stemsOf(await file(name, make)));
      assert.equal(codeOf(job), code);
      assert.deepEqual(job.money, { state: 'none' });
      assert.doesNotMatch(world.platform.posts.at(-1)?.text ?? '', /charge/);
      assert.deepEqual(world.sandbox.control.jobs.submits(), NO_SUBMITS);
    });
  }

  it('refuses a job over the per-job limit, naming both amounts', async () => {
    const job = await outcome(world, speech('word '.repeat(900)));
    assert.equal(codeOf(job), 'job-limit');
    assert.match(world.platform.posts.at(-1)?.text ?? '', /could cost \$0\.\d\d, .* limit is \$0\.05/);
  });

  it('refuses once a limit is reached, naming it, its number, what is left and when it resets', async () => {
    const url = { kind: 'url', url: 'https://example.org/a.mp3' } as const;
    const rule = world.sandbox.control.faults.add({
      on: 'stems.submit',
      times: 'lasting',
      fault: { kind: 'hold' },
    });
    const first = await world.jobs.start(stemsOf(url), 'a', ORIGIN);
    await world.settled(first.id, (job) => job.work.stage === 'watching');
    // A link would make do with what is left, because nobody knows its price; a text does not.
    const second = await outcome(world, speech('word '.repeat(110)));
    assert.equal(codeOf(second), 'limit-reached');
    assert.match(
      world.platform.posts.at(-1)?.text ?? '',
      /could cost \$0\.0[45], but only \$0\.03 of .* \(\$0\.08\) is left\. It resets on .* \(UTC\)/,
    );
    world.sandbox.control.faults.remove(rule.id);
  });

  it('proves that it can deliver before it spends', async () => {
    const submits = { ...world.sandbox.control.jobs.submits() };
    world.platform.refuseProof(new BotError('cannot-deliver', 'No right to attach files'));
    const job = await outcome(world, speech('short'));
    world.platform.refuseProof(undefined);
    assert.equal(codeOf(job), 'cannot-deliver');
    assert.deepEqual(job.money, { state: 'none' });
    assert.deepEqual(world.sandbox.control.jobs.submits(), submits);
  });
});

describe('who may not spend', () => {
  const CASES: readonly (readonly [string, Partial<MoneyLimits>, Partial<Origin>])[] = [
    ['limit-reached', { memberDaily: ZERO }, {}],
    ['limit-reached', { operatorMonthly: ZERO }, {}],
    ['personal-not-funded', { personalMonthly: ZERO }, { personal: true }],
    ['job-limit', { perJob: ZERO }, {}],
  ];
  for (const [code, limits, origin] of CASES) {
    it(`is refused as ${code} before anything is fetched or decoded: ${Object.keys(limits)}`, async () => {
      const unused = () => assert.fail('Something was fetched or decoded');
      await using world = await startWorld({ speedUp: 200, limits }, (dependencies) => ({
        ...dependencies,
        download: unused,
        audio: { ...dependencies.audio, prepareUpload: unused },
        platform: (name) => ({ ...dependencies.platform(name), attachments: { open: unused } }),
      }));
      const source = { kind: 'attachment', ref: 'gone', name: 'song.mp3' } as const;
      const { id } = await world.jobs.start(stemsOf(source), 'song', { ...ORIGIN, ...origin });
      const job = await world.settled(id);
      assert.equal(codeOf(job), code);
      assert.deepEqual(job.money, { state: 'none' });
    });
  }

  it('is anybody while the bot owner has paused spending', async () => {
    await using world = await startWorld({ speedUp: 200 });
    await world.store.rules.changeOperator({ member: 'fake:owner', nowMs: 0 }, (rules) => ({
      ...rules,
      paused: true,
    }));
    const source = { kind: 'attachment', ref: 'gone', name: 'song.mp3' } as const;
    assert.equal(codeOf(await outcome(world, stemsOf(source))), 'spending-paused');
  });
});
