import { Keyv } from 'keyv';
import type { Services } from '../../../src/commands/framework/command.ts';
import { createMemberDefaults } from '../../../src/core/accounts/member-defaults.ts';
import type { OwnKeyService } from '../../../src/core/accounts/own-key-service.ts';
import type { Reach } from '../../../src/core/jobs/manage/job-deleter.ts';
import type { MemberJobs } from '../../../src/core/jobs/manage/member-jobs.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { OperatorRules, TenantRules } from '../../../src/core/model/money/spending-rules.ts';
import { createCharts } from '../../../src/core/pictures/charts.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import type { BudgetReader } from '../../../src/core/wallet/limits/budget-reader.ts';
import { BUILT_IN, publishedList } from '../../../src/core/wallet/pricing/price-list.ts';
import { DEFAULT_LIMITS, limitsOf, sampleTotals, sampleUsage } from './money.ts';
import { JOB_ID, NOW_MS, type PlatformName } from './origin.ts';
import { sampleRulebook } from './rulebook.ts';
import { sampleGenres, sampleVoices } from './voices.ts';

/** The state a request meets. Fields left out have their usual value. */
export interface Scene {
  readonly isOwner?: boolean;
  readonly rules?: (rules: TenantRules) => TenantRules;
  readonly operator?: OperatorRules;
  readonly jobs?: readonly Job[];
  readonly place?: number;
  readonly voices?: number;
  readonly reach?: Reach;
  /** Jobs that still need a key that was replaced. */
  readonly keyJobs?: number;
  readonly isCovered?: boolean;
  readonly isPublished?: boolean;
  readonly isUnused?: boolean;
  readonly isLow?: boolean;
  readonly leftJobs?: number;
}

const AWAY = () => Promise.reject(new Error('The gallery does not start jobs'));

/** Made-up services for commands. Nothing is stored and no network is used. */
export function sampleServices(platform: PlatformName, scene: Scene): Services {
  const { jobs = [], reach = 'everywhere', leftJobs = 0 } = scene;
  const rulebook = sampleRulebook(platform, scene);
  const [job] = jobs;
  const one = async (): Promise<Job> => {
    if (job === undefined) throw new BotError('job-unknown', 'No such job', { facts: { job: JOB_ID } });
    return job;
  };
  const desk: MemberJobs = {
    start: AWAY,
    startOnce: AWAY,
    list: async () => jobs,
    find: one,
    shared: one,
    placeInLine: async () => ({ before: scene.place ?? 0 }),
    fetch: one,
    cancel: one,
    confirm: one,
    waive: one,
    retry: AWAY,
  };
  return {
    voices: sampleVoices(scene.voices ?? 3, reach),
    defaults: createMemberDefaults(new Keyv<string>()),
    genres: sampleGenres(),
    budgetReader: samplePurse(platform, scene, rulebook),
    rules: rulebook,
    jobs: desk,
    deleter: {
      erase: async () => reach,
      eraseAll: async () => ({ erased: 4, left: leftJobs }),
      eraseTenant: AWAY,
    },
    eraser: {
      erase: async () => ({
        ...{ erased: 12, running: leftJobs, left: leftJobs },
        ...{ voices: leftJobs, voicesInTheMaking: 0, voicesElsewhere: leftJobs },
      }),
    },
    exportTenant: async () => ({ extension: 'json', mimeType: 'application/json', bytes: new Uint8Array(2) }),
    keys: sampleKeys(scene, rulebook),
    charts: createCharts(silentLog),
    budgetRequests: { ask: AWAY, grant: AWAY, decline: AWAY },
    isOwner: () => scene.isOwner === true,
  };
}

function samplePurse(platform: PlatformName, scene: Scene, rules: Services['rules']): BudgetReader {
  const current = () => rules.both('');
  const published = publishedList(BUILT_IN.shown);
  return {
    async budget() {
      const { tenant, operator } = await current();
      return sampleTotals(platform, tenant, operator);
    },
    async inForce() {
      const { tenant, operator } = await current();
      return limitsOf(platform, tenant, operator);
    },
    defaults: DEFAULT_LIMITS,
    async jobLimits() {
      const { tenant, operator } = await current();
      return limitsOf(platform, tenant, operator);
    },
    balance: async () => ({ balance: fromDollars(3.2), lowBalanceWarning: scene.isLow === true }),
    async estimate(type, seconds) {
      const perMinute = BUILT_IN.shown[type]?.ratePerMinute ?? 0;
      return { cost: fromDollars((perMinute * seconds) / 6e7), sufficient: scene.isCovered !== false };
    },
    prices: async () => (scene.isPublished === false ? BUILT_IN : published),
    async usage(_tenant, count) {
      const last = NOW_MS - (NOW_MS % 86_400_000);
      const days = Array.from({ length: count }, (_, index) =>
        new Date(last - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
      );
      const rows = scene.isUnused === true ? [] : sampleUsage(platform, days);
      return { zone: 'Asia/Shanghai', days, rows };
    },
  };
}

function sampleKeys({ keyJobs, isCovered }: Scene, rules: Services['rules']): OwnKeyService {
  const balance = { balance: fromDollars(12.5), lowBalanceWarning: false };
  const replaced = { lastFour: '51aa', jobs: keyJobs ?? 0 };
  return {
    async wallet(tenant) {
      const { key } = await rules.tenant(tenant);
      const topUpUrl = keyJobs === undefined ? { topUpUrl: 'https://www.audiopod.ai/top-up' } : {};
      return key && { key, balance, ...topUpUrl };
    },
    async covers(tenant) {
      return (await rules.tenant(tenant)).key === undefined ? undefined : isCovered !== false;
    },
    connect: async () => ({
      key: { id: 'key', lastFour: '9f3c', sinceMs: NOW_MS },
      balance,
      ...(keyJobs === undefined ? {} : { replaced }),
    }),
    disconnect: async () => replaced,
    release: async () => {},
    sweep: async () => {},
  };
}
