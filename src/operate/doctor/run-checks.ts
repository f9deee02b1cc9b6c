import type { Clock } from '../../core/async/clock.ts';
import { DeadlineError, withDeadline } from '../../core/async/deadline.ts';
import { unlessAborted } from '../../core/async/unless-aborted.ts';
import { broken, type Check, type Finding } from '../../core/model/check.ts';
import { maskSecrets } from '../../core/model/mask-secrets.ts';

/** A check together with what it looks at. */
export interface ReadyCheck extends Pick<Check<unknown>, 'name' | 'remedy' | 'withinMs'> {
  look(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** One line of the report. */
export interface Reported {
  readonly check: string;
  readonly level: Finding['level'];
  readonly fact: string;
  /** Absent if everything is in order. */
  readonly remedy?: string;
}

/** Leaves time to start and to print before 15 s are over. */
const CHECK_MS = 10_000;

/** Joins checks with what they look at. */
export function readyChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
): readonly ReadyCheck[] {
  return checks.map((check) => ({
    name: check.name,
    remedy: check.remedy,
    ...(check.withinMs !== undefined && { withinMs: check.withinMs }),
    look: (signal) => check.run(subject, signal),
  }));
}

/**
 * Runs all checks side by side, each with a deadline, and yields what they report in the order of the checks, each as
 * soon as those before it are done. A check that fails is reported, and stops no other.
 */
export async function* runChecks(
  checks: readonly ReadyCheck[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<Reported> {
  const running = checks.map((check) => findingsOf(check, clock, signal));
  for (const [index, { name, remedy }] of checks.entries()) {
    for (const finding of (await running[index]) ?? []) {
      const advice = finding.level === 'ok' ? undefined : (finding.remedy ?? remedy);
      const { level, fact } = finding;
      yield { check: name, level, fact, ...(advice !== undefined && { remedy: advice }) };
    }
  }
}

async function findingsOf(
  { look, withinMs = CHECK_MS }: ReadyCheck,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    // A check that doesn't heed its signal must not keep the others from being reported.
    return await withDeadline({ clock, durationMs: withinMs, signal }, (bounded) =>
      unlessAborted(look(bounded), bounded),
    );
  } catch (error) {
    if (error instanceof DeadlineError) return broken(`This took more than ${withinMs / 1_000} seconds.`);
    return broken(`This check failed: ${maskSecrets(reasonOf(error)).replaceAll(/\s+/g, ' ')}`);
  }
}

/** Returns why something failed, with what caused it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
