/**
 * Runs a task for every item side by side and returns the results in the order of the items. After the first failure
 * the other tasks are told to stop and are waited for, so that nothing runs on behind the caller's back; then that
 * first failure is thrown. Once the caller's signal has aborted, a failure counts as its reason.
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
