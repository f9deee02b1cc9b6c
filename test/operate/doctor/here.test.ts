import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { ConfigError, readConfig } from '../../../src/config/config.ts';
import { encryptKey } from '../../../src/core/accounts/key-encryption.ts';
import { systemClock } from '../../../src/core/async/clock.ts';
import { findFfmpeg } from '../../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { newDataKey } from '../../../src/core/seal/data-key.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { lookAtStart } from '../../../src/operate/doctor/at-start.ts';
import { configurationProblems } from '../../../src/operate/doctor/configuration-check.ts';
import { exitCodeOf, summaryOf } from '../../../src/operate/doctor/report.ts';
import { runChecks } from '../../../src/operate/doctor/run-checks.ts';
import { judgeCommits } from '../../../src/operate/doctor/store-checks.ts';
import { sharedPostgres } from '../../fakes/postgres.ts';
import { HUNG_MS } from '../../fakes/until.ts';
import { checksOf, proveRow, type Row, report, type Variables } from './doctor-world.ts';

describe('the doctor on this computer and at AudioPod', () => {
  let folder: string;
  let sandbox: Sandbox;
  let ffmpegPath: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    ffmpegPath = await findFfmpeg(process.env);
    sandbox = await startSandbox({ port: 0, ffmpegPath, dataDir: folder, speedUp: 0 });
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  const variables = (name = 'data'): Variables => ({
    ...{ DATA_DIR: join(folder, name), FFMPEG_PATH: ffmpegPath, PLAYGROUND: 'off' },
    ...{ AUDIOPOD_API_KEY: sandbox.apiKey, AUDIOPOD_BASE_URL: sandbox.url },
  });
  /** A database as the bot leaves it, and then something done to it. */
  const databaseWith = async (name: string, change: (db: DatabaseSync) => void): Promise<Variables> => {
    const dataDir = join(folder, name);
    const path = join(dataDir, 'audiopod-bot.sqlite');
    await (await openStore({ url: `sqlite://${path}`, clock: systemClock })).close();
    using db = new DatabaseSync(path);
    change(db);
    return { DATA_DIR: dataDir };
  };
  /** An ffmpeg that is told something else than what the bot says. */
  const ffmpegThat = async (name: string, script: string): Promise<Variables> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return { FFMPEG_PATH: path };
  };
  const sandboxFault = (on: string, fault: Parameters<Sandbox['control']['faults']['add']>[0]['fault']) => {
    sandbox.control.faults.add({ on, fault });
    return {};
  };

  const rows: readonly Row[] = [
    {
      ...{ check: 'configuration', fault: 'a variable that is spelled wrong' },
      arrange: () => ({ variables: { AUDIOPOD_KEY: 'ap_x' } }),
      ...{ level: 'warning', fact: /^AUDIOPOD_KEY isn’t a variable/ },
    },
    {
      ...{ check: 'clock', fault: 'a clock that AudioPod contradicts' },
      arrange: () => ({ parts: { clock: { ...systemClock, now: () => Date.now() + 10_000 } } }),
      ...{ level: 'warning', fact: /ahead of AudioPod’s\.$/ },
    },
    {
      ...{ check: 'disk.space', fault: 'a disk that is almost full' },
      arrange: () => ({ parts: { freeBytes: async () => 30_000_000 } }),
      ...{ level: 'broken', fact: /^30 MB are free for DATA_DIR\.$/ },
    },
    {
      ...{ check: 'disk.write', fault: 'a DATA_DIR below a file' },
      arrange: async () => {
        await writeFile(join(folder, 'file'), '');
        return { variables: { DATA_DIR: join(folder, 'file/data') } };
      },
      ...{ level: 'broken', fact: /^DATA_DIR is \/.*, but part of that path is not a folder\.$/ },
    },
    {
      ...{ check: 'store.tables', fault: 'a database of a newer release' },
      arrange: async () => ({
        variables: await databaseWith('newer', (db) =>
          db.exec("insert into audiopod_bot_migrations values ('9999-later', '2030-01-01')"),
        ),
      }),
      ...{ level: 'broken', fact: /^A newer release of the bot made this database\.$/ },
    },
    {
      ...{ check: 'store.tables', fault: 'a database of a former release' },
      arrange: async () => ({
        variables: await databaseWith('former', (db) =>
          db.exec("delete from audiopod_bot_migrations where name = '0012-parked-notices'"),
        ),
      }),
      ...{
        level: 'warning',
        fact: /^The database lacks 1 change of this release \(0012-parked-notices\)\.$/,
      },
    },
    {
      ...{ check: 'store.tables', fault: 'a file that is no database' },
      arrange: async () => {
        await mkdir(join(folder, 'text'));
        await writeFile(join(folder, 'text/audiopod-bot.sqlite'), 'This is a text. '.repeat(100));
        return { variables: { DATA_DIR: join(folder, 'text') } };
      },
      ...{ level: 'broken', fact: /^This check failed: .*not a database/ },
    },
    {
      ...{ check: 'store.write', fault: 'a database that takes no row' },
      arrange: async () => ({
        variables: await databaseWith('refusing', (db) =>
          db.exec(
            "create trigger no before insert on kv begin select raise(abort, 'the disk is read-only'); end",
          ),
        ),
      }),
      ...{ level: 'broken', fact: /the disk is read-only/ },
    },
    {
      ...{ check: 'secret-key', fault: 'another key than the one that encrypted' },
      arrange: async () => {
        const key = { id: 'k1', tenant: 'web:t', lastFour: 'abcd', createdAtMs: 1 };
        const box = { current: createSecretKey(randomBytes(32)) };
        const sealed = encryptKey(new Secret('ap_somebodys'), key, box);
        const changed = await databaseWith('sealed', (db) =>
          db.prepare('insert into wallet_keys values (?, ?, ?, ?, ?)').run('k1', 'web:t', sealed, 'abcd', 1),
        );
        return { variables: { ...changed, SECRET_KEY: randomBytes(32).toString('base64') } };
      },
      ...{ level: 'broken', fact: /^SECRET_KEY doesn’t decrypt 1 of 1 stored keys and secrets\.$/ },
    },
    {
      ...{ check: 'secret-key', fault: 'a database that another key encrypted' },
      arrange: async () => {
        const sealed = newDataKey('store', { current: createSecretKey(randomBytes(32)) });
        const changed = await databaseWith('encrypted', (db) =>
          db.prepare("insert into data_keys values ('store', ?, 1)").run(sealed),
        );
        return { variables: { ...changed, SECRET_KEY: randomBytes(32).toString('base64') } };
      },
      ...{ level: 'broken', fact: /^SECRET_KEY doesn’t decrypt the database/ },
    },
    {
      ...{ check: 'secret-key', fault: 'a database whose generated key is gone' },
      arrange: async () => ({ variables: await databaseWith('keyless', () => undefined) }),
      ...{ level: 'broken', fact: /^There is a database, but no key/ },
    },
    {
      ...{ check: 'ffmpeg', fault: 'an ffmpeg that doesn’t run' },
      arrange: async () => ({ variables: await ffmpegThat('dead', 'exit 1') }),
      ...{ level: 'broken', fact: /FFMPEG_PATH is set, but .*dead does not run/ },
    },
    {
      ...{ check: 'ffmpeg', fault: 'an ffmpeg without Opus' },
      arrange: async () => ({
        variables: await ffmpegThat(
          'no-opus',
          `case "$*" in *libopus*) exit 1;; esac\nexec ${ffmpegPath} "$@"`,
        ),
      }),
      ...{ level: 'warning', fact: /can’t encode Opus/ },
    },
    {
      ...{ check: 'ffmpeg', fault: 'an ffmpeg that writes the index last' },
      arrange: async () => ({
        variables: await ffmpegThat(
          'index-last',
          `for a; do shift; [ "$a" = +faststart ] && a=+disable_chpl; set -- "$@" "$a"; done\nexec ${ffmpegPath} "$@"`,
        ),
      }),
      ...{ level: 'broken', fact: /writes the index of M4A files at their end/ },
    },
    {
      ...{ check: 'audiopod.account', fault: 'what can’t be a key' },
      arrange: () => ({ variables: { AUDIOPOD_API_KEY: 'sk-1234' } }),
      ...{ level: 'broken', fact: /^AUDIOPOD_API_KEY can’t be a key of AudioPod: those begin with ap_\.$/ },
    },
    {
      ...{ check: 'audiopod.account', fault: 'a key that AudioPod rejects' },
      arrange: () => sandboxFault('wallet.balance', { kind: 'status', status: 401 }),
      ...{ level: 'broken', fact: /^AudioPod rejects AUDIOPOD_API_KEY\.$/ },
    },
    {
      ...{ check: 'audiopod.account', fault: 'a response that says nothing of the balance' },
      arrange: () => sandboxFault('wallet.balance', { kind: 'garbage' }),
      ...{ level: 'broken', fact: /^AudioPod didn’t tell the balance \(audiopod-garbled\)\.$/ },
    },
    {
      ...{ check: 'audiopod.account', fault: 'a balance that one job can use up' },
      arrange: () => {
        sandbox.control.accounts.open('ap_poor', 150);
        return { variables: { AUDIOPOD_API_KEY: 'ap_poor' } };
      },
      ...{ level: 'warning', fact: /^AudioPod accepts the key\. Balance: \$1\.50\.$/ },
    },
    {
      ...{ check: 'audiopod.paid', fault: 'a speech that AudioPod refuses to make' },
      arrange: () => {
        sandboxFault('voice.submit', { kind: 'status', status: 402 });
        return { parts: { paid: {} } };
      },
      ...{ level: 'broken', fact: /^A paid job failed \(audiopod-balance\)\. Nothing was charged\.$/ },
    },
    {
      ...{ check: 'audiopod.prices', fault: 'a price list that makes no sense' },
      arrange: () => sandboxFault('wallet.pricing', { kind: 'garbage' }),
      ...{ level: 'warning', fact: /^AudioPod’s price list can’t be read \(audiopod-garbled\)\.$/ },
    },
    {
      ...{ check: 'audiopod.voices', fault: 'voices that can’t be read' },
      arrange: () => sandboxFault('voice.list', { kind: 'garbage' }),
      ...{ level: 'broken', fact: /^AudioPod’s voices can’t be read \(audiopod-garbled\)\.$/ },
    },
  ];

  it('finds all in order before the first start, and leaves nothing', async () => {
    const lines = await report(variables());
    assert.deepEqual(
      lines.filter(({ level }) => level !== 'ok'),
      [],
    );
    assert.ok(!(await readdir(folder)).includes('data'));
  });

  it('finds all in order beside a running bot, and leaves nothing', async () => {
    const dataDir = join(folder, 'running');
    const url = `sqlite://${join(dataDir, 'audiopod-bot.sqlite')}`;
    const store = await openStore({ url, clock: systemClock });
    await writeFile(join(dataDir, 'secret-key'), randomBytes(32).toString('base64'), { mode: 0o600 });
    const there = (await readdir(dataDir)).toSorted();
    const lines = await report(variables('running'));
    assert.deepEqual(
      // How fast the disk is depends on what else this computer does.
      lines.filter(({ check, level }) => level === 'broken' && check !== 'store.commit'),
      [],
    );
    assert.deepEqual(
      lines.map(({ check }) => check),
      checksOf('').filter((name) => !/^(?:discord|slack)\.|^audiopod\.paid$/.test(name)),
    );
    assert.deepEqual((await readdir(dataDir)).toSorted(), there);
    await store.close();
    using db = new DatabaseSync(join(dataDir, 'audiopod-bot.sqlite'));
    assert.equal(db.prepare("select count(*) as n from kv where namespace = 'doctor'").get()?.['n'], 0);
  });

  it('finds all in order on PostgreSQL, and leaves nothing', async () => {
    const server = await sharedPostgres();
    const url = await server.createDatabase();
    const store = await openStore({ url, clock: systemClock });
    const config = { STORE_URL: url, SECRET_KEY: randomBytes(32).toString('base64') };
    const lines = await report({ ...variables(), ...config });
    const looked = lines.filter(({ check }) => check.startsWith('store.') || check === 'secret-key');
    assert.deepEqual(
      looked.map(({ check, level }) => (check === 'store.commit' ? check : [check, level])),
      [['store.tables', 'ok'], ['store.write', 'ok'], 'store.commit', ['secret-key', 'ok']],
    );
    assert.match(looked[2]?.fact ?? '', /^99 of 100 commits take at most [1-9]/);
    await store.close();
    const gone = await report(
      { ...variables(), ...config, STORE_URL: 'postgres://127.0.0.1:9/no' },
      {},
      'store.tables',
    );
    assert.match(gone[0]?.fact ?? '', /^This check failed: .*ECONNREFUSED/);
  });

  it('has a fault for each of its checks', () => {
    const proven = new Set(rows.map(({ check }) => check)).add('store.commit');
    assert.deepEqual(
      checksOf('').filter((name) => !/^(?:discord|slack)\./.test(name) && !proven.has(name)),
      [],
    );
  });

  for (const row of rows) {
    it(`finds ${row.fault}`, async () => {
      await proveRow(row, variables());
      assert.deepEqual(sandbox.control.faults.list(), []);
    });
  }

  it('judges commits by the slowest but one in a hundred', () => {
    const fast = Array.from({ length: 99 }, () => 2);
    assert.deepEqual(judgeCommits([...fast, 900]), [
      { level: 'ok', fact: '99 of 100 commits take at most 2 ms.' },
    ]);
    assert.equal(judgeCommits([...fast.slice(1), 150, 150])[0]?.level, 'warning');
    assert.equal(judgeCommits([...fast.slice(1), 800, 800])[0]?.level, 'broken');
  });

  it('reports all problems of a configuration at once', () => {
    const env = { PORT: 'x', DISCORD_TOKEN: 'abc', AUDIOPOD_API_KEY: '' };
    assert.throws(
      () => readConfig(env),
      (error) => {
        assert.ok(error instanceof ConfigError);
        const lines = configurationProblems(error);
        assert.deepEqual(
          lines.map(({ fact }) => fact.split(' ')[0]),
          ['PORT', 'AUDIOPOD_API_KEY'],
        );
        assert.equal(exitCodeOf(lines), 1);
        assert.equal(summaryOf(lines), '2 broken, 0 warnings, 0 in order. Mend first: configuration.');
        return true;
      },
    );
  });

  it('waits for no check longer than its deadline, and reports the others', async () => {
    const clock = { ...systemClock, timeout: () => AbortSignal.timeout(1) };
    const hung = { name: 'hung', remedy: 'Wait.', look: () => new Promise<never>(() => undefined) };
    const failed = {
      name: 'failed',
      remedy: 'Look.',
      look: () => Promise.reject(new Error('xoxb-1234567890')),
    };
    const lines = [];
    for await (const line of runChecks([hung, failed], { clock, signal: AbortSignal.timeout(HUNG_MS) }))
      lines.push(line);
    assert.deepEqual(lines, [
      { check: 'hung', level: 'broken', fact: 'This took more than 10 seconds.', remedy: 'Wait.' },
      { check: 'failed', level: 'broken', fact: 'This check failed: [redacted]', remedy: 'Look.' },
    ]);
  });

  it('says at the start what to mend first, and nothing if all is in order', async () => {
    const config = readConfig(variables());
    const signal = AbortSignal.timeout(HUNG_MS);
    assert.equal(await lookAtStart({ config, clock: systemClock }, signal), undefined);
    const late = { ...systemClock, now: () => Date.now() - 300_000 };
    const look = { config, clock: late, freeBytes: async () => 900_000_000 };
    assert.match(
      (await lookAtStart(look, signal)) ?? '',
      /^Mend first: The clock is \d+\.\d s behind AudioPod’s\. Turn on .* npm run doctor looks at everything\.$/,
    );
  });
});
