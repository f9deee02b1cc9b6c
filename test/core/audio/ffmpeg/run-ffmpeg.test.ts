import assert from 'node:assert/strict';
import { readFile, watch } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../../src/core/async/clock.ts';
import { createFfmpegPool } from '../../../../src/core/audio/ffmpeg/ffmpeg-pool.ts';
import { type FfmpegRun, runFfmpeg } from '../../../../src/core/audio/ffmpeg/run-ffmpeg.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { createSoundFolder, type SoundFolder } from '../../../fixtures/audio.ts';

const DEADLINE_MS = 60_000;

describe('running ffmpeg', () => {
  let folder: SoundFolder;
  /** Of the test that runs: what a failed one leaves behind would hold up all others. */
  const pids: number[] = [];
  before(async () => {
    folder = await createSoundFolder();
  });
  afterEach(() => {
    for (const pid of pids.splice(0)) kill(pid);
  });
  after(() => folder[Symbol.asyncDispose]());

  function order(output = 'out.m4a'): FfmpegRun {
    return {
      inputOptions: ['-f', 'wav'],
      inputPath: join(folder.path, 'in.wav'),
      outputOptions: ['-f', 'ipod'],
      output: join(folder.path, output),
      deadlineMs: DEADLINE_MS,
    };
  }

  /** Starts a stand-in for ffmpeg and waits until it has written its process id. */
  async function started(
    name: string,
    body: string,
    clock: Clock = patientClock,
    first = '',
  ): Promise<{ pid: number; abort: (reason: Error) => void; done: Promise<unknown> }> {
    const controller = new AbortController();
    const stop = new AbortController();
    const changes = watch(folder.path, { signal: stop.signal });
    const path = await folder.script(
      name,
      `${first}
      echo $$ > '${folder.path}/${name}.new'
      mv '${folder.path}/${name}.new' '${folder.path}/${name}.pid'\n${body}`,
    );
    const done = runFfmpeg({ ffmpegPath: path, clock }, order(), controller.signal);
    done.catch(() => {});
    for await (const { filename } of changes) if (filename === `${name}.pid`) break;
    stop.abort();
    const pid = Number(await readFile(join(folder.path, `${name}.pid`), 'utf8'));
    pids.push(pid);
    return { pid, abort: (reason) => controller.abort(reason), done };
  }

  function assertGone(pid: number): void {
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  }

  it('ends the process before it answers that it was aborted', async () => {
    const reason = new Error('the job was cancelled');
    const { pid, abort, done } = await started('sleeper', 'exec sleep 600');
    abort(reason);
    await assert.rejects(done, reason);
    assertGone(pid);
  });

  it('ends a process that hangs at its deadline', async () => {
    const clock = createVirtualClock();
    const { pid, done } = await started('hanging', 'exec sleep 600', clock);
    await clock.advance(DEADLINE_MS - 1);
    process.kill(pid, 0);
    await clock.advance(1);
    await assert.rejects(done, { code: 'ffmpeg-timeout' });
    assertGone(pid);
    assert.equal(clock.sleeping, 0);
  });

  it('kills a process that does not listen, two seconds later', async () => {
    const clock = createVirtualClock();
    const { pid, done } = await started('deaf', 'exec sleep 600', clock, `trap '' TERM`);
    await clock.advance(DEADLINE_MS);
    process.kill(pid, 0);
    await clock.advance(2_000);
    await assert.rejects(done, { code: 'ffmpeg-timeout' });
    assertGone(pid);
  });

  it('does not wait for a grandchild that holds the output open', async () => {
    const clock = createVirtualClock();
    const file = join(folder.path, 'grandchild');
    const first = `sleep 600 &\n echo $! > '${file}'`;
    const { pid, abort, done } = await started('parent', 'wait', clock, first);
    const grandchild = Number(await readFile(file, 'utf8'));
    try {
      abort(new Error('stop'));
      await clock.advance(2_000);
      await assert.rejects(done, { message: 'stop' });
      assertGone(pid);
      process.kill(grandchild, 0);
    } finally {
      process.kill(grandchild);
    }
  });

  it('starts nothing for a signal that aborted already', async () => {
    const path = await folder.script('unused', `touch '${folder.path}/was-started'`);
    const host = { ffmpegPath: path, clock: patientClock };
    const controller = new AbortController();
    const begun = runFfmpeg(host, order(), controller.signal);
    controller.abort(new Error('at once'));
    await assert.rejects(begun, { message: 'at once' });
    await assert.rejects(runFfmpeg(host, order(), controller.signal), { message: 'at once' });
    assert.ok(!(await folder.names()).includes('was-started'));
  });

  it('says that ffmpeg is missing, also when it went away after start-up', async () => {
    const host = { ffmpegPath: join(folder.path, 'nowhere'), clock: patientClock };
    await assert.rejects(runFfmpeg(host, order(), new AbortController().signal), { code: 'ffmpeg-missing' });
    const plain = await folder.write('not-executable', '#!/bin/sh\n');
    const denied = runFfmpeg({ ...host, ffmpegPath: plain }, order(), new AbortController().signal);
    await assert.rejects(denied, { code: 'ffmpeg-missing' });
  });

  it('reports a disk that is really full', async () => {
    const run: FfmpegRun = {
      inputOptions: ['-f', 'wav'],
      inputPath: await folder.sound('full.wav', 'sine=duration=1'),
      outputOptions: ['-f', 'wav'],
      output: '/dev/full',
      deadlineMs: DEADLINE_MS,
    };
    const host = { ffmpegPath: 'ffmpeg', clock: patientClock };
    await assert.rejects(runFfmpeg(host, run, new AbortController().signal), { code: 'disk-full' });
  });

  it('passes options with blanks whole, works politely, and keeps secrets from the child', async () => {
    process.env['AUDIOPOD_TEST_SECRET'] = 'must stay here';
    try {
      const seen = join(folder.path, 'seen');
      const body = `printf '%s\\n' "$@" > '${seen}'; env > '${seen}.env'; exec sleep 600`;
      const path = await folder.script('curious', `${body}`);
      const changes = watch(folder.path);
      const controller = new AbortController();
      const host = { ffmpegPath: path, clock: patientClock };
      const options = ['-metadata', 'title=two words'];
      const done = runFfmpeg(host, { ...order(), outputOptions: options }, controller.signal);
      done.catch(() => {});
      for await (const { filename } of changes) if (filename === 'seen.env') break;
      let environment = '';
      while (!environment.includes('LC_ALL=C')) {
        environment = await readFile(`${seen}.env`, 'utf8');
        await nextTurn();
      }
      controller.abort(new Error('seen enough'));
      await assert.rejects(done, { message: 'seen enough' });
      assert.ok((await readFile(seen, 'utf8')).split('\n').includes('title=two words'));
      assert.ok(!environment.includes('must stay here'));
    } finally {
      delete process.env['AUDIOPOD_TEST_SECRET'];
    }
  });

  it('lets the chat go first', async () => {
    const { pid, abort, done } = await started('polite', 'exec sleep 600');
    assert.equal(getPriority(pid), Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
    abort(new Error('stop'));
    await assert.rejects(done);
  });

  it('keeps only the last lines of what ffmpeg says', async () => {
    const path = await folder.script('talkative', 'yes "Error while decoding" | head -n 20000 >&2; exit 1');
    const host = { ffmpegPath: path, clock: patientClock };
    const outcome = await runFfmpeg(host, order(), new AbortController().signal);
    assert.equal(outcome.ok, false);
    assert.ok(outcome.complaints.length <= 2_000);
  });
});

/** Ends a process that may be gone already. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

describe('the pool of ffmpeg processes', () => {
  it('runs no more than its width, drops the aborted in line, and keeps the order of the others', async () => {
    await using folder = await createSoundFolder();
    const log = join(folder.path, 'log');
    const path = await folder.script(
      'one',
      `for last; do :; done
      echo "+ \${last##*/}" >> '${log}'; echo "- \${last##*/}" >> '${log}'`,
    );
    const pool = createFfmpegPool({ ffmpegPath: path, clock: patientClock }, 1);
    const run = (name: string): FfmpegRun => ({
      inputOptions: [],
      inputPath: '/dev/null',
      outputOptions: ['-f', 'null'],
      output: join(folder.path, name),
      deadlineMs: DEADLINE_MS,
    });
    const { signal } = new AbortController();
    const giveUp = new AbortController();
    const runs = [
      pool.run(run('first'), signal),
      pool.run(run('second'), signal),
      pool.run(run('given-up'), giveUp.signal),
      pool.run(run('third'), signal),
    ];
    giveUp.abort(new Error('no longer wanted'));
    const results = await Promise.allSettled(runs);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    assert.deepEqual(lines, ['+ first', '- first', '+ second', '- second', '+ third', '- third']);
  });
});
