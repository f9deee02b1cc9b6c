import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCommandLine, UsageError } from '../../src/command-line.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import * as backup from '../../src/operate/backup.ts';
import * as doctor from '../../src/operate/doctor.ts';
import * as jobs from '../../src/operate/jobs.ts';
import * as migrateStore from '../../src/operate/migrate-store.ts';
import * as restore from '../../src/operate/restore.ts';
import { sqlitePath } from '../../src/operate/settings.ts';
import { jobOf } from '../core/store/sample-job.ts';
import { startProgram } from '../end-to-end/program.ts';
import { runScript } from './run-script.ts';

describe('the scripts for bot owners', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'operate-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What is typed, and what it must be refused with. */
  const refusals: readonly [() => unknown, RegExp][] = [
    [() => typed(backup, ['--fast', 'x']), /^Unknown option --fast\./],
    [() => typed(backup, []), /^Name one file: npm run backup -- <file>$/],
    [() => typed(restore, ['--forc', 'x']), /^Unknown option --forc\. Did you mean --force\?/],
    [() => typed(restore, []), /^Name one file: npm run restore -- <file>$/],
    [() => typed(restore, ['--mark', 'x']), /^--mark takes no file and no other option\.$/],
    [() => typed(migrateStore, ['--from', 'sqlite://x']), /^Name both databases with --from and --to\.$/],
    [() => typed(migrateStore, ['sqlite://x']), /^Unexpected argument/],
    [() => typed(doctor, ['--chanel', '1']), /^Unknown option --chanel\. Did you mean --channel\?/],
    [
      () => typed(doctor, ['--channel', 'general']),
      /^--channel takes the id of a Discord channel, in digits\.$/,
    ],
    [
      () => typed(doctor, ['--send', '#general']),
      /^--send takes the id of a channel: digits on Discord, C… on Slack\.$/,
    ],
    [() => typed(doctor, ['--attended']), /^--attended needs a channel: --channel <id>\.$/],
    [() => typed(doctor, ['--yes']), /^--yes only goes with --paid\.$/],
    [
      () => typed(doctor, ['--paid', '--yes', '--channel', 'general']),
      /^--channel takes the id of a channel: digits on Discord, C… on Slack\.$/,
    ],
    [() => typed(jobs, ['kill']), /^Name what to do: list, show, replay or drop\.$/],
    [() => typed(jobs, ['drop']), /^Name one job: npm run jobs -- drop <id>$/],
    [() => typed(jobs, ['list', '--all']), /^Unknown option --all\./],
  ];

  it('refuse what they do not take, in words that say what they do', async () => {
    for (const [type, why] of refusals) {
      await assert.rejects(
        async () => type(),
        (error) => {
          assert.ok(error instanceof UsageError, String(error));
          assert.match(error.message, why);
          return true;
        },
      );
    }
    const url = new Secret('postgres://bot:hidden@host/db');
    assert.throws(() => sqlitePath({ store: { kind: 'postgres', url } }, 'Use pg_dump.'), {
      message: 'STORE_URL is postgres://host/db, and this is for SQLite. Use pg_dump.',
    });
  });

  it('have a help that names every option and each way to call them', () => {
    for (const [name, { COMMAND_LINE }] of Object.entries({
      backup,
      doctor,
      restore,
      jobs,
      'migrate-store': migrateStore,
    })) {
      assert.ok(COMMAND_LINE.usage.startsWith(`Usage: npm run ${name} -- `), name);
      for (const option of [...Object.keys(COMMAND_LINE.options), 'help']) {
        assert.ok(COMMAND_LINE.usage.includes(`--${option}`), `${name} --${option}`);
      }
      assert.ok(COMMAND_LINE.usage.split('\n').every((line) => line.length <= 90));
    }
  });

  it('work beside the program itself, and after it was killed', async (t) => {
    const env = { DATA_DIR: join(folder, 'program') };
    const run = (name: string, args: readonly string[]) => runScript(name, args, { cwd: folder, env });
    const program = await startProgram(t, env);
    const looked = await run('doctor', []);
    // A busy disk is worth a warning, and no more.
    assert.ok(looked.status === 0 || looked.status === 2, looked.stdout);
    assert.equal(looked.stderr, '');
    assert.match(
      looked.stdout,
      /^✓ secret-key +The key in DATA_DIR decrypts the stored keys and secrets \(1\)\.$/m,
    );
    assert.match(looked.stdout, /^✓ store\.write/m);
    assert.match(looked.stdout, /\n\n\S.*\.\n$/);
    const listed = { status: 0, stdout: 'No job has stopped.\n', stderr: '' };
    assert.deepEqual(await run('jobs', ['list']), listed);
    const file = join(folder, 'program.backup');
    const { status, stdout } = await run('backup', [file]);
    assert.equal(status, 0);
    assert.match(stdout, /^Backed up .*audiopod-bot\.sqlite to .*program\.backup \(\d\.\d MB\)\.$/m);
    assert.match(stdout, /^Jobs: 0, unfinished: 0\. Spent: \$0\.00, reserved: \$0\.00\.$/m);
    assert.match(stdout, /^Keep .*program\/secret-key too, in another place/m);
    await program.kill();
    // Its socket is still there, but nobody listens.
    assert.deepEqual(await run('jobs', ['list']), listed);
    const restored = await run('restore', ['--force', file]);
    assert.deepEqual({ status: restored.status, stderr: restored.stderr }, { status: 0, stderr: '' });
    assert.match(restored.stdout, /^The database before is now .*\.before-/m);
  });

  it('say what is wrong to people and to programs', async () => {
    const env = { DATA_DIR: join(folder, 'unmade'), PORT: 'x', SLACK_BOT_TOKEN: 'xoxb-1' };
    const { status, stdout } = await runScript('doctor', ['--json'], { cwd: folder, env });
    assert.equal(status, 1);
    const { exitCode, checks } = JSON.parse(stdout);
    assert.equal(exitCode, 1);
    assert.deepEqual(
      checks.map(({ fact }: { readonly fact: string }) => fact.split(' ')[0]),
      ['PORT', 'SLACK_APP_TOKEN', 'AUDIOPOD_API_KEY'],
    );
    assert.ok(!existsSync(env.DATA_DIR));
  });

  it('pay only after a question or with --yes, and try channels only of platforms that are on', async () => {
    const env = { DATA_DIR: join(folder, 'unpaid'), SANDBOX: 'on', PLAYGROUND: 'off' };
    const run = (...args: readonly string[]) => runScript('doctor', args, { cwd: folder, env });
    const unasked = await run('--paid');
    assert.equal(unasked.status, 1);
    assert.match(unasked.stderr, /^--paid asks at a terminal before it pays\. Without one, add --yes\.$/m);
    const elsewhere = await run('--attended', '--channel', 'C0123456789');
    assert.match(elsewhere.stderr, /^--channel C0123456789 is a channel of Slack\. Set SLACK_BOT_TOKEN\.$/m);
    const simulated = await run('--paid', '--yes');
    assert.equal(simulated.status, 2, simulated.stdout);
    assert.match(
      simulated.stdout,
      /^! audiopod\.paid +AudioPod is simulated by the sandbox, so nothing was paid\./m,
    );
  });

  it('move a database and print what is the same in both', async () => {
    const from = join(folder, 'from.sqlite');
    const store = await openStore({ url: `sqlite://${from}`, clock: systemClock });
    await store.jobs.insert(jobOf('web:moved'), null);
    await store.close();
    const to = join(folder, 'to.sqlite');
    const args = ['--from', `sqlite://${from}`, '--to', `sqlite://${to}`];
    const { status, stdout } = await runScript('migrate-store', args, { cwd: folder, env: {} });
    assert.equal(status, 0);
    assert.match(stdout, /^jobs: 1 rows, the same in both$/m);
    assert.match(stdout, /^Jobs received: 1 in both$/m);
    assert.match(stdout, /SECRET_KEY/);
    assert.ok(existsSync(to));
  });
});

/** Calls a script with what was typed after its name. */
async function typed<Line extends Parameters<typeof readCommandLine>[1]>(
  script: { readonly COMMAND_LINE: Line; readonly run: (arguments_: never) => unknown },
  args: readonly string[],
): Promise<unknown> {
  return script.run(readCommandLine(args, script.COMMAND_LINE) as never);
}
