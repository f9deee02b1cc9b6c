import type { JobFacts } from '../../../core/jobs/overview/job-facts.ts';
import type { OwnerVerb } from '../../../core/jobs/overview/owner-verbs.ts';
import type { JobSummary, LivingProcess, Trouble } from '../../../core/ports/overview/job-overview.ts';

/** What the desk's page reads first. */
export interface DeskSessionView {
  readonly locale: string;
  readonly words: Readonly<Record<string, string>>;
  readonly isSandbox: boolean;
}

/** One job in a list. Amounts are formatted. */
export interface JobRowView extends Omit<JobSummary, 'charges'> {
  /** What it cost, or has reserved; empty if nothing. */
  readonly cost: string;
  readonly costState: 'held' | 'in-doubt' | 'settled' | 'released' | 'none';
}

/** One page of jobs. */
export interface JobsView {
  readonly jobs: readonly JobRowView[];
  /** What the next page is asked for with; absent on the last. */
  readonly next?: string;
}

/** One job in full. */
export interface JobDetailView extends JobRowView {
  readonly failedRuns: number;
  readonly parkedAtMs?: number;
  readonly reason?: string;
  /** What it failed with and what to do, in the owner's language. */
  readonly failureWords?: string;
  /** Absent if its record can't be read. */
  readonly facts?: Omit<JobFacts, 'quote'> & { readonly quote?: string };
  readonly entries: readonly {
    readonly kind: string;
    readonly amount: string;
    readonly basis?: string;
    readonly atMs: number;
  }[];
  /** What may be done to it now. */
  readonly verbs: readonly OwnerVerb[];
}

/** How many jobs there are, and what is stuck. */
export interface CountsView {
  readonly stages: Readonly<Record<string, number>>;
  readonly troubles: Readonly<Record<Trouble, number>>;
}

/** How full one limit is. */
export interface LimitView {
  readonly scope: string;
  readonly spent: string;
  readonly held: string;
  readonly limit?: string;
  /** From 0 to 100; absent without a limit. */
  readonly percent?: number;
  readonly resetsAtMs: number;
}

/** One tenant. */
export interface TenantView {
  readonly tenant: string;
  readonly limits: readonly LimitView[];
  /** What owners grant it, as `/wallet grant` takes it; absent if its rules can't be read. */
  readonly budget?: { readonly monthly: string; readonly daily: string };
  /** What its admins set. */
  readonly own?: { readonly monthly: string; readonly daily: string };
  /** The end of its own AudioPod key. */
  readonly ownKey?: string;
}

/** One page of tenants. */
export interface TenantsView {
  readonly owner: readonly LimitView[];
  readonly tenants: readonly TenantView[];
  readonly next?: string;
}

/** How the bot and what it depends on are. Amounts are formatted. */
export interface SystemView {
  /** Why this process can't take work; empty if it can. */
  readonly problems: readonly string[];
  readonly connections: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly reason?: string;
  }[];
  readonly outages: readonly { readonly of: string; readonly sinceMs: number }[];
  readonly database: 'sqlite' | 'postgres';
  readonly freeBytes?: number;
  /** Jobs that are due and that no process has taken. */
  readonly due: number;
  /** Absent for a database that takes one process. */
  readonly processes?: readonly LivingProcess[];
  readonly balance?: string;
  readonly isBalanceLow: boolean;
  readonly comparison?: {
    readonly day: string;
    readonly there: string;
    readonly here: string;
    readonly jobs: number;
    /** AudioPod's charges minus the ledger's. */
    readonly drift: string;
    readonly isExplained: boolean;
  };
}

/** What an action did, in words. */
export interface DoneView {
  readonly text: string;
  readonly isRefused: boolean;
}
