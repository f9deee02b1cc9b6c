/** Calls `draw` whenever the element's size or the page's colors change, until `signal` aborts. */
export function watchAppearance(element: HTMLElement, draw: () => void, signal: AbortSignal): void {
  const resizing = new ResizeObserver(draw);
  resizing.observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal });
  signal.addEventListener('abort', () => resizing.disconnect(), { once: true });
}

/** Calls `act` once the reader has scrolled to the element, unless `signal` aborts before. */
export function onceSeen(element: HTMLElement, act: () => void, signal: AbortSignal): void {
  const appearing = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    appearing.disconnect();
    act();
  });
  appearing.observe(element);
  signal.addEventListener('abort', () => appearing.disconnect(), { once: true });
}
