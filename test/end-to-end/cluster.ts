import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { FakeAttachment, FakeGuild, FakeUser } from '../fakes/discord/state.ts';
import { startPostgres, type TestPostgres } from '../fakes/postgres.ts';
import type { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { startFakeSlack } from '../fakes/slack/start-fake-slack.ts';
import { until } from '../fakes/until.ts';
import { type Asked, askedOnDiscord, askedOnSlack } from './asked.ts';
import { DATA_KEYS, openedRecords } from './opened-records.ts';
import { type Environment, type Owner, type RunningProgram, startProgram } from './program.ts';
import { type Setting, setUp } from './setting.ts';
import { songOf } from './sounds.ts';

/** Longer than Discord waits for the first response. */
const NO_RESPONSE_MS = 5_000;

/** The most jobs in flight. */
export const MOST = { tenant: 8, member: 3 } as const;

/** One process of the bot, whichever program stands for it at the moment. */
export interface Place {
  readonly dataDir: string;
  program(): RunningProgram;
  /** Kills the program, and starts another in its stead. */
  replace(): Promise<void>;
  /** Kills the program, and has the database find at once that its life is over, which otherwise takes 30 s. */
  bury(): Promise<void>;
}

/** One bot in many processes, with one PostgreSQL, one Discord and one AudioPod. */
export interface Cluster {
  readonly setting: Setting;
  readonly discord: FakeDiscord;
  readonly slack: FakeSlack;
  readonly postgres: TestPostgres;
  /** The database's URL. */
  readonly url: string;
  /** Asks the database, over a connection of its own. */
  query<Row extends object>(sql: string): Promise<readonly Row[]>;
  /** Starts a process, in an environment that may differ from that of the others. */
  start(role: 'all' | 'gateway' | 'worker', name: string, env?: Environment, root?: string): Promise<Place>;
  /** Sends `/tts`, and again if a crowded machine or a dead gateway let Discord's three seconds pass. */
  speak(name: string): Promise<Asked>;
  /** Sends `/stems`, likewise. */
  split(name: string): Promise<Asked>;
  /** Sends `/tts` on Slack, once: it may be that no gateway hears it. */
  speakOnSlack(name: string): Promise<Asked>;
}

/** Starts everything but the processes. */
export async function startCluster(test: Owner): Promise<Cluster> {
  const setting = await setUp(test);
  const { owner, folder, dataDir } = setting;
  const postgres = await startPostgres();
  owner.after(() => postgres.stop());
  const discord = await startFakeDiscord();
  owner.after(async () => discord[Symbol.asyncDispose]());
  const slack = await startFakeSlack();
  owner.after(async () => slack[Symbol.asyncDispose]());
  const url = await postgres.createDatabase();
  const shared = {
    AUDIOPOD_API_KEY: setting.sandbox.apiKey,
    AUDIOPOD_BASE_URL: setting.sandbox.url,
    STORE_URL: url,
    SECRET_KEY: randomBytes(32).toString('base64'),
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    MEDIA_HOSTS: discord.cdnHost,
    STATUS_READS_PER_MINUTE: '600',
    MAX_JOBS_PER_TENANT: String(MOST.tenant),
    MAX_JOBS_PER_MEMBER: String(MOST.member),
    DEFAULT_MEMBER_DAILY_LIMIT_USD: '50',
    DEFAULT_MONTHLY_LIMIT_USD: '500',
    OPERATOR_MONTHLY_LIMIT_USD: '1000',
  };
  const places: { guild: FakeGuild; user: FakeUser }[] = [0, 1].flatMap(() => {
    const guild = discord.guild();
    return [0, 1, 2].map(() => ({ guild, user: discord.user() }));
  });
  let asked = 0;
  const song = await readFile(await folder.sound('song.wav', songOf(3)));

  const ask = async (name: string, sounds: number, what: () => object): Promise<Asked> => {
    asked += 1;
    const from = places[asked % places.length];
    if (from === undefined) throw new Error('Nobody is there to ask');
    for (;;) {
      const call = discord.command({ ...from, ...({ name: '', ...what() } as const) });
      const askedMs = performance.now();
      await until('there is a response, or Discord no longer waits', () => {
        return call.acknowledgement !== undefined || performance.now() - askedMs > NO_RESPONSE_MS;
      });
      if (call.acknowledgement !== undefined) return askedOnDiscord(name, sounds, call);
    }
  };

  const query = async <Row extends object>(sql: string): Promise<readonly Row[]> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Row>(sql);
      if (!rows.some((row) => 'record' in row)) return rows;
      // Tests read what jobs hold as somebody with the key would.
      return openedRecords(rows, (await client.query(DATA_KEYS)).rows, shared.SECRET_KEY);
    } finally {
      await client.end();
    }
  };

  return {
    setting,
    discord,
    slack,
    postgres,
    url,
    query,
    async start(role, name, env = {}, root) {
      const own = join(dataDir, name);
      await mkdir(own);
      const start = () => startProgram(owner, { ...shared, ROLE: role, DATA_DIR: own, ...env }, root);
      let program = await start();
      return {
        dataDir: own,
        program: () => program,
        async bury() {
          await program.kill();
          const all = await query<{ id: string }>('select id from processes');
          const [own] = all.filter(({ id }) => program.printed().includes(id));
          if (own !== undefined) await query(`update processes set alive_until = 0 where id = '${own.id}'`);
        },
        async replace() {
          await program.kill();
          program = await start();
        },
      };
    },
    async speakOnSlack(name) {
      const { member: user } = slack.users;
      const { general: channel } = slack.channels;
      const call = { command: '/tts', text: `${name}.`, user, channel };
      // Rejects if no gateway is connected.
      const isHeard = await slack.command(call, { mayFail: true }).then(
        ({ acknowledged }) => acknowledged,
        () => false,
      );
      return askedOnSlack(slack, name, !isHeard);
    },
    speak: (name) => ask(name, 1, () => ({ name: 'tts', options: { text: `${name}.` } })),
    split: (name) =>
      ask(name, 4, () => {
        const audio: FakeAttachment = discord.upload(song, `${name}.wav`, 'audio/wav');
        return { name: 'stems', options: { audio } };
      }),
  };
}
