import type { Action } from '../../core/model/job/action.ts';
import type { Job } from '../../core/model/job/job.ts';
import type { OutgoingFile } from '../../core/model/job/job-files.ts';
import type { JobRequest } from '../../core/model/job/request.ts';

/** Rows of words under their heads. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A file that was made for an answer, whole and in memory. */
export interface ReplyFile extends Omit<OutgoingFile, 'path'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An immediate answer, in the reader's language and without markup; each platform draws it its own way. */
export interface Reply {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  readonly table?: Table;
  /** Something to look at; its title says what is to be seen. */
  readonly picture?: ReplyFile;
  /** To be taken along. */
  readonly files?: readonly ReplyFile[];
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

/** Words, and whatever belongs to them. */
export function inform(text: string, extra: Omit<Partial<Reply>, 'tone' | 'text'> = {}): Outcome {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [], ...extra } };
}

/** A file of those bytes. */
export function fileOf(file: Omit<ReplyFile, 'sizeBytes'>): ReplyFile {
  return { ...file, sizeBytes: file.bytes.length };
}

/** All files of an answer, what is to be looked at first. */
export function filesOf({ picture, files = [] }: Reply): readonly ReplyFile[] {
  return picture === undefined ? files : [picture, ...files];
}
