import type { Services } from '../commands/framework/command.ts';
import { createMemberDefaults } from '../core/accounts/member-defaults.ts';
import type { KeyDesk } from '../core/accounts/own-key-service.ts';
import { createVoiceDesk } from '../core/accounts/tenant-voices.ts';
import { createGenreBook } from '../core/audiopod/catalogs/genre-catalog.ts';
import type { Workshop } from '../core/jobs/context/job-context.ts';
import type { Engine } from '../core/jobs/engine/engine.ts';
import { createJobEraser } from '../core/jobs/manage/job-deleter.ts';
import { createJobDesk } from '../core/jobs/manage/member-jobs.ts';
import type { Origin } from '../core/model/job/origin.ts';
import { createCharts } from '../core/pictures/charts.ts';
import { createPurse } from '../core/wallet/limits/budget-reader.ts';

/** What of the workshop the commands' services stand on as well. */
type Shared =
  | 'store'
  | 'audiopod'
  | 'watcher'
  | 'voices'
  | 'ownAccounts'
  | 'folders'
  | 'limits'
  | 'prices'
  | 'clock'
  | 'log';

/** What the commands answer from, over the same store and accounts that jobs are worked on with. */
export function provideServices(
  workshop: Pick<Workshop, Shared>,
  rest: {
    readonly keys: KeyDesk;
    /** True for those who run the bot. */
    readonly isOwner: (origin: Origin) => boolean;
    /** Told when there is a job to work on. */
    readonly onChange: () => void;
    /** A place of the engine for a new job. */
    readonly takePlace?: Engine['takePlace'];
    /** Told which jobs are gone, so that adapters drop what they kept for them. */
    readonly onErased: (jobIds: readonly string[]) => Promise<void>;
  },
): Services {
  const { store, audiopod, folders, limits, prices, clock, log } = workshop;
  const { keys, isOwner, onErased } = rest;
  const jobs = createJobDesk({ store, clock, ...rest });
  const defaults = createMemberDefaults(store.cache('member-defaults'));
  return {
    jobs,
    defaults,
    keys,
    rules: store.rules,
    eraser: createJobEraser({ store, desk: jobs, accounts: workshop, folders, clock, log, onErased }),
    voices: createVoiceDesk({ accounts: workshop, records: store }),
    genres: createGenreBook(audiopod.music, store.cache('genres'), clock),
    purse: createPurse({ records: store, wallet: audiopod.wallet, limits, prices, clock, isOwner }),
    charts: createCharts(log),
  };
}
