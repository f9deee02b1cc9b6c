import type { Job } from '../../../core/model/job/job.ts';
import type { PostArchive } from '../files/post-archive.ts';
import type { SourceFiles } from '../files/source-files.ts';
import { canSee, type Visitor } from '../guard/visitor.ts';
import type { FileView } from '../protocol/view.ts';
import { fileUrl } from './file-view.ts';

/** What is needed to find what a job was made of. */
interface Needs {
  readonly archive: PostArchive;
  readonly sources: SourceFiles;
  readonly load: (jobId: string) => Promise<Job | undefined>;
}

/**
 * Builds the view of the recording a job was made of, for jobs whose result belongs beside it: an upload, which only
 * its owner hears, or a track of an earlier job that the visitor may see. `undefined` where there is none to hear.
 */
export async function sourceView(needs: Needs, job: Job, visitor: Visitor): Promise<FileView | undefined> {
  const { id, request, origin } = job;
  const { service } = request;
  if (service !== 'transcription' && service !== 'diarization' && service !== 'denoise') return undefined;
  const { source } = request;
  if (source.kind === 'result') return resultView(needs, source, visitor);
  if (source.kind !== 'attachment' || origin.member !== visitor.member) return undefined;
  const kept = await needs.sources.of(job);
  if (kept === undefined) return undefined;
  return {
    isSound: true,
    name: source.name,
    fileName: source.name,
    url: `/playground/jobs/${id}/source`,
    sizeBytes: kept.sizeBytes,
  };
}

async function resultView(
  { archive, load }: Needs,
  { jobId, output, name }: { readonly jobId: string; readonly output: string; readonly name: string },
  { member }: Visitor,
): Promise<FileView | undefined> {
  const job = await load(jobId);
  if (job?.work.stage !== 'encoded' || !canSee(job, member)) return undefined;
  const track = job.work.files.find((file) => file.name === output && file.parts === 1);
  for (const post of await archive.of(jobId)) {
    const file = post.files.find(({ fileName }) => fileName === track?.fileName);
    if (file === undefined || track === undefined) continue;
    const { durationMs, peaks = [] } = track;
    return {
      isSound: true,
      name,
      fileName: file.fileName,
      url: fileUrl(jobId, post, file),
      sizeBytes: file.sizeBytes,
      durationMs,
      ...(peaks.length > 0 && { peaks }),
    };
  }
  return undefined;
}
