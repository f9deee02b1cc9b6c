const SMALL_STEP_SECONDS = 5;
const LARGE_STEP_SECONDS = 30;

/** Returns where a key moves the position to, as sliders do; `undefined` for other keys. */
export function seekTarget(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return at + SMALL_STEP_SECONDS;
    case 'ArrowLeft':
    case 'ArrowDown':
      return at - SMALL_STEP_SECONDS;
    case 'PageUp':
      return at + LARGE_STEP_SECONDS;
    case 'PageDown':
      return at - LARGE_STEP_SECONDS;
    case 'Home':
      return 0;
    case 'End':
      return length;
    default:
      return undefined;
  }
}
