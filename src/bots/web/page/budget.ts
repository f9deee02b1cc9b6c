import type { JobView } from '../view.ts';
import { readBudget } from './api.ts';

/** Several jobs may end together; one reading then does for all. */
const PAUSE_MS = 300;

/** Keeps the line about the budget true. */
export interface Budget {
  /** Reads it again, soon. */
  refresh(): void;
  /** Reads it again when the job's part in it has changed. */
  noticed(job: JobView): void;
}

/** Shows the budget by calling `show`. One that cannot be read keeps the line as it is. */
export function createBudget(show: (line: string) => void): Budget {
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
    noticed({ id, cost }) {
      if (costs.get(id) === cost) return;
      costs.set(id, cost);
      refresh();
    },
  };
}
