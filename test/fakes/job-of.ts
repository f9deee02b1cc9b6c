import type { Job } from '../../src/core/model/job/job.ts';
import { newJob } from '../../src/core/model/job/new-job.ts';
import type { Origin } from '../../src/core/model/job/origin.ts';
import type { JobRequest } from '../../src/core/model/job/request.ts';

/** Creates a job as it is first stored. */
export function jobOf(request: JobRequest, title: string, origin: Origin, nowMs: number): Job {
  return { ...newJob(nowMs), request, title, origin };
}
