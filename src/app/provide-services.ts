import type { Services } from '../commands/framework/command.ts';
import type { IsOwner } from '../core/accounts/bot-owners.ts';
import { createBudgetRequests } from '../core/accounts/budget-requests.ts';
import { createMemberDefaults } from '../core/accounts/member-defaults.ts';
import type { OwnKeyService } from '../core/accounts/own-key-service.ts';
import { createTenantVoices } from '../core/accounts/tenant-voices.ts';
import { createGenreCatalog } from '../core/audiopod/catalogs/genre-catalog.ts';
import type { JobDependencies } from '../core/jobs/context/job-context.ts';
import type { Engine } from '../core/jobs/engine/engine.ts';
import { createMemberJobs } from '../core/jobs/manage/create-member-jobs.ts';
import { createJobDeleter } from '../core/jobs/manage/job-deleter.ts';
import { createTenantEraser } from '../core/jobs/manage/tenant-eraser.ts';
import type { MicroDollars } from '../core/model/money/money.ts';
import { createCharts } from '../core/pictures/charts.ts';
import { exportTenant } from '../core/tenants/export-tenant.ts';
import { createBudgetReader } from '../core/wallet/limits/budget-reader.ts';

/** The job dependencies that the commands' services share. */
type Shared =
  | 'store'
  | 'accounts'
  | 'changes'
  | 'folders'
  | 'limits'
  | 'jobLimits'
  | 'prices'
  | 'notices'
  | 'notifyOwners'
  | 'clock'
  | 'log';

/** Provides the commands' services, over the same store and accounts that jobs use. */
export function provideServices(
  dependencies: Pick<JobDependencies, Shared>,
  rest: {
    readonly keys: OwnKeyService;
    readonly isOwner: IsOwner;
    /** Whether AudioPod is the sandbox. */
    readonly isSandbox?: boolean;
    /** The monthly budget that owners grant with one press. Default: what tenants have. */
    readonly grantable?: MicroDollars;
    /** Takes an engine slot for a new job. */
    readonly takePlace?: Engine['takePlace'];
    /** Called with deleted jobs, so that adapters remove their files. */
    readonly onErased: (jobIds: readonly string[]) => Promise<void>;
  },
): Services {
  const { store, accounts, changes, folders, limits, jobLimits, prices, clock, log } = dependencies;
  const { audiopod } = accounts;
  const { keys, isOwner, grantable = limits.tenantMonthly, onErased } = rest;
  const { notices, notifyOwners } = dependencies;
  const { usualMs } = accounts.watcher;
  const jobs = createMemberJobs({ store, clock, jobLimits, usualMs, announce: changes.announce, ...rest });
  const defaults = createMemberDefaults(store.cache('member-defaults'));
  const deleter = createJobDeleter({ store, memberJobs: jobs, accounts, folders, clock, log, onErased });
  return {
    jobs,
    defaults,
    keys,
    isOwner,
    budgetRequests: createBudgetRequests({ store, notices, notifyOwners, amount: grantable, clock, log }),
    rules: store.rules,
    deleter,
    eraser: createTenantEraser({ store, keys, accounts, deleter, clock, log }),
    exportTenant: (tenant, nowMs) => exportTenant({ store, defaults }, tenant, nowMs),
    voices: createTenantVoices({ accounts, records: store }),
    genres: createGenreCatalog(audiopod.music, store.cache('genres'), clock),
    budgetReader: createBudgetReader({
      records: store,
      wallet: audiopod.wallet,
      limits,
      prices,
      clock,
    }),
    charts: createCharts(log),
  };
}
