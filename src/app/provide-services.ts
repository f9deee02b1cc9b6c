import type { Services } from '../commands/framework/command.ts';
import type { IsOwner } from '../core/accounts/bot-owners.ts';
import { createMemberDefaults } from '../core/accounts/member-defaults.ts';
import type { OwnKeyService } from '../core/accounts/own-key-service.ts';
import { createTenantVoices } from '../core/accounts/tenant-voices.ts';
import { createGenreCatalog } from '../core/audiopod/catalogs/genre-catalog.ts';
import type { JobDependencies } from '../core/jobs/context/job-context.ts';
import type { Engine } from '../core/jobs/engine/engine.ts';
import { createJobDeleter } from '../core/jobs/manage/job-deleter.ts';
import { createMemberJobs } from '../core/jobs/manage/member-jobs.ts';
import { createCharts } from '../core/pictures/charts.ts';
import { createBudgetReader } from '../core/wallet/limits/budget-reader.ts';

/** What of the dependencies the commands' services stand on as well. */
type Shared = 'store' | 'accounts' | 'folders' | 'limits' | 'prices' | 'clock' | 'log';

/** What the commands answer from, over the same store and accounts that jobs are worked on with. */
export function provideServices(
  dependencies: Pick<JobDependencies, Shared>,
  rest: {
    readonly keys: OwnKeyService;
    readonly isOwner: IsOwner;
    /** Whether AudioPod is the sandbox. */
    readonly isSandbox?: boolean;
    /** Told when there is a job to work on. */
    readonly onChange: () => void;
    /** A place of the engine for a new job. */
    readonly takePlace?: Engine['takePlace'];
    /** Told which jobs are gone, so that adapters drop what they kept for them. */
    readonly onErased: (jobIds: readonly string[]) => Promise<void>;
  },
): Services {
  const { store, accounts, folders, limits, prices, clock, log } = dependencies;
  const { audiopod } = accounts;
  const { keys, isOwner, onErased } = rest;
  const jobs = createMemberJobs({ store, clock, ...rest });
  const defaults = createMemberDefaults(store.cache('member-defaults'));
  return {
    jobs,
    defaults,
    keys,
    isOwner,
    rules: store.rules,
    deleter: createJobDeleter({ store, desk: jobs, accounts, folders, clock, log, onErased }),
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
