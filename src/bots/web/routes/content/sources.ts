import { Router } from 'express';
import { playableType } from '../../files/source-files.ts';
import { sourceName } from '../../views/request-line.ts';
import { type RouteContext, requireJob, requireVisitor } from '../context.ts';
import { WebProblem } from '../problem.ts';
import { sendContent } from './send-content.ts';

/** Serves what a job was made of to the member who uploaded it, and to nobody else. */
export function sourceRoutes(context: RouteContext): Router {
  const router = Router();

  router.get('/playground/jobs/:job/source', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const source = job.origin.member === visitor.member ? await context.sources.of(job) : undefined;
    if (source === undefined) throw new WebProblem('missing');
    const type = await playableType(source);
    response.attachment(sourceName(job.request));
    // A document among them must never run as a page of this site.
    if (type !== undefined && !('download' in request.query)) response.removeHeader('Content-Disposition');
    response.set('Content-Type', type ?? 'application/octet-stream');
    await sendContent(request, response, {
      sizeBytes: source.sizeBytes,
      etag: `"source.${job.id}"`,
      read: source.read,
    });
  });

  return router;
}
