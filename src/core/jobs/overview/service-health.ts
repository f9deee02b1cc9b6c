import type { Clock } from '../../async/clock.ts';
import { unlessAborted } from '../../async/unless-aborted.ts';
import type { Balance } from '../../model/job/provider-job.ts';
import type { Outage, Outages } from '../../outages/outages.ts';
import type { JobOverview, LivingProcess } from '../../ports/overview/job-overview.ts';
import type { Comparison } from '../../wallet/usage/comparison.ts';

/** Whether a platform is connected. */
export interface ConnectionState {
  readonly name: string;
  readonly ready: boolean;
  readonly reason?: string;
}

/** How the bot and what it depends on are. */
export interface ServiceHealth {
  /** Why this process can't take work, as `/readyz` says; empty if it can. */
  readonly problems: readonly string[];
  readonly connections: readonly ConnectionState[];
  /** Outages that this process knows of. */
  readonly outages: readonly Outage[];
  readonly database: 'sqlite' | 'postgres';
  /** Free on the disk of the data folder; absent if that can't be told. */
  readonly freeBytes?: number;
  /** Of the bot owner's AudioPod wallet, up to a minute old; absent if it can't be read. */
  readonly balance?: Balance;
  /** The last daily comparison with AudioPod; absent before the first. */
  readonly comparison?: Comparison;
  /** Jobs that are due and that no process has taken. */
  readonly due: number;
  /** Absent for a database that takes one process. */
  readonly processes?: readonly LivingProcess[];
}

/** Where {@link readServiceHealth} finds all of it. */
export interface HealthSources {
  readonly problems: () => Promise<readonly string[]>;
  readonly connections: () => readonly ConnectionState[];
  readonly outages: Pick<Outages, 'current'>;
  readonly database: 'sqlite' | 'postgres';
  readonly freeBytes: () => Promise<number>;
  readonly balance: (signal: AbortSignal) => Promise<Balance>;
  readonly comparison: () => Promise<Comparison | undefined>;
  readonly overview: Pick<JobOverview, 'due' | 'processes'>;
  readonly clock: Clock;
}

/** What a slow part may take before the rest is shown without it. */
const PART_DEADLINE_MS = 3_000;
/** AudioPod is asked no more often, however many pages are open. */
const BALANCE_KEPT_MS = 60_000;

/** Creates what reads the health. A part that doesn't answer in time is left out. */
export function createServiceHealth(sources: HealthSources): () => Promise<ServiceHealth> {
  const { clock, overview } = sources;
  let kept: { readonly balance: Promise<Balance | undefined>; readonly atMs: number } | undefined;

  const orNothing = <T>(part: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> => {
    const signal = clock.timeout(PART_DEADLINE_MS);
    return unlessAborted(part(signal), signal).catch(() => undefined);
  };
  const balance = (): Promise<Balance | undefined> => {
    if (kept === undefined || clock.now() - kept.atMs >= BALANCE_KEPT_MS) {
      kept = { balance: orNothing(sources.balance), atMs: clock.now() };
    }
    return kept.balance;
  };

  return async () => {
    const [problems, freeBytes, wallet, comparison, due, processes] = await Promise.all([
      sources.problems(),
      orNothing(sources.freeBytes),
      balance(),
      orNothing(sources.comparison),
      overview.due(),
      sources.database === 'postgres' ? overview.processes() : undefined,
    ]);
    return {
      problems,
      connections: sources.connections(),
      outages: sources.outages.current(),
      database: sources.database,
      ...(freeBytes !== undefined && { freeBytes }),
      ...(wallet && { balance: wallet }),
      ...(comparison && { comparison }),
      due,
      ...(processes && { processes }),
    };
  };
}
