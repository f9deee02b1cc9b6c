import type { Log } from '../ports/log.ts';
import { drawSpending, type Spending } from './spending-chart.ts';

/** Draws charts into memory. */
export interface Charts {
  /** Returns a PNG, 1200 px wide; `undefined` if drawing fails: a missing picture must not fail a command. */
  spending(spending: Spending): Promise<Buffer | undefined>;
}

/** @param log receives drawing failures. */
export function createCharts(log: Log): Charts {
  return {
    async spending(spending) {
      try {
        return await drawSpending(spending);
      } catch (error) {
        log.warn({ error }, 'picture-not-drawn');
        return undefined;
      }
    },
  };
}
