/** How near to the end a reader must be for the page to follow what is added. */
const NEAR_END_PX = 160;
/** Between the header and the beginning of what is shown below it. */
const GAP_PX = 12;
/** Rounding of positions. */
const SAME_PX = 2;
/** While the page follows, the browser must not move it too. */
const FOLLOWING = 'is-following';

/** Keeps the reader’s place in the timeline while it changes. */
export interface ScrollPlace {
  /** Whether the reader is at the end, and so wants to see what is added. */
  isAtEnd(): boolean;
  /**
   * Shows an entry from its beginning, or the end of the page if that shows it whole. It stays so while pictures and
   * results make it longer, until the reader scrolls.
   */
  follow(key: string): void;
  /** Remembers where what the reader sees stands. The returned function brings it back there, after a change above. */
  hold(): () => void;
  /** Shows an entry anywhere in the page, and moves the focus into it. */
  reveal(key: string): void;
}

/** Creates the place in the page’s document. `content` is where the entries are, once they are drawn. */
export function createScrollPlace(content: () => HTMLElement | null): ScrollPlace {
  const root = document.documentElement;
  let target: string | undefined;
  let placedAt = 0;

  const entryOf = (key: string) => document.querySelector<HTMLElement>(`[data-entry="${CSS.escape(key)}"]`);
  const endOf = () => Math.max(0, root.scrollHeight - innerHeight);
  const headerBottom = () => document.querySelector('.header')?.getBoundingClientRect().bottom ?? 0;

  function place(): void {
    const entry = target === undefined ? null : entryOf(target);
    if (entry === null) return;
    const top = entry.getBoundingClientRect().top + scrollY - headerBottom() - GAP_PX;
    scrollTo({ top: Math.max(0, Math.min(endOf(), top)), behavior: 'instant' });
    placedAt = scrollY;
  }

  function setTarget(key: string | undefined): void {
    target = key;
    root.classList.toggle(FOLLOWING, key !== undefined);
  }

  // What the page itself scrolled to is where it was placed; anything else is the reader.
  addEventListener('scroll', () => {
    if (target !== undefined && Math.abs(scrollY - placedAt) > SAME_PX) setTarget(undefined);
  });
  addEventListener('resize', place);
  // Cards grow with pictures and results, and the composer with what is typed.
  new ResizeObserver(place).observe(document.body);

  return {
    isAtEnd: () => scrollY >= endOf() - NEAR_END_PX,
    follow(key) {
      setTarget(key);
      place();
    },
    hold() {
      const first = content()?.querySelector('.entry');
      const before = first?.getBoundingClientRect().top ?? 0;
      return () => {
        const after = first?.getBoundingClientRect().top ?? 0;
        if (after === before) return;
        setTarget(undefined);
        scrollBy({ top: after - before, behavior: 'instant' });
      };
    },
    reveal(key) {
      setTarget(key);
      place();
      entryOf(key)?.querySelector<HTMLElement>('article')?.focus({ preventScroll: true });
    },
  };
}
