const BAR_PX = 2;
const GAP_PX = 1.5;
/** Opacity of what has not been played yet; still clear on a light and a dark background. */
const UNPLAYED_ALPHA = 0.5;
const HEAD_PX = 2;
/** Below this a track is as good as silent, and is drawn so. */
const LEAST_LOUDEST = 0.01;

/**
 * Draws the bars in the canvas's own `color`. Those before `played` (0 to 1) are opaque, with a line at the position.
 * Nothing is drawn until the peaks are known. Where they can't be, which an empty list says, a thin line stands for
 * the whole length, so that it isn't mistaken for silence.
 */
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
  if (peaks === undefined) return;
  const bars = peaks.length === 0 ? 0 : Math.floor(width / (BAR_PX + GAP_PX));
  // A quiet track is drawn as high as a loud one: what matters is where something is heard.
  const loudest = Math.max(LEAST_LOUDEST, ...peaks);
  context.globalAlpha = UNPLAYED_ALPHA;
  if (bars === 0) context.fillRect(0, height / 2, width, 1);
  for (let bar = 0; bar < bars; bar += 1) {
    const size = Math.max(BAR_PX, (loudness(peaks, bar / bars, (bar + 1) / bars) / loudest) * (height - 2));
    context.globalAlpha = (bar + 0.5) / bars <= played ? 1 : UNPLAYED_ALPHA;
    context.beginPath();
    context.roundRect(bar * (BAR_PX + GAP_PX), (height - size) / 2, BAR_PX, size, BAR_PX / 2);
    context.fill();
  }
  if (played <= 0) return;
  context.globalAlpha = 1;
  context.fillRect(Math.min(played * width, width - HEAD_PX), 0, HEAD_PX, height);
}

function loudness(peaks: readonly number[], from: number, to: number): number {
  const part = peaks.slice(Math.floor(from * peaks.length), Math.max(1, Math.ceil(to * peaks.length)));
  return Math.max(0, ...part);
}
