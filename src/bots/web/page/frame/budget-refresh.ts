import type { JobView } from '../../protocol/view.ts';
import { readBudget } from '../server/api.ts';

/** Several jobs may end together; one request then serves all of them. */
const PAUSE_MS = 300;

/** Keeps the line about the budget up to date. */
export interface BudgetRefresh {
  /** Reads the line again, soon. */
  refresh(): void;
  /** Reads the line again when the cost of this job has changed. */
  jobChanged(job: JobView): void;
}

/** Creates the refresh, which passes each new line to `show`. A failed request changes nothing. */
export function createBudgetRefresh(show: (line: string) => void): BudgetRefresh {
  const costs = new Map<string, string>();
  let pause: ReturnType<typeof setTimeout> | undefined;

  function refresh(): void {
    clearTimeout(pause);
    pause = setTimeout(() => {
      readBudget().then(
        ({ line }) => show(line),
        () => {},
      );
    }, PAUSE_MS);
  }

  return {
    refresh,
    jobChanged({ id, cost }) {
      if (costs.get(id) === cost) return;
      costs.set(id, cost);
      refresh();
    },
  };
}
