import type { Clock } from '../../../src/core/async/clock.ts';

/** Discord's first moment, from which the time in ids counts. */
const EPOCH_MS = 1_420_070_400_000;

/** Makes ids that say when they were made. Each is larger than the one before, but for those made a while ago. */
export function createSnowflakes(clock: Clock): (agoMs?: number) => string {
  let last = 0n;
  let made = 0n;
  return (agoMs = 0) => {
    const moment = BigInt(Math.trunc(clock.now()) - agoMs - EPOCH_MS) << 22n;
    made += 1n;
    if (agoMs > 0) return (moment + made).toString();
    last = moment > last ? moment : last + 1n;
    return last.toString();
  };
}
