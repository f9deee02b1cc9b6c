import type { JobView } from '../../protocol/view.ts';

/** Returns what a screen reader announces: stages without the percentage, which changes too often. */
export function spokenState({ title, status }: JobView): string {
  return `${title}: ${status.replace(/\s?\d{1,3}\s?%/, '')}`;
}

/** Whether a state is older: responses and events use different connections and may arrive out of order. */
export function isOlder(job: JobView, shown: JobView): boolean {
  return (
    job.version < shown.version || (job.version === shown.version && job.posts.length < shown.posts.length)
  );
}
