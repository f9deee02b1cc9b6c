import type { Clock } from '../../../src/core/clock.ts';

/** Discord's first moment, from which the time in ids counts. */
const EPOCH_MS = 1_420_070_400_000;

/** Makes ids that say when they were made. Each is larger than the one before. */
export function createSnowflakes(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const moment = BigInt(Math.trunc(clock.now()) - EPOCH_MS) << 22n;
    last = moment > last ? moment : last + 1n;
    return last.toString();
  };
}
