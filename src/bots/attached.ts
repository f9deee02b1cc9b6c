import { openAsBlob } from 'node:fs';
import type { ReplyFile } from '../commands/framework/reply.ts';
import type { OutgoingFile } from '../core/model/job/job-files.ts';

/** A file that a message brings: a job's lies on disk, an answer's is in memory. */
export type Attached = OutgoingFile | ReplyFile;

/** What is in it. A file on disk is read only while it is sent. */
export async function contentOf(file: Attached): Promise<Blob> {
  const type = { type: file.mimeType };
  return 'path' in file ? openAsBlob(file.path, type) : new Blob([file.bytes], type);
}
