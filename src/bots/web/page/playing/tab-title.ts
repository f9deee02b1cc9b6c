import type { JobView } from '../../protocol/view.ts';
import { onPlaying, playingNow } from './playing.ts';

/** Shows in the browser's tab how far jobs are and what plays. */
export interface TabTitle {
  /** Notes the jobs as they are now. */
  update(jobs: readonly JobView[]): void;
}

/** Creates the title of the tab, which ends in the one that the document has. */
export function createTabTitle(): TabTitle {
  const base = document.title;
  let jobs: readonly JobView[] = [];

  function show(): void {
    const player = playingNow();
    const parts = [progressOf(jobs), player?.isPlaying ? `▶ ${player.name}` : '', base];
    const title = parts.filter((part) => part !== '').join(' · ');
    if (document.title !== title) document.title = title;
  }

  onPlaying(show);
  return {
    update(next) {
      jobs = next;
      show();
    },
  };
}

/** Returns how far the newest running job is, and how many more there are; empty without any. */
function progressOf(jobs: readonly JobView[]): string {
  const running = jobs.filter(({ state, isMine }) => isMine && state === 'running');
  const newest = running.at(-1);
  if (newest === undefined) return '';
  const { percent, title } = newest;
  const more = running.length > 1 ? ` +${running.length - 1}` : '';
  return `${percent === undefined ? '…' : `${percent}%`} ${title}${more}`;
}
