import type { Request } from 'express';
import type { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Job } from '../../../core/model/job/job.ts';
import type { JobRecords } from '../../../core/ports/store.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { Audience } from '../audience.ts';
import { type Visitor, visitorOf } from '../guard/visitor.ts';
import { canSee } from '../job-view.ts';
import type { PostArchive } from '../post-archive.ts';
import { WebProblem } from '../problem.ts';
import type { ReplyFiles } from '../reply-files.ts';
import type { Uploads } from '../uploads.ts';
import type { JobView } from '../view.ts';

/** What the routes share. */
export interface RouteParts {
  readonly desk: CommandDispatcher;
  readonly jobs: Pick<JobRecords, 'get' | 'list'>;
  readonly show: (job: Job, visitor: Visitor) => Promise<JobView>;
  readonly audience: Audience;
  readonly archive: PostArchive;
  readonly uploads: Uploads;
  readonly replyFiles: ReplyFiles;
  readonly clock: Clock;
  readonly isDraining: () => boolean;
  /** Aborts a request's work at its deadline, or when the bot stops. */
  readonly deadline: () => AbortSignal;
}

/**
 * What a request carries, read by its schema.
 *
 * @throws {WebProblem} `request` when it is something else.
 */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new WebProblem('request');
  return result.data;
}

/**
 * The visitor of a request.
 *
 * @throws {WebProblem} `session` before the page has opened one.
 */
export function requireVisitor(request: Request): Visitor {
  const visitor = visitorOf(request);
  if (visitor === undefined) throw new WebProblem('session');
  return visitor;
}

/**
 * A job the visitor may see.
 *
 * @throws {WebProblem} `missing`, the same whether there is none or it is hidden.
 */
export async function requireJob(parts: RouteParts, jobId: string, visitor: Visitor): Promise<Job> {
  const job = await parts.jobs.get(jobId);
  if (job === undefined || !canSee(job, visitor.member)) throw new WebProblem('missing');
  return job;
}
