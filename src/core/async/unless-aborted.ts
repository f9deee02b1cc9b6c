/**
 * Waits for work that takes no signal itself, or shares its outcome with others. It goes on when this is given up, and
 * ends by its own deadline.
 *
 * @throws the signal's reason once it aborts, and whatever the work throws.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    // The race listens to the work also when it is lost, so a late failure goes to nobody and harms nothing.
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
