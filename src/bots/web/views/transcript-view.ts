import type { Job } from '../../../core/model/job/job.ts';
import { TRANSCRIPT_FORMATS } from '../../../core/model/job/request.ts';
import type { KeptPost } from '../files/post-archive.ts';
import type { SpeakerNames } from '../files/speaker-names.ts';
import type { TranscriptView } from '../protocol/view.ts';

/** What members call the speakers of a job, and whether the visitor may rename them. */
export interface Speakers {
  readonly names: SpeakerNames;
  readonly isMine: boolean;
}

/** Builds the view of the transcript that was kept with a post. */
export function transcriptView({ id }: Job, post: KeptPost, { names, isMine }: Speakers): TranscriptView {
  return {
    url: `/playground/jobs/${id}/transcript/${post.id}`,
    formats: TRANSCRIPT_FORMATS,
    names,
    ...(isMine && { namesUrl: `/playground/jobs/${id}/speakers` }),
  };
}
