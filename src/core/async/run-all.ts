/**
 * Runs tasks side by side. When one fails the others are told to stop and waited for, so that nothing goes
 * on in the background; then the first failure, and not an abort that followed from it, is thrown.
 */
export async function allOrAbort<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  task: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const others = new AbortController();
  const joined = AbortSignal.any([signal, others.signal]);
  const failures: unknown[] = [];
  const results = await Promise.allSettled(
    items.map(async (item, index) => {
      try {
        return await task(item, index, joined);
      } catch (error) {
        failures.push(error);
        others.abort();
        throw error;
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
