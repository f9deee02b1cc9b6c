import type { Job } from '../../model/job/job.ts';
import type { DocumentFile, EncodedFile, OutgoingFile } from '../../model/job/job-files.ts';
import { describeDocument, describeTrack } from '../../text/describe-files.ts';
import { trackName } from '../../text/track-name.ts';

/** `audio/mp4` and never `audio/m4a`: players on every platform know the registered name. */
export const M4A = 'audio/mp4';

/** Returns a text file as it is posted. */
export function textFile(job: Job, file: DocumentFile): OutgoingFile {
  return { ...file, title: file.fileName, alt: describeDocument(job, file) };
}

/** Returns a track, or one part of it, as it is posted. */
export function soundFile(job: Job, file: EncodedFile): OutgoingFile {
  const part = file.parts > 1 ? ` (${file.part}/${file.parts})` : '';
  const isStem = job.request.service === 'stems';
  const title = isStem ? `${job.title} – ${trackName(job.origin.locale, file.name)}` : job.title;
  return {
    path: file.path,
    fileName: file.fileName,
    mimeType: M4A,
    sizeBytes: file.sizeBytes,
    title: `${title}${part}`,
    alt: describeTrack(job, file),
  };
}
