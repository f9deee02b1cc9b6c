import type { Job, Work } from '../../model/job/job.ts';
import type { MicroDollars } from '../../model/money/money.ts';

/**
 * Why an unfinished job needs the bot owner, or waits longer than usual: every run failed, its charge is unconfirmed,
 * AudioPod rejects its key, AudioPod is unreachable, AudioPod takes longer than such work should, or its outcome isn't
 * posted yet. Stored, so a name is never changed.
 */
export const TROUBLES = [
  'parked',
  'unconfirmed',
  'key-rejected',
  'provider-down',
  'late',
  'undelivered',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** The stages that jobs can be listed by. */
export const JOB_STAGES = [
  'received',
  'input',
  'confirming',
  'quoted',
  'submitting',
  'watching',
  'completed',
  'encoded',
  'failed',
  'cancelled',
] as const satisfies readonly Work['stage'][];

/** The facts that jobs can be found by. Each must be given whole. */
export const JOB_FACTS = ['job', 'member', 'tenant', 'platform', 'service', 'failure'] as const;
export type JobFact = (typeof JOB_FACTS)[number];

/** What is known of a job without reading its record, so also of one that can't be read. */
export interface JobSummary {
  readonly id: string;
  readonly tenant: string;
  readonly member: string;
  readonly platform: string;
  /** Absent only for a record that couldn't be read when this became a column. */
  readonly service?: string;
  readonly stage: string;
  readonly trouble?: Trouble;
  /** The code of what its work, or else its delivery, failed with. */
  readonly failure?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When it next needs attention; absent for never. */
  readonly dueAtMs?: number;
  /** The process that works on it now. */
  readonly heldBy?: string;
  /** Its reservations, oldest first. Absent once they were archived. */
  readonly charges: readonly Charge[];
}

/** One reservation of a job, and its end. */
export interface Charge {
  readonly amount: MicroDollars;
  readonly state: 'held' | 'in-doubt' | 'settled' | 'released';
  /** Absent until it's settled. */
  readonly spent?: MicroDollars;
}

/** One entry of the ledger. */
export interface ChargeEntry {
  readonly kind: 'reserve' | 'doubt' | 'settle' | 'release';
  readonly amount: MicroDollars;
  readonly basis?: string;
  readonly atMs: number;
}

/** One job in full. */
export interface JobDetail extends JobSummary {
  /** Its record; absent if it can't be read. */
  readonly job?: Job;
  /** Consecutive runs that failed, when it was parked, and what the last of them failed with. */
  readonly failedRuns: number;
  readonly parkedAtMs?: number;
  readonly reason?: string;
  readonly entries: readonly ChargeEntry[];
}

/** The place of a job in the list, newest first. */
export type JobPlace = Pick<JobSummary, 'createdAtMs' | 'id'>;

/** Which jobs to list. */
export interface JobSearch {
  readonly state?: Work['stage'] | Trouble;
  readonly by?: { readonly fact: JobFact; readonly value: string };
  /** Lists what was created before this one. */
  readonly after?: JobPlace;
  readonly limit: number;
}

/** A process that counts as alive. */
export interface LivingProcess {
  readonly id: string;
  readonly startedAtMs: number;
  readonly aliveUntilMs: number;
  /** How many jobs it works on now. */
  readonly jobs: number;
}

/** Up to how many jobs are counted exactly; one more means that there are more. */
export const MOST_COUNTED = 1_000;

/** What bot owners see of all jobs. Each read costs about the same with ten jobs as with a hundred thousand. */
export interface JobOverview {
  /** Lists jobs, newest first. */
  list(search: JobSearch): Promise<readonly JobSummary[]>;
  find(id: string): Promise<JobDetail | undefined>;
  /** Counts the jobs in each trouble, up to {@link MOST_COUNTED}. */
  troubles(): Promise<Readonly<Record<Trouble, number>>>;
  /** Counts the jobs that are due and that no process has taken, up to {@link MOST_COUNTED}. */
  due(): Promise<number>;
  /** Lists the processes of the database that are alive; none for an embedded one. */
  processes(): Promise<readonly LivingProcess[]>;
  /** Lists up to `limit` tenants that spent or have rules, in the order of their ids, after the named one. */
  tenants(after: string, limit: number): Promise<readonly string[]>;
}
