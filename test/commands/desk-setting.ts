import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { provideAccounts } from '../../src/app/provide-accounts.ts';
import { provideServices } from '../../src/app/provide-services.ts';
import { COMMANDS } from '../../src/commands/catalog.ts';
import {
  type CommandDispatcher,
  createCommandDispatcher,
} from '../../src/commands/dispatch/command-dispatcher.ts';
import { type CallerPermissions, NO_PERMISSIONS } from '../../src/commands/framework/caller-permissions.ts';
import type { Command, Services } from '../../src/commands/framework/command.ts';
import type { Answer, Reply } from '../../src/commands/framework/reply.ts';
import { createVoiceCatalog } from '../../src/core/audiopod/catalogs/voice-catalog.ts';
import { createFolders } from '../../src/core/jobs/context/folders.ts';
import type { MemberJobs } from '../../src/core/jobs/manage/member-jobs.ts';
import { isJobOver, type Job } from '../../src/core/model/job/job.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type { AttachmentRef } from '../../src/core/model/job/request.ts';
import type { MoneyLimits, TenantRules } from '../../src/core/model/money/spending-rules.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { createOutages } from '../../src/core/outages/outages.ts';
import { type Log, type LogFields, silentLog } from '../../src/core/ports/log.ts';
import { silentObserver } from '../../src/core/ports/observer.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { createPriceCatalog } from '../../src/core/wallet/pricing/price-catalog.ts';
import { clientOf } from '../core/audiopod/client.ts';
import { hurriedClock } from '../core/net/hurried-clock.ts';
import { jobOf } from '../fakes/job-of.ts';
import { ORIGIN, speech, WIDE_CAPS, WIDE_LIMITS } from '../fakes/world.ts';
import { ffmpegPath } from '../fixtures/ffmpeg-path.ts';

/** Never aborts. */
export const signal = new AbortController().signal;

/** Someone whom the platform proves to be an admin of the tenant. */
export const ADMIN: Origin = { ...ORIGIN, member: 'fake:admin' };

/** Someone who runs the bot. */
export const OWNER: Origin = { ...ORIGIN, member: 'fake:owner' };

let tenants = 0;

/** The same person in a tenant that no other test touches. */
export function inTenantOfOwn<T extends Origin>(origin: T): T {
  tenants += 1;
  return { ...origin, tenant: `fake:tenant-${tenants}` };
}

/** The command desk over a real store, ledger and client, and a sandbox; nobody works on the jobs. */
export interface DeskSetting extends AsyncDisposable {
  readonly desk: CommandDispatcher;
  readonly services: Services;
  readonly jobs: MemberJobs;
  readonly store: Store;
  readonly sandbox: Sandbox;
  /** What the platform proves about people, by member; about all others nothing. */
  readonly proven: Map<string, CallerPermissions>;
  /** Every line that was logged, as one text. */
  readonly logged: () => string;
  /** Asks with a typed line. */
  ask(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Answer>;
  /** Asks, and expects words. */
  reply(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Reply>;
  /** The same, line by line. */
  lines(line: string, origin?: Origin): Promise<readonly string[]>;
  /** Asks, expects a refusal, and answers its words. */
  refusal(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<string>;
  /** Asks, and expects a job. */
  job(line: string, origin?: Origin, attachments?: readonly AttachmentRef[]): Promise<Job>;
  /** What admins and owners have set for a tenant. */
  rulesOf(origin: Pick<Origin, 'tenant'>): Promise<TenantRules>;
  /** Puts a job on record as it may stand at some time. */
  record(change: Partial<Job>): Promise<Job>;
}

/** Opens a desk. `commands` stand in for the usual ones. */
export async function openDesk(
  limits: Partial<MoneyLimits> = {},
  commands: readonly Command[] = COMMANDS,
): Promise<DeskSetting> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'));
  const ffmpeg = await ffmpegPath();
  const sandbox = await startSandbox({ port: 0, ffmpegPath: ffmpeg, dataDir: folder, speedUp: 0 });
  const clock = hurriedClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const audiopod = clientOf(new URL(sandbox.url), { readRetries: 0 });
  const lines: string[] = [];
  const log = recordingLog(lines);
  const opened = await provideAccounts({
    baseUrl: new URL(sandbox.url),
    operatorKey: new Secret(sandbox.apiKey),
    readsPerMinute: 60,
    box: { current: createSecretKey(randomBytes(32)) },
    store,
    clock,
    log,
    observer: silentObserver,
    outages: createOutages({
      notifyOwners: async () => undefined,
      clock,
      random: () => 0,
      log,
      observer: silentObserver,
    }),
  });
  const accounts = {
    ...opened.accounts,
    audiopod,
    voices: createVoiceCatalog(audiopod.voice, store.cache('voices'), clock),
  };
  const services = provideServices(
    {
      accounts,
      store,
      folders: createFolders(folder),
      changes: { announce: () => undefined, listen: () => ({ [Symbol.dispose]: () => undefined }) },
      limits: { ...WIDE_LIMITS, ...limits },
      jobLimits: WIDE_CAPS,
      prices: createPriceCatalog({
        wallet: audiopod.wallet,
        cache: store.cache('prices'),
        clock,
        log: silentLog,
      }),
      notices: { tell: async () => undefined },
      notifyOwners: async () => undefined,
      clock,
      log,
    },
    {
      keys: opened.keys,
      isOwner: ({ member }) => member === OWNER.member,
      onErased: async () => undefined,
    },
  );
  const desk = createCommandDispatcher({ commands, services, clock, log });

  const proven = new Map<string, CallerPermissions>([[ADMIN.member, { isAdmin: true, roles: [] }]]);
  const ask: DeskSetting['ask'] = (line, origin = ORIGIN, attachments = []) => {
    const findPermissions = async () => proven.get(origin.member) ?? NO_PERMISSIONS;
    return desk.run({ line, attachments, origin, findPermissions }, signal);
  };
  const reply: DeskSetting['reply'] = async (...asked) => {
    const answer = await ask(...asked);
    return answer.kind === 'reply' ? answer.reply : assert.fail('A job began');
  };
  return {
    desk,
    services,
    jobs: services.jobs,
    store,
    sandbox,
    proven,
    logged: () => lines.join('\n'),
    ask,
    reply,
    async lines(...asked) {
      return (await reply(...asked)).text.split('\n');
    },
    async refusal(...asked) {
      const { tone, text, table, actions } = await reply(...asked);
      assert.deepEqual({ tone, table, actions }, { tone: 'refusal', table: undefined, actions: [] }, text);
      return text;
    },
    async job(...asked) {
      const answer = await ask(...asked);
      return answer.kind === 'job' ? answer.job : assert.fail(answer.reply.text);
    },
    rulesOf: ({ tenant }) => store.rules.tenant(tenant),
    async record(change) {
      const job = { ...jobOf(speech(), 'Hello', ORIGIN, clock.now()), ...change };
      await store.jobs.insert(job, isJobOver(job) ? null : clock.now());
      return job;
    },
    async [Symbol.asyncDispose]() {
      await opened.close();
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
