/** Only frees what a browser never ends: nothing waits for it, and on a busy computer a header can take long. */
const DEADLINE_MS = 5 * 60_000;

/** Reads the duration of a file in seconds; `undefined` when the browser cannot. Nothing is uploaded. */
export function audioDuration(file: File): Promise<number | undefined> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const probe = new Audio();
    const finish = (seconds: number | undefined): void => {
      clearTimeout(deadline);
      probe.removeAttribute('src');
      URL.revokeObjectURL(url);
      resolve(seconds);
    };
    const deadline = setTimeout(() => finish(undefined), DEADLINE_MS);
    probe.addEventListener('loadedmetadata', () => {
      // Streams without a length in their header report infinity.
      finish(Number.isFinite(probe.duration) && probe.duration > 0 ? probe.duration : undefined);
    });
    probe.addEventListener('error', () => finish(undefined));
    probe.preload = 'metadata';
    probe.src = url;
  });
}
