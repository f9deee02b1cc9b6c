/** The lines sent from this page, walked with the arrow keys like in a shell. */
export interface SentLines {
  add(line: string): void;
  /** The line before the one shown; `current` is kept as the newest. `undefined` at the end. */
  earlier(current: string): string | undefined;
  later(): string | undefined;
}

/** Nothing sent yet. In memory only: a private line should not outlive the page. */
export function createSentLines(): SentLines {
  const lines: string[] = [];
  let at = 0;
  let draft = '';
  return {
    add(line) {
      if (lines.at(-1) !== line) lines.push(line);
      at = lines.length;
      draft = '';
    },
    earlier(current) {
      if (at === 0) return undefined;
      if (at === lines.length) draft = current;
      at -= 1;
      return lines[at];
    },
    later() {
      if (at >= lines.length) return undefined;
      at += 1;
      return at === lines.length ? draft : lines[at];
    },
  };
}
