import type { Clock } from '../../async/clock.ts';
import type { Database } from '../database/schema.ts';

type Counts = ReadonlyMap<string, number>;

/** So few are counted each time. */
const FEW = 1_000;
/** The more jobs have ended, the longer their count is kept: 6 seconds for 10,000, a minute for 100,000. */
const KEPT_MS_PER_JOB = 0.6;

/**
 * Counts the jobs in each work stage. The unfinished ones are few, and counted each time. Those that ended are many and
 * change slowly, so their count is kept for a time that grows with it: it never costs more than a small share of the
 * database's time.
 */
export class StageCounts {
  readonly #db: Database;
  readonly #clock: Pick<Clock, 'now'>;
  #ended: { readonly counts: Counts; readonly untilMs: number } | undefined;

  constructor(db: Database, clock: Pick<Clock, 'now'>) {
    this.#db = db;
    this.#clock = clock;
  }

  async read(): Promise<Readonly<Record<string, number>>> {
    const sums = new Map(await this.#endedCounts());
    for (const [stage, jobs] of await this.#count(0)) sums.set(stage, (sums.get(stage) ?? 0) + jobs);
    return Object.fromEntries(sums);
  }

  async #endedCounts(): Promise<Counts> {
    const nowMs = this.#clock.now();
    if (this.#ended !== undefined && nowMs < this.#ended.untilMs) return this.#ended.counts;
    const counts = await this.#count(1);
    const jobs = [...counts.values()].reduce((sum, one) => sum + one, 0);
    this.#ended = { counts, untilMs: nowMs + (jobs <= FEW ? 0 : jobs * KEPT_MS_PER_JOB) };
    return counts;
  }

  async #count(over: 0 | 1): Promise<Counts> {
    const rows = await this.#db
      .selectFrom('jobs')
      // A literal, because neither database uses a partial index for parameters.
      .where('over', '=', (eb) => eb.lit(over))
      .select((eb) => ['stage', eb.fn.countAll<number>().as('jobs')])
      .groupBy('stage')
      .execute();
    return new Map(rows.map(({ stage, jobs }) => [stage, jobs]));
  }
}
