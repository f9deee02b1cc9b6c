import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { Client } from 'pg';
import { jobUntil } from '../bots/web/fixtures/events.ts';
import { json, type Visit, visit } from '../bots/web/fixtures/http.ts';
import { sharedPostgres } from '../fakes/postgres.ts';
import { type Environment, startProgram } from './program.ts';
import { isAtAudioPod, isDone, releaseAll, setUp } from './setting.ts';
import { songOf } from './sounds.ts';

/** What a member types and names, each unlike anything else. */
const TYPED = {
  text: 'Quetzalcoatl reads this aloud',
  crashed: 'Zanzibar is spoken after the crash',
  file: 'kaleidoscope-song',
  sample: 'kookaburra-sample',
  idle: 'uploaded-and-not-sent-marmoset',
  voice: 'Xylophonist',
  prompt: 'bittersweet dulcimer waltz',
} as const;
/** Sandbox seconds per real one. */
const SPEED_UP = 50;
/** How plain files of sounds and pictures give themselves away. */
const PLAIN_FILES = ['ftypM4A', 'WAVEfmt ', 'IHDR'];

/** Everything a database holds, each value as text. */
type Dump = () => Promise<string>;

/**
 * Goes through a session with everything that leaves contents, loses the process in the middle, and then looks for each
 * of the contents in the whole database and in every file of the data folder.
 */
async function leavesNothingReadable(t: TestContext, extra: Environment, dump: (dataDir: string) => Dump) {
  const { owner, sandbox, dataDir, folder, env: own } = await setUp(t, SPEED_UP);
  const env = { ...own, ...extra };
  const before = await startProgram(owner, env);
  const member = await visit(before.url);
  const song = await readFile(await folder.sound('song.wav', songOf(6)));
  const upload = async (name: string) =>
    (await json<{ id: string }>(await member.upload(`${name}.wav`, song))).id;
  const done = async (line: string, ...names: readonly string[]) => {
    const attachments = await Promise.all(names.map(upload));
    return jobUntil(member, (await member.ask(line, { attachments })).id, isDone);
  };

  await connect(member, sandbox.apiKey);
  await done(`/tts ${TYPED.text}`);
  await done('/music song prompt:"bittersweet dulcimer waltz" duration:15');
  await done('/stems', TYPED.file);
  await done(`/voice clone name:${TYPED.voice} consent:on`, TYPED.sample);
  const transcript = await done('/transcribe', TYPED.file);
  await upload(TYPED.idle);
  sandbox.control.faults.add({ times: 'lasting', fault: { kind: 'hold' } });
  const crashed = await member.ask(`/tts ${TYPED.crashed}`);
  await jobUntil(member, crashed.id, isAtAudioPod);
  await before.kill();

  const after = await startProgram(owner, { ...env, PORT: String(before.port) });
  releaseAll(sandbox);
  const spoken = await jobUntil(member, crashed.id, isDone);
  // The content is all there for the member.
  const file = await member.get(spoken.posts[0]?.files[0]?.url ?? '');
  assert.ok(Buffer.from(await file.arrayBuffer()).includes('ftypM4A'));
  const said = transcript.posts[0]?.text.split('\n').at(-1) ?? '';
  assert.ok(said.length > 20, said);
  assert.equal((await after.terminate()).code, 0);

  const secrets = [...Object.values(TYPED), said.slice(0, 40), sandbox.apiKey, member.cookie];
  const marks = [...secrets, ...PLAIN_FILES];
  const places = { database: await dump(dataDir)(), ...(await filesIn(dataDir)) };
  assert.ok(Object.keys(places).length > 12, 'posts of six jobs');
  const readable = Object.entries(places).flatMap(([place, content]) =>
    marks.filter((mark) => content.includes(mark)).map((mark) => `${mark} in ${place}`),
  );
  assert.deepEqual(readable, []);
}

async function connect(member: Visit, key: string): Promise<void> {
  const form = { command: 'wallet', subcommand: 'connect', secrets: { key } };
  const answer = await json<{ kind: string; reply?: { text: string } }>(
    await member.post('/playground/forms', form),
  );
  assert.equal(answer.kind, 'reply', JSON.stringify(answer));
}

async function filesIn(dataDir: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  // As single bytes, so that text is found in whatever it is in.
  const contents = await Promise.all(
    files.map(async (path): Promise<[string, string]> => [path, (await readFile(path)).toString('latin1')]),
  );
  return Object.fromEntries(contents);
}

const fromSqlite =
  (dataDir: string): Dump =>
  async () => {
    using db = new DatabaseSync(join(dataDir, 'audiopod-bot.sqlite'), { readOnly: true });
    const tables = db.prepare("select name from sqlite_master where type = 'table'").all();
    const rows = tables.flatMap(({ name }) => db.prepare(`select * from "${String(name)}"`).all());
    assert.ok(rows.length > 50);
    return JSON.stringify(rows);
  };

const fromPostgres = (url: string) => (): Dump => async () => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const rows: unknown[] = [];
    for (const { name } of tables.rows) rows.push(...(await client.query(`select * from ${name}`)).rows);
    assert.ok(rows.length > 50);
    return JSON.stringify(rows);
  } finally {
    await client.end();
  }
};

// Beside each other, since a process on PostgreSQL waits for what the dead one held.
describe('at rest', { concurrency: true }, () => {
  test('Nothing that a member typed, named, uploaded, connected or got is readable in DATA_DIR', async (t) => {
    await leavesNothingReadable(t, {}, fromSqlite);
  });

  test('Nor is it in PostgreSQL, or in DATA_DIR beside it', async (t) => {
    const url = await (await sharedPostgres()).createDatabase();
    const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
    await leavesNothingReadable(t, { STORE_URL: url, SECRET_KEY }, fromPostgres(url));
  });
});
