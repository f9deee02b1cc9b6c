/**
 * Runs a task for every item concurrently and returns the results in the order of the items.
 *
 * After the first failure the other tasks are aborted and waited for, so that nothing keeps running in the
 * background; then the first failure is thrown. A failure after the caller's signal aborted is replaced by
 * the signal's reason.
 */
export async function runAll<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  task: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const failures: unknown[] = [];
  const results = await Promise.allSettled(
    items.map(async (item, index) => {
      try {
        return await task(item, index, stop);
      } catch (error) {
        const failure: unknown = signal.aborted ? signal.reason : error;
        failures.push(failure);
        failed.abort(failure);
        throw failure;
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
