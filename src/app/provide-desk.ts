import type { DeskParts } from '../bots/web/desk/routes.ts';
import type { Services } from '../commands/framework/command.ts';
import { freeOnDisk } from '../core/jobs/context/free-space.ts';
import type { JobDependencies } from '../core/jobs/context/job-context.ts';
import { createDeadJobCommands } from '../core/jobs/dead/dead-job-commands.ts';
import { createOwnerActions } from '../core/jobs/overview/owner-actions.ts';
import { createServiceHealth } from '../core/jobs/overview/service-health.ts';
import { createTenantOverview } from '../core/jobs/overview/tenant-facts.ts';
import { lastComparison } from '../core/wallet/usage/comparison.ts';
import type { Connection, Readiness } from '../server/readiness.ts';

/** Provides what the owner's desk shows and does, over the same store and services that commands use. */
export function provideDesk(
  parts: Pick<JobDependencies, 'store' | 'limits' | 'outages' | 'clock' | 'log'> & {
    readonly services: Pick<Services, 'jobs' | 'budgetReader'>;
    readonly connections: () => readonly Connection[];
    readonly readiness: Pick<Readiness, 'check'>;
  },
  dataDir: string,
): DeskParts {
  const { store, limits, outages, clock, log, services, connections, readiness } = parts;
  const { overview } = store;
  const memory = store.cache<string>('usage');
  return {
    overview,
    countByStage: () => store.jobs.countByStage(),
    actions: createOwnerActions({
      deadJobs: createDeadJobCommands({ store, clock, log }),
      memberJobs: services.jobs,
      records: store.jobs,
      log,
    }),
    tenants: createTenantOverview({ overview, records: store, limits, clock }),
    health: createServiceHealth({
      problems: async () => {
        const verdict = await readiness.check();
        return verdict.ready ? [] : verdict.reasons;
      },
      connections: () => connections().map((one) => ({ name: one.name, ...one.health() })),
      outages,
      database: store.kind,
      freeBytes: () => freeOnDisk(dataDir),
      balance: services.budgetReader.balance,
      comparison: () => lastComparison(memory),
      overview,
      clock,
    }),
  };
}
