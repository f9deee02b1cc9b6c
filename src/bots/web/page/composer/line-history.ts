import type { StoredValue } from '../history/session-store.ts';

/** Recalls the lines sent from this page with the arrow keys, as a shell does. */
export interface LineHistory {
  add(line: string, isPrivate: boolean): void;
  /** Returns the line an arrow key recalls; `current` is kept as the newest. `undefined` at the ends, and for other keys. */
  onKey(key: string, current: string): string | undefined;
}

/** As many as anybody goes back to with an arrow key. */
const MOST_LINES = 50;

/** Creates the history, which goes on where this tab left it. Private lines are kept in memory only. */
export function createLineHistory(stored: StoredValue<readonly string[]>): LineHistory {
  const lines: string[] = [...(stored.read() ?? [])];
  const privateLines = new Set<string>();
  let at = lines.length;
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
    add(line, isPrivate) {
      if (lines.at(-1) !== line) lines.push(line);
      if (isPrivate) privateLines.add(line);
      stored.write(lines.filter((one) => !privateLines.has(one)).slice(-MOST_LINES));
      at = lines.length;
      draft = '';
    },
    onKey(key, current) {
      if (key === 'ArrowUp') return earlier(current);
      return key === 'ArrowDown' ? later() : undefined;
    },
  };
}
