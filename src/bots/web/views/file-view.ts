import type { Job } from '../../../core/model/job/job.ts';
import { trackLabel } from '../../../core/text/track-name.ts';
import type { KeptFile, KeptPost } from '../files/post-archive.ts';
import type { FileView } from '../protocol/view.ts';

/** Returns the path a kept file is served under. */
export function fileUrl(jobId: string, post: KeptPost, file: KeptFile): string {
  return `/playground/files/${jobId}/${post.id}.${file.stored}`;
}

/** Builds the view of a posted file. */
export function fileView(job: Job, post: KeptPost, file: KeptFile): FileView {
  const track =
    job.work.stage === 'encoded' ? job.work.files.find((one) => one.fileName === file.fileName) : undefined;
  const shared = {
    isSound: file.mimeType.startsWith('audio/'),
    fileName: file.fileName,
    url: fileUrl(job.id, post, file),
    sizeBytes: file.sizeBytes,
  };
  if (track === undefined) return { ...shared, name: file.title };
  const { name, part, parts, durationMs, peaks = [] } = track;
  const which = parts > 1 ? ` (${part}/${parts})` : '';
  const label = trackLabel(job.origin.locale, name) + which;
  return { ...shared, name: name + which, label, durationMs, ...(peaks.length > 0 && { peaks }) };
}
