import type { Keyv } from 'keyv';
import { z } from 'zod';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';

/** The outcome of one day's comparison with AudioPod's usage history. */
export interface Comparison {
  /** In UTC. */
  readonly day: string;
  /** What AudioPod charged, and what the ledger settled. */
  readonly there: MicroDollars;
  readonly here: MicroDollars;
  readonly jobs: number;
  /** Up to which difference nothing is wrong. */
  readonly explained: MicroDollars;
}

const LAST = 'last-comparison';
const amount = z.int().transform(microDollarsOf);
const schema = z.object({ day: z.string(), there: amount, here: amount, jobs: z.int(), explained: amount });

/** Keeps the outcome for bot owners to look up. Losing it loses nothing else. */
export async function keepComparison(
  memory: Pick<Keyv<string>, 'set'>,
  comparison: Comparison,
): Promise<void> {
  await memory.set(LAST, JSON.stringify(comparison));
}

/** Returns the last outcome; `undefined` before the first. */
export async function lastComparison(memory: Pick<Keyv<string>, 'get'>): Promise<Comparison | undefined> {
  const text = await memory.get(LAST);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
