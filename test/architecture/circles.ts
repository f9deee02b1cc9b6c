/**
 * Finds the circles of a directed graph: each is the sorted names of all that reach each other. By repeatedly reaching
 * out from every node, which is plain and quick enough for a hundred folders.
 */
export function circlesIn(
  edges: readonly (readonly [from: string, to: string])[],
): readonly (readonly string[])[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reachable = new Map([...next.keys()].map((node) => [node, reach(node, next)]));
  const circles = new Map<string, readonly string[]>();
  for (const [node, others] of reachable) {
    if (!others.has(node)) continue;
    const circle = [...others].filter((other) => reachable.get(other)?.has(node)).toSorted();
    circles.set(circle.join(' '), circle);
  }
  return [...circles.values()].toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));
}

function reach(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(next.get(node) ?? []));
  }
  return seen;
}
