import type { TranscriptLine } from '../../protocol/view.ts';

/** Returns the line that is spoken at a position: the last one that has begun; -1 before the first. */
export function lineAt(lines: readonly Pick<TranscriptLine, 'startSeconds'>[], seconds: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.startSeconds ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
