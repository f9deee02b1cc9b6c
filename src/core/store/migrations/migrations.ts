import type { Migration } from 'kysely/migration';
import { createFirstTables } from './0001-first-tables.ts';
import { createClones } from './0002-clones.ts';
import { markErasedJobs } from './0003-erased-jobs.ts';
import { createRules } from './0004-rules.ts';
import { createHolds } from './0005-holds.ts';
import { createWatches } from './0006-watches.ts';
import { keepOpenRequests } from './0007-open-requests.ts';
import { createWebhookEndpoints } from './0008-webhooks.ts';
import { createArchive } from './0010-archive.ts';
import { indexWaiting } from './0011-indexes.ts';
import { tellOfParkedJobs } from './0012-parked-notices.ts';
import { createInstallations } from './0013-installations.ts';

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
};
