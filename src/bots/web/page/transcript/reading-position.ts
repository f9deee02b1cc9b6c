/** Keeps the spoken line in view within its list, until the reader scrolls it. */
export interface ReadingPosition {
  readonly isFollowing: boolean;
  /** Follows again. */
  follow(): void;
  /** Marks the line, and scrolls the list to it unless the reader has scrolled. */
  moveTo(line: Element | undefined): void;
}

/** Keys that scroll a list. */
const SCROLLING = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);

/** Creates the position in a list that scrolls by itself. `onChange` is called when following ends. */
export function createReadingPosition(
  list: HTMLElement,
  onChange: () => void,
  signal: AbortSignal,
): ReadingPosition {
  let isFollowing = true;
  let current: Element | undefined;

  function stop(): void {
    if (!isFollowing) return;
    isFollowing = false;
    onChange();
  }

  // The browser also reports its own scrolling as such, so what a reader scrolls with is listened to instead.
  const options = { signal, passive: true };
  list.addEventListener('wheel', stop, options);
  list.addEventListener('touchmove', stop, options);
  list.addEventListener('pointerdown', ({ target }) => target === list && stop(), options);
  list.addEventListener('keydown', ({ key }) => SCROLLING.has(key) && stop(), options);

  function show(): void {
    if (!(current instanceof HTMLElement)) return;
    const { top, height } = current.getBoundingClientRect();
    list.scrollTop += top - list.getBoundingClientRect().top - (list.clientHeight - height) / 2;
  }

  return {
    get isFollowing() {
      return isFollowing;
    },
    follow() {
      isFollowing = true;
      show();
      onChange();
    },
    moveTo(line) {
      if (line === current) return;
      current?.removeAttribute('aria-current');
      line?.setAttribute('aria-current', 'true');
      current = line;
      if (isFollowing) show();
    },
  };
}
