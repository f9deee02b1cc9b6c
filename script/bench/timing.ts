/** Runs the work and returns how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<readonly [durationMs: number, result: T]> {
  const startedMs = performance.now();
  const result = await work();
  return [performance.now() - startedMs, result];
}

/** Returns the median of the values, which one bad run cannot move. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Returns the value that a share of them, from 0 to 1, does not exceed; the largest one at 1. */
export function quantile(values: readonly number[], share: number): number {
  const index = Math.max(0, Math.ceil(values.length * share) - 1);
  return values.toSorted((a, b) => a - b)[index] ?? Number.NaN;
}

/** How long each of several ways took, round by round, in milliseconds. */
export type Rounds = readonly (readonly number[])[];

/** Measures several ways of doing the same in alternation; each round begins with the next one. */
export async function takeTurns(rounds: number, ways: readonly (() => Promise<unknown>)[]): Promise<Rounds> {
  const taken: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const tookMs: number[] = [];
    for (let turn = 0; turn < ways.length; turn += 1) {
      const index = (round + turn) % ways.length;
      const way = ways[index];
      if (way !== undefined) tookMs[index] = (await timed(way))[0];
    }
    taken.push(tookMs);
  }
  return taken;
}

/**
 * Measures two ways of doing the same in alternation, so that both run on the same machine state.
 *
 * Every odd round starts with the second one.
 *
 * @returns the fastest run of each, in milliseconds: the work itself, with the least interference.
 */
export async function alternate(
  rounds: number,
  ours: () => Promise<unknown>,
  reference: () => Promise<unknown>,
): Promise<{ readonly oursMs: number; readonly referenceMs: number }> {
  const taken = await takeTurns(rounds, [ours, reference]);
  const fastest = (way: number): number => Math.min(...taken.map((round) => round[way] ?? Number.NaN));
  return { oursMs: fastest(0), referenceMs: fastest(1) };
}

/** Formats a duration in seconds with one decimal place, for people. */
export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
