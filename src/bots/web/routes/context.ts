import type { Request } from 'express';
import type { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Job } from '../../../core/model/job/job.ts';
import type { JobRecords } from '../../../core/ports/store.ts';
import type { CommandDispatcher } from '../../bot.ts';
import type { PostArchive } from '../files/post-archive.ts';
import type { ReplyFiles } from '../files/reply-files.ts';
import type { SourceFiles } from '../files/source-files.ts';
import type { SpeakerNameStore } from '../files/speaker-names.ts';
import type { Uploads } from '../files/uploads.ts';
import { canSee, type Visitor } from '../guard/visitor.ts';
import type { Visitors } from '../guard/visitors.ts';
import type { OpenPages } from '../live/open-pages.ts';
import type { JobView } from '../protocol/view.ts';
import { WebProblem } from './problem.ts';

/** What the routes share. */
export interface RouteContext {
  readonly visitors: Visitors;
  /** Whether `X-Forwarded-For` names clients. */
  readonly isBehindProxy: boolean;
  readonly dispatcher: CommandDispatcher;
  readonly jobs: Pick<JobRecords, 'get' | 'list'>;
  readonly show: (job: Job, visitor: Visitor) => Promise<JobView>;
  readonly openPages: OpenPages;
  readonly archive: PostArchive;
  readonly sources: SourceFiles;
  readonly speakerNames: SpeakerNameStore;
  readonly uploads: Uploads;
  readonly replyFiles: ReplyFiles;
  readonly clock: Clock;
  readonly isDraining: () => boolean;
  /** Aborts a request's work at its deadline, or when the bot stops. */
  readonly deadline: () => AbortSignal;
}

/**
 * Reads what a request carries by its schema.
 *
 * @throws {WebProblem} `request` when it does not match.
 */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new WebProblem('request');
  return result.data;
}

/**
 * Returns the visitor of a request.
 *
 * @throws {WebProblem} `session` before the page has opened one.
 */
export function requireVisitor({ visitors }: Pick<RouteContext, 'visitors'>, request: Request): Visitor {
  const visitor = visitors.of(request);
  if (visitor === undefined) throw new WebProblem('session');
  return visitor;
}

/**
 * Returns a job the visitor may see.
 *
 * @throws {WebProblem} `missing`, the same whether there is none or it is hidden.
 */
export async function requireJob(context: RouteContext, jobId: string, visitor: Visitor): Promise<Job> {
  const job = await context.jobs.get(jobId);
  if (job === undefined || !canSee(job, visitor.member)) throw new WebProblem('missing');
  return job;
}
