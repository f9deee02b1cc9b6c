import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../core/async/clock.ts';
import { withDeadline } from '../core/async/deadline.ts';
import { unlessAborted } from '../core/async/unless-aborted.ts';
import type { ScopeTotals } from '../core/model/money/counter.ts';
import { inDollars } from '../core/model/money/money.ts';
import type { Log } from '../core/ports/log.ts';

/** The figures that metrics read from the database at each scrape. */
export interface StoreFigures {
  jobsByStage(): Promise<Readonly<Record<string, number>>>;
  deadJobs(): Promise<number>;
  /** The bot owner's own scopes; those of tenants would be too many series. */
  operatorTotals(): Promise<readonly ScopeTotals[]>;
}

const DEADLINE_MS = 3_000;

/**
 * Adds the gauges that are read from the database at each scrape. While the database is unavailable they are
 * absent rather than stale, and the scrape still returns everything else.
 */
export function registerStoreMetrics(
  registry: Registry,
  figures: StoreFigures,
  clock: Clock,
  log: Log,
): void {
  const registers = [registry];
  const fresh = async <T>(gauge: Gauge, read: () => Promise<T>, write: (value: T) => void) => {
    gauge.reset();
    try {
      write(
        await withDeadline({ clock, durationMs: DEADLINE_MS }, (bounded) => unlessAborted(read(), bounded)),
      );
    } catch (error) {
      log.warn({ error }, 'metrics-not-read');
    }
  };

  new Gauge({
    name: 'audiopod_bot_jobs',
    help: 'Jobs by the stage their work is in.',
    labelNames: ['stage'],
    registers,
    async collect() {
      await fresh(this, figures.jobsByStage, (stages) => {
        for (const [stage, count] of Object.entries(stages)) this.set({ stage }, count);
      });
    },
  });
  new Gauge({
    name: 'audiopod_bot_dead_jobs',
    help: 'Jobs that nothing works on any more, because every try failed.',
    registers,
    async collect() {
      await fresh(this, figures.deadJobs, (count) => this.set(count));
    },
  });
  new Gauge({
    name: 'audiopod_bot_ledger_dollars',
    help: 'The bot owner’s money by scope: held (reserved for running jobs), spent, and the limit, if any.',
    labelNames: ['scope', 'kind'],
    registers,
    async collect() {
      await fresh(this, figures.operatorTotals, (totals) => {
        for (const { scope, held, spent, limit } of totals) {
          this.set({ scope, kind: 'held' }, inDollars(held));
          this.set({ scope, kind: 'spent' }, inDollars(spent));
          if (limit !== null) this.set({ scope, kind: 'limit' }, inDollars(limit));
        }
      });
    },
  });
}
