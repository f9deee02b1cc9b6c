/** Requests that the page is drawn again. `after` runs once it is drawn. */
export type Redraw = (after?: () => void) => void;

/**
 * Creates the request for `draw`. All changes of one task are drawn together, right after it. Drawing never starts
 * inside another, because events that a drawing causes only request the next one.
 */
export function createRedraw(draw: () => void): Redraw {
  let isRequested = false;
  const waiting = new Set<() => void>();
  return (after) => {
    if (after !== undefined) waiting.add(after);
    if (isRequested) return;
    isRequested = true;
    queueMicrotask(() => {
      isRequested = false;
      draw();
      const drawn = [...waiting];
      waiting.clear();
      for (const act of drawn) act();
    });
  };
}
