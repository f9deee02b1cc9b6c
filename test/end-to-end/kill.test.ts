import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { JobView } from '../../src/bots/web/protocol/view.ts';
import { jobUntil } from '../bots/web/fixtures/events.ts';
import { json, visit } from '../bots/web/fixtures/http.ts';
import { until } from '../fakes/until.ts';
import { NO_SUBMITS } from '../sandbox/sandbox-fixture.ts';
import { startProgram } from './program.ts';
import {
  askStems,
  assertDeliveredOnce,
  FOUR,
  isAtAudioPod,
  isDone,
  releaseAll,
  SPEED_UP,
  setUp,
  submitted,
} from './setting.ts';

// Side by side, because they mostly wait for AudioPod.
describe('A job', { concurrency: true }, () => {
  it('killed while AudioPod works is finished by the next start: both results, once, for one price', async (t) => {
    const setting = await setUp(t);
    const { owner, sandbox, env, folder } = setting;
    sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    const before = await startProgram(owner, env);
    const member = await visit(before.url);
    const speech = await member.ask('/tts Hello from before the crash');
    const stems = await askStems(member, folder);
    await jobUntil(member, speech.id, isAtAudioPod);
    await jobUntil(member, stems.id, isAtAudioPod);
    await before.kill();
    releaseAll(sandbox);

    const after = await startProgram(owner, { ...env, PORT: String(before.port) });
    assert.equal(after.url, before.url);
    const spoken = await jobUntil(member, speech.id, isDone);
    const split = await jobUntil(member, stems.id, isDone);
    await assertDeliveredOnce(setting, member, spoken, ['speech']);
    await assertDeliveredOnce(setting, member, split, FOUR);
    assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 1, stems: 1 });
    assert.equal(sandbox.control.wallet.usage().length, 2, 'charged once each');

    // Once more from a clean end: nothing is posted again.
    assert.equal((await after.terminate()).code, 0);
    const again = await startProgram(owner, { ...env, PORT: String(before.port) });
    assert.equal(again.url, before.url);
    const shown = (jobs: readonly JobView[]) => jobs.map(({ state, posts }) => ({ state, posts }));
    assert.deepEqual(shown(await member.timeline()), shown([spoken, split]));
  });

  it('killed before AudioPod’s answer came is found again (stems), or in doubt and never sent twice by itself (speech)', async (t) => {
    const setting = await setUp(t);
    const { owner, sandbox, env, folder } = setting;
    const delayMs = 600_000 * SPEED_UP;
    for (const on of ['voice.submit', 'stems.submit']) {
      sandbox.control.faults.add({ on, fault: { kind: 'slow', delayMs, when: 'after' } });
    }
    const before = await startProgram(owner, env);
    const member = await visit(before.url);
    const speech = await member.ask('/tts Perhaps paid for');
    const stems = await askStems(member, folder);
    await submitted(sandbox, 'voice', 1);
    await submitted(sandbox, 'stems', 1);
    await before.kill();

    const after = await startProgram(owner, { ...env, PORT: String(before.port) });
    assert.equal(after.url, before.url);
    const doubt = await jobUntil(member, speech.id, (job) => job.state === 'doubt');
    assert.match(doubt.posts[0]?.text ?? '', /You may have been charged \$0\.01\./);
    assert.equal(doubt.cost, '', 'the words name it already');
    assert.deepEqual(
      doubt.actions.map((action) => action.label),
      ['Try again'],
    );
    const split = await jobUntil(member, stems.id, isDone);
    await assertDeliveredOnce(setting, member, split, FOUR);
    assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 1, stems: 1 });

    const [press] = doubt.actions;
    const answer = await json<{ job: JobView }>(await member.post('/playground/actions', press));
    const spoken = await jobUntil(member, answer.job.id, isDone);
    await assertDeliveredOnce(setting, member, spoken, ['speech']);
    assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 2, stems: 1 });
  });

  it('killed in the middle of converting is fetched and converted again, and comes once', async (t) => {
    const setting = await setUp(t);
    const { owner, sandbox, env, folder } = setting;
    // Stands in front of the real ffmpeg and stops at the first conversion until it is let go.
    const blocked = join(folder.path, 'blocked');
    const letGo = join(folder.path, 'let-go');
    const ffmpeg = await folder.script(
      'ffmpeg',
      `case "$*" in *"-f lavfi"*|*anullsrc*) ;; *"-c:a aac"*|*"-acodec aac"*) [ -e ${letGo} ] || { : > ${blocked}; exec sleep 3600; };; esac\nexec $(PATH=/usr/local/bin:/usr/bin:/bin command -v ffmpeg) "$@"`,
    );
    const withStop = { ...env, FFMPEG_PATH: ffmpeg };
    const before = await startProgram(owner, withStop);
    const member = await visit(before.url);
    const stems = await askStems(member, folder);
    const isThere = (path: string) =>
      stat(path).then(
        () => true,
        () => false,
      );
    await until('the first conversion', () => isThere(blocked));
    await before.kill();

    await writeFile(letGo, '');
    const after = await startProgram(owner, { ...withStop, PORT: String(before.port) });
    assert.equal(after.url, before.url);
    const split = await jobUntil(member, stems.id, isDone);
    await assertDeliveredOnce(setting, member, split, FOUR);
    assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, stems: 1 });
  });

  it('running when the program is asked to end does not hold it up, and is finished by the next start', async (t) => {
    const setting = await setUp(t);
    const { owner, sandbox, env } = setting;
    sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
    const before = await startProgram(owner, env);
    const member = await visit(before.url);
    const job = await member.ask('/tts Hello across a deploy');
    await jobUntil(member, job.id, isAtAudioPod);
    const end = await before.terminate();
    assert.equal(end.code, 0, before.printed());
    assert.match(before.printed(), /"stopped"/);
    assert.doesNotMatch(before.printed(), /drain-cut-short/);
    releaseAll(sandbox);

    const after = await startProgram(owner, { ...env, PORT: String(before.port) });
    assert.equal(after.url, before.url);
    const spoken = await jobUntil(member, job.id, isDone);
    await assertDeliveredOnce(setting, member, spoken, ['speech']);
    assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 1 });
  });
});
