import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { COMMANDS } from '../../src/commands/catalog.ts';
import type { Command } from '../../src/commands/command.ts';
import { type CommandDesk, createDesk } from '../../src/commands/desk.ts';
import type { Answer, Reply } from '../../src/commands/reply.ts';
import { findFfmpeg } from '../../src/core/audio/find-ffmpeg.ts';
import { createGenreBook } from '../../src/core/audiopod/genre-book.ts';
import { createVoiceBook } from '../../src/core/audiopod/voice-book.ts';
import { createFolders } from '../../src/core/jobs/folders.ts';
import { isJobOver, type Job } from '../../src/core/jobs/job.ts';
import { createJobDesk, type JobDesk } from '../../src/core/jobs/job-desk.ts';
import { createJobEraser } from '../../src/core/jobs/job-eraser.ts';
import { newJob } from '../../src/core/jobs/new-job.ts';
import type { Origin } from '../../src/core/jobs/origin.ts';
import type { AttachmentRef } from '../../src/core/jobs/request.ts';
import { type Log, type LogFields, silentLog } from '../../src/core/log.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import type { Store } from '../../src/core/store/store.ts';
import { createVoiceDesk } from '../../src/core/voices/voice-desk.ts';
import type { MoneyLimits } from '../../src/core/wallet/limits.ts';
import { createPurse } from '../../src/core/wallet/purse.ts';
import { clientOf } from '../core/audiopod/client.ts';
import { hurriedClock } from '../core/net/hurried-clock.ts';
import { ORIGIN, speech, WIDE_LIMITS } from '../fakes/world.ts';

/** Never aborts. */
export const signal = new AbortController().signal;

/** Somebody who runs the bot. */
export const OWNER: Origin = { ...ORIGIN, member: 'fake:owner' };

/** The command desk over a real store, ledger and client, and a sandbox; nobody works on the jobs. */
export interface DeskSetting extends AsyncDisposable {
  readonly desk: CommandDesk;
  readonly jobs: JobDesk;
  readonly store: Store;
  readonly sandbox: Sandbox;
  /** Every line that was logged, as one text. */
  readonly logged: () => string;
  /** Asks with a typed line. */
  ask(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Answer>;
  /** Asks, and expects words. */
  reply(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Reply>;
  /** Asks, expects a refusal, and answers its words. */
  refusal(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<string>;
  /** Asks, and expects a job. */
  job(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Job>;
  /** Puts a job on record as it may stand at some time. */
  record(change: Partial<Job>): Promise<Job>;
}

/** Opens a desk. `commands` stand in for the usual ones. */
export async function openDesk(
  limits: Partial<MoneyLimits> = {},
  commands: readonly Command[] = COMMANDS,
): Promise<DeskSetting> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'));
  const ffmpegPath = await findFfmpeg({ PATH: process.env['PATH'] });
  const sandbox = await startSandbox({ port: 0, ffmpegPath, dataDir: folder, speedUp: 0 });
  const clock = hurriedClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const audiopod = clientOf(new URL(sandbox.url), { readRetries: 0 });
  const lines: string[] = [];
  const jobs = createJobDesk({ store, clock, onChange: () => {} });
  const desk = createDesk({
    commands,
    services: {
      jobs,
      eraser: createJobEraser({
        store,
        desk: jobs,
        audiopod,
        folders: createFolders(folder),
        clock,
        log: silentLog,
        onErased: async () => undefined,
      }),
      voices: createVoiceDesk({
        book: createVoiceBook(audiopod.voice, store.cache('voices')),
        service: audiopod.voice,
        records: store,
        defaults: store.cache('member-defaults'),
      }),
      genres: createGenreBook(audiopod.music, store.cache('genres')),
      purse: createPurse({
        ledger: store.ledger,
        wallet: audiopod.wallet,
        limits: { ...WIDE_LIMITS, ...limits },
        prices: store.cache('prices'),
        clock,
        isOwner: ({ member }) => member === OWNER.member,
      }),
    },
    clock,
    log: recordingLog(lines),
  });

  const ask: DeskSetting['ask'] = (line, origin = ORIGIN, attachments = []) =>
    desk.run({ line, attachments, origin }, signal);
  const reply: DeskSetting['reply'] = async (...asked) => {
    const answer = await ask(...asked);
    return answer.kind === 'reply' ? answer.reply : assert.fail('A job began');
  };
  return {
    desk,
    jobs,
    store,
    sandbox,
    logged: () => lines.join('\n'),
    ask,
    reply,
    async refusal(...asked) {
      const { tone, text, table, actions } = await reply(...asked);
      assert.deepEqual({ tone, table, actions }, { tone: 'refusal', table: undefined, actions: [] }, text);
      return text;
    },
    async job(...asked) {
      const answer = await ask(...asked);
      return answer.kind === 'job' ? answer.job : assert.fail(answer.reply.text);
    },
    async record(change) {
      const job = { ...newJob(speech(), 'Hello', ORIGIN, clock.now()), ...change };
      await store.jobs.insert(job, isJobOver(job) ? null : clock.now());
      return job;
    },
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function recordingLog(lines: string[]): Log {
  const write = (fields: LogFields, event: string): void => {
    const { error, ...rest } = fields;
    lines.push(`${event} ${JSON.stringify(rest)} ${error instanceof Error ? error.message : ''}`);
  };
  return { ...silentLog, debug: write, info: write, warn: write, error: write };
}
