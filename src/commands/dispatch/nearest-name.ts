import { distance } from 'fastest-levenshtein';

/** Returns the name that may have been meant by a mistyped one; `undefined` if none is close enough. */
export function nearestName(wanted: string, names: readonly string[], mostSlips: number): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, slips: distance(name, wanted) }))
    // A word of two letters is two typos away from far too much.
    .filter(({ slips }) => slips <= mostSlips && slips < wanted.length)
    .toSorted((a, b) => a.slips - b.slips);
  return nearest?.name;
}
