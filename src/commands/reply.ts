import type { Action } from '../core/jobs/courier.ts';
import type { Job } from '../core/jobs/job.ts';
import type { JobRequest } from '../core/jobs/request.ts';

/** An immediate answer, in the reader's language and without markup; each platform draws it its own way. */
export interface Reply {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly actions: readonly Action[];
}

/** What a command makes of its options: work for AudioPod, or words at once. */
export type Outcome =
  | { readonly kind: 'job'; readonly request: JobRequest; readonly title: string }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** What an adapter gets back from the desk: a job that is now on record, or words. */
export type Answer =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Words and nothing else. */
export function inform(text: string, extra: Omit<Partial<Reply>, 'tone' | 'text'> = {}): Outcome {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [], ...extra } };
}
