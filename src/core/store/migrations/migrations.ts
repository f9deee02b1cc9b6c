import type { Migration } from 'kysely/migration';
import { indexWaiting } from './0011-indexes.ts';
import { tellOfParkedJobs } from './0012-parked-notices.ts';
import { createInstallations } from './0013-installations.ts';
import { createDataKeys } from './0014-data-keys.ts';
import { keepForgottenMembers } from './0015-forgotten-members.ts';
import { indexForOverview } from './0016-overview.ts';
import { keepDepartures } from './0017-departures.ts';
import { createFirstTables } from './first/0001-first-tables.ts';
import { createClones } from './first/0002-clones.ts';
import { markErasedJobs } from './first/0003-erased-jobs.ts';
import { createRules } from './first/0004-rules.ts';
import { createHolds } from './first/0005-holds.ts';
import { createWatches } from './first/0006-watches.ts';
import { keepOpenRequests } from './first/0007-open-requests.ts';
import { createWebhookEndpoints } from './first/0008-webhooks.ts';
import { createArchive } from './first/0010-archive.ts';

/**
 * Lists the history of the tables, oldest first. A migration that was released is never edited; a change is a new
 * one whose name sorts last. Column types are those that both databases understand.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': { up: createFirstTables },
  '0002-clones': { up: createClones },
  '0003-erased-jobs': { up: markErasedJobs },
  '0004-rules': { up: createRules },
  '0005-holds': { up: createHolds },
  '0006-watches': { up: createWatches },
  '0007-open-requests': { up: keepOpenRequests },
  '0008-webhooks': { up: createWebhookEndpoints },
  '0010-archive': { up: createArchive },
  '0011-indexes': { up: indexWaiting },
  '0012-parked-notices': { up: tellOfParkedJobs },
  '0013-installations': { up: createInstallations },
  '0014-data-keys': { up: createDataKeys },
  '0015-forgotten-members': { up: keepForgottenMembers },
  '0016-overview': { up: indexForOverview },
  '0017-departures': { up: keepDepartures },
};
