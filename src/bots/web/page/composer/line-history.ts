/** Recalls the lines sent from this page with the arrow keys, as a shell does. */
export interface LineHistory {
  add(line: string): void;
  /** Returns the line an arrow key recalls; `current` is kept as the newest. `undefined` at the ends, and for other keys. */
  onKey(key: string, current: string): string | undefined;
}

/** Creates the history without lines. In memory only: a private line must not outlive the page. */
export function createLineHistory(): LineHistory {
  const lines: string[] = [];
  let at = 0;
  let draft = '';

  function earlier(current: string): string | undefined {
    if (at === 0) return undefined;
    if (at === lines.length) draft = current;
    at -= 1;
    return lines[at];
  }

  function later(): string | undefined {
    if (at >= lines.length) return undefined;
    at += 1;
    return at === lines.length ? draft : lines[at];
  }

  return {
    add(line) {
      if (lines.at(-1) !== line) lines.push(line);
      at = lines.length;
      draft = '';
    },
    onKey(key, current) {
      if (key === 'ArrowUp') return earlier(current);
      return key === 'ArrowDown' ? later() : undefined;
    },
  };
}
