import type { Log } from '../ports/log.ts';
import { drawSpending, type Spending } from './spending-chart.ts';

/** Draws what is told at once. */
export interface Charts {
  /** A PNG, 1200 px wide; `undefined` when it could not be drawn: a picture is never worth a failure. */
  spending(spending: Spending): Promise<Buffer | undefined>;
}

/** @param log hears of what could not be drawn. */
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
