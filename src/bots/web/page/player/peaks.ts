/** How many steps a track is measured in; more than a wide screen can show as bars. */
const STEPS = 480;
/** A larger track would need too much memory to decode on a phone. */
const MAX_DECODE_BYTES = 40_000_000;

let queue: Promise<unknown> = Promise.resolve();

/**
 * Measures how loud a track is along its length, 0 to 1 per step. One track at a time and at a low sample rate, so
 * that four stems do not fill the memory. `undefined` when it cannot be decoded.
 */
export function measurePeaks(url: string, sizeBytes: number): Promise<readonly number[] | undefined> {
  if (sizeBytes > MAX_DECODE_BYTES) return Promise.resolve(undefined);
  const measured = queue.then(() => decode(url)).catch(() => undefined);
  queue = measured;
  return measured;
}

async function decode(url: string): Promise<readonly number[]> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const audio = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(await response.arrayBuffer());
  const samples = audio.getChannelData(0);
  const perStep = Math.max(1, Math.floor(samples.length / STEPS));
  return Array.from({ length: STEPS }, (_, step) => {
    let peak = 0;
    for (let at = step * perStep; at < Math.min((step + 1) * perStep, samples.length); at += 1) {
      peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    }
    return peak;
  });
}
