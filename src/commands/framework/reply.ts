import type { Action } from '../../core/model/job/action.ts';
import type { Job } from '../../core/model/job/job.ts';
import type { OutgoingFile } from '../../core/model/job/job-files.ts';
import type { JobRequest } from '../../core/model/job/request.ts';

/** Rows of text with column headers. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same rows for a list without column headers, where a value alone would say nothing. */
  readonly listed?: readonly (readonly string[])[];
}

/** A file made for a reply, whole and in memory. */
export interface ReplyFile extends Omit<OutgoingFile, 'path'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An immediate reply, in the reader's language and without markup; each platform draws it its own way. */
export interface Reply {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  /** The option that a refusal is about, for a form to say it at its field. */
  readonly option?: string;
  readonly table?: Table;
  /** A picture; its title describes it. */
  readonly picture?: ReplyFile;
  /** Files to download. */
  readonly files?: readonly ReplyFile[];
  readonly actions: readonly Action[];
}

/** What a command returns for its options: a job for AudioPod, or an immediate reply. */
export type Outcome =
  | { readonly kind: 'job'; readonly request: JobRequest; readonly title: string }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** What the dispatcher returns to an adapter: a stored job, or a reply. */
export type Answer =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Returns an informative reply. */
export function inform(text: string, extra: Omit<Partial<Reply>, 'tone' | 'text'> = {}): Outcome {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [], ...extra } };
}

/** Returns a file with its size. */
export function fileOf(file: Omit<ReplyFile, 'sizeBytes'>): ReplyFile {
  return { ...file, sizeBytes: file.bytes.length };
}

/** Returns all files of a reply, the picture first. */
export function filesOf({ picture, files = [] }: Reply): readonly ReplyFile[] {
  return picture === undefined ? files : [picture, ...files];
}
