import type { Config } from '../../config/config.ts';
import type { Clock } from '../../core/async/clock.ts';
import { freeOnDisk } from '../../core/jobs/context/free-space.ts';
import { clockCheck } from './clock-check.ts';
import { diskSpaceCheck } from './disk-checks.ts';
import { firstToMend } from './report.ts';
import { type Reported, readyChecks, runChecks } from './run-checks.ts';
import { timeSources } from './time-sources.ts';

/** What the look at the start depends on. */
export interface StartLook {
  readonly config: Pick<Config, 'audiopod' | 'platforms' | 'dataDir' | 'role'>;
  readonly clock: Clock;
  readonly freeBytes?: typeof freeOnDisk;
}

/**
 * Runs the checks that cost a running bot next to nothing: the clock and the space on the disk. What else
 * the doctor looks at, the start itself needs, or reports.
 *
 * @returns what to mend first, in a line; `undefined` if all is in order.
 */
export async function lookAtStart(
  { config, clock, freeBytes = freeOnDisk }: StartLook,
  signal: AbortSignal,
): Promise<string | undefined> {
  const checks = [
    ...readyChecks([clockCheck], { sources: timeSources(config), now: clock.now }),
    // A process that only receives keeps nothing there.
    ...(config.role === 'gateway'
      ? []
      : readyChecks([diskSpaceCheck], { dataDir: config.dataDir, freeBytes })),
  ];
  const lines: Reported[] = [];
  for await (const line of runChecks(checks, { clock, signal })) lines.push(line);
  const first = firstToMend(lines);
  return first && `Mend first: ${first.fact} ${first.remedy ?? ''} npm run doctor looks at everything.`;
}
