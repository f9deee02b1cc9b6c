import type { BudgetFigureView } from '../../protocol/session-view.ts';
import type { JobView } from '../../protocol/view.ts';
import { readBudget } from '../server/api.ts';

/** Several jobs may end together; one request then serves all of them. */
const PAUSE_MS = 300;

/** Keeps the figures of the budget up to date. */
export interface BudgetRefresh {
  /** Reads them again, soon. */
  refresh(): void;
  /** Reads them again when the cost of this job has changed. */
  jobChanged(job: JobView): void;
}

/** Creates the refresh, which passes the new figures to `show`. A failed request changes nothing. */
export function createBudgetRefresh(show: (figures: readonly BudgetFigureView[]) => void): BudgetRefresh {
  const costs = new Map<string, string>();
  let pause: ReturnType<typeof setTimeout> | undefined;

  function refresh(): void {
    clearTimeout(pause);
    pause = setTimeout(() => {
      readBudget().then(
        ({ figures }) => show(figures),
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
