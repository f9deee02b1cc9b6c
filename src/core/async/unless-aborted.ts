/**
 * Waits for work that accepts no signal, or whose outcome is shared with other callers.
 *
 * If this wait is aborted, the work continues and ends by its own deadline.
 *
 * @throws the signal's reason once it aborts, and whatever the work throws.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    // The race still handles the work's promise after losing, so a late failure is not an unhandled
    // rejection.
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
