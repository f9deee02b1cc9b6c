import { openAsBlob } from 'node:fs';
import type { ReplyFile } from '../commands/framework/reply.ts';
import type { OutgoingFile } from '../core/model/job/job-files.ts';

/** A file that a message carries: a job's is on disk, a reply's in memory. */
export type Attached = OutgoingFile | ReplyFile;

/** Returns a file's content. A file on disk is read only while it is sent. */
export async function contentOf(file: Attached): Promise<Blob> {
  const type = { type: file.mimeType };
  return 'path' in file ? openAsBlob(file.path, type) : new Blob([file.bytes], type);
}
