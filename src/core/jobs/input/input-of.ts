import type { Input, Job } from '../../model/job/job.ts';
import type { AttachmentRef, ResultRef } from '../../model/job/request.ts';

/** What there is to work on: the request itself says it, or says where it has to be fetched from first. */
type AskedInput =
  | { readonly isThere: true; readonly input: Input }
  | { readonly isThere: false; readonly ref: AttachmentRef | ResultRef };

/** Reads from the record what a job works on. */
export function inputOf({ request, remakes }: Pick<Job, 'request' | 'remakes'>): AskedInput {
  // AudioPod still has what it failed to work on.
  if (remakes !== undefined) return { isThere: true, input: { kind: 'nothing' } };
  const source = request.service === 'speech' ? request.text : request.source;
  switch (source?.kind) {
    case undefined:
      return { isThere: true, input: { kind: 'nothing' } };
    case 'inline':
      return { isThere: true, input: { kind: 'text', text: source.text } };
    case 'url':
    case 'urls':
      return { isThere: true, input: source };
    case 'attachment':
    case 'result':
      return { isThere: false, ref: source };
  }
}
