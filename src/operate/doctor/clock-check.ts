import { broken, type Check, inOrder, warning } from '../../core/model/check.ts';

/** A service whose responses say the time, and where it responds to anybody. */
export interface TimeSource {
  readonly name: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
}

/** What the clock is compared with. */
export interface ClockSubject {
  readonly sources: readonly TimeSource[];
  /** Milliseconds since the Unix epoch, as this computer has them. */
  readonly now: () => number;
}

const ANSWER_WITHIN_MS = 5_000;
/** Whole seconds: what a `Date` header says is up to a second ago. */
const RESOLUTION_MS = 1_000;
const WARN_MS = 2_000;
/** Slack refuses signatures, and Discord interactions, by the time; a minute is what the bot itself allows. */
const BROKEN_MS = 60_000;

/** Compares this computer's clock with those of the services. */
export const clockCheck: Check<ClockSubject> = {
  name: 'clock',
  looksAt: 'This computer’s clock against the `Date` header of AudioPod, Discord and Slack',
  remedy: 'Turn on time synchronization (NTP) on this computer.',
  async run({ sources, now }, signal) {
    // One that can't be reached must not keep the others from being compared.
    const soon = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const looked = await Promise.allSettled(sources.map((source) => offsetFrom(source, now, soon)));
    const offsets = looked.flatMap((one, index) => {
      const { name } = sources[index] ?? {};
      return one.status === 'fulfilled' && one.value !== undefined && name !== undefined
        ? [{ name, ms: one.value }]
        : [];
    });
    const [worst] = offsets.toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms));
    // What can't be reached is reported by the checks of that service.
    if (worst === undefined) return [];
    const seconds = (Math.abs(worst.ms) / 1_000).toFixed(1);
    const fact = `The clock is ${seconds} s ${worst.ms > 0 ? 'ahead of' : 'behind'} ${worst.name}’s.`;
    if (Math.abs(worst.ms) >= BROKEN_MS) return broken(fact);
    if (Math.abs(worst.ms) >= WARN_MS) return warning(fact);
    return inOrder(`The clock agrees with ${offsets.map(({ name }) => name).join(', ')}.`);
  },
};

/**
 * Returns by how much this clock is ahead, in milliseconds. What the header's whole seconds and the time on the way
 * leave open counts in the clock's favor.
 */
async function offsetFrom(
  { url, method }: TimeSource,
  now: () => number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const sentMs = now();
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal,
    ...(method === 'POST' && { body: new URLSearchParams() }),
  });
  const receivedMs = now();
  await response.body?.cancel();
  const theirs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return undefined;
  if (sentMs > theirs + RESOLUTION_MS) return sentMs - theirs - RESOLUTION_MS;
  return Math.min(0, receivedMs - theirs);
}
