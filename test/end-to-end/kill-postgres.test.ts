import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { jobUntil } from '../bots/web/fixtures/events.ts';
import { visit } from '../bots/web/fixtures/http.ts';
import { startPostgres } from '../fakes/postgres.ts';
import { NO_SUBMITS } from '../sandbox/sandbox-fixture.ts';
import { startProgram } from './program.ts';
import { assertDeliveredOnce, isAtAudioPod, isDone, releaseAll, setUp } from './setting.ts';

// Half a minute of it is the lease that the dead process still holds on the job.
it('On PostgreSQL, a job whose process was killed is finished by the next one, once its lease is over', async (t) => {
  await using postgres = await startPostgres();
  const setting = await setUp(t);
  const { owner, sandbox } = setting;
  const env = {
    ...setting.env,
    STORE_URL: await postgres.createDatabase(),
    SECRET_KEY: randomBytes(32).toString('base64'),
  };
  sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
  const before = await startProgram(owner, env);
  const member = await visit(before.url);
  const job = await member.ask('/tts Hello from the first process');
  await jobUntil(member, job.id, isAtAudioPod);
  await before.kill();
  releaseAll(sandbox);

  const after = await startProgram(owner, { ...env, PORT: String(before.port) });
  assert.equal(after.url, before.url);
  const spoken = await jobUntil(member, job.id, isDone);
  await assertDeliveredOnce(setting, member, spoken, ['speech']);
  assert.deepEqual(sandbox.control.jobs.submits(), { ...NO_SUBMITS, voice: 1 });
  assert.equal((await after.terminate()).code, 0);
});
