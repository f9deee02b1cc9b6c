import type { Job } from './job.ts';
import type { Clone } from './voice-clone.ts';

/** The voice that a job makes; `undefined` for jobs of other services. */
export function cloneOf(job: Job, voiceId: string): Omit<Clone, 'state'> | undefined {
  const { request, origin, id, keyId } = job;
  if (request.service !== 'clone') return undefined;
  const { tenant, member } = origin;
  return {
    jobId: id,
    tenant,
    member,
    voiceId,
    ...(keyId === undefined ? {} : { keyId }),
    name: request.name,
    consent: request.consent,
  };
}
