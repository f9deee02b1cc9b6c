/** How many steps a sound is measured in; more than a wide screen can show as bars. */
const STEPS = 480;
const BAR_PX = 2;
const GAP_PX = 1.5;
/** How strongly what has not been played yet is drawn; still clear on either ground. */
const TO_COME_ALPHA = 0.5;
const HEAD_PX = 2;
/** Beyond this a phone should not be asked to decode the sound; the line stays flat. */
const MAX_DECODE_BYTES = 40_000_000;

let queue: Promise<unknown> = Promise.resolve();

/**
 * Measures how loud a sound is along its length, 0 to 1 per step. One sound at a time, and at a low sample rate, so
 * that four stems do not take the memory of the machine. `undefined` when it cannot be decoded.
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
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(await response.arrayBuffer());
  const samples = sound.getChannelData(0);
  const perStep = Math.max(1, Math.floor(samples.length / STEPS));
  const peaks = Array.from({ length: STEPS }, (_, step) => {
    let peak = 0;
    for (let at = step * perStep; at < Math.min((step + 1) * perStep, samples.length); at += 1) {
      peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    }
    return peak;
  });
  const loudest = Math.max(...peaks, 0.01);
  return peaks.map((peak) => peak / loudest);
}

/** Draws the bars; those before `played` (0 to 1) in full colour, with a line where the sound is. The colour is the canvas's own `color`. */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  peaks: readonly number[] | undefined,
  played: number,
): void {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (context === null || width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const bars = Math.floor(width / (BAR_PX + GAP_PX));
  for (let bar = 0; bar < bars; bar += 1) {
    const size = Math.max(BAR_PX, loudness(peaks, bar / bars, (bar + 1) / bars) * (height - 2));
    context.globalAlpha = (bar + 0.5) / bars <= played ? 1 : TO_COME_ALPHA;
    context.beginPath();
    context.roundRect(bar * (BAR_PX + GAP_PX), (height - size) / 2, BAR_PX, size, BAR_PX / 2);
    context.fill();
  }
  if (played <= 0) return;
  context.globalAlpha = 1;
  context.fillRect(Math.min(played * width, width - HEAD_PX), 0, HEAD_PX, height);
}

function loudness(peaks: readonly number[] | undefined, from: number, to: number): number {
  if (peaks === undefined) return 0;
  const part = peaks.slice(Math.floor(from * peaks.length), Math.max(1, Math.ceil(to * peaks.length)));
  return Math.max(0, ...part);
}
