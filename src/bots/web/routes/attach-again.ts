import type { Readable } from 'node:stream';
import { Router } from 'express';
import { BotError } from '../../../core/model/errors.ts';
import type { ResultRef } from '../../../core/model/job/request.ts';
import type { Visitor } from '../guard/visitor.ts';
import type { UploadView } from '../protocol/view.ts';
import { fileOfRequest } from '../views/editable-line.ts';
import { type RouteContext, requireJob, requireVisitor } from './context.ts';
import { WebProblem } from './problem.ts';

/** Long enough to copy the largest file on a slow disk. */
const COPY_DEADLINE_MS = 5 * 60_000;

/** Attaches the file of one's own earlier request again, as a new upload, as long as it is on disk. */
export function attachAgainRoutes(context: RouteContext): Router {
  const router = Router();
  router.post('/playground/jobs/:job/file', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const job = await requireJob(context, request.params.job, visitor);
    const file = fileOfRequest(job.request);
    if (file === undefined || job.origin.member !== visitor.member) throw new WebProblem('missing');
    if (context.isDraining()) throw new BotError('restarting', 'The bot is restarting');
    const signal = context.clock.timeout(COPY_DEADLINE_MS);
    const found =
      file.kind === 'result'
        ? await openTrack(context, file, visitor)
        : { name: file.name, body: (await context.uploads.open(file, signal)).stream };
    const about = {
      name: found.name,
      member: visitor.member,
      declaredBytes: file.kind === 'attachment' ? file.sizeBytes : undefined,
    };
    try {
      const { ref, sizeBytes } = await context.uploads.receive(found.body, about, signal);
      const view: UploadView = { id: ref, name: found.name, sizeBytes };
      response.status(201).json(view);
    } finally {
      found.body.destroy();
    }
  });
  return router;
}

/**
 * Opens a track that an earlier job posted.
 *
 * @throws {WebProblem} `missing`
 */
async function openTrack(
  context: RouteContext,
  { jobId, output }: ResultRef,
  visitor: Visitor,
): Promise<{ readonly name: string; readonly body: Readable }> {
  const job = await requireJob(context, jobId, visitor);
  const track = job.work.stage === 'encoded' ? job.work.files.find(({ name }) => name === output) : undefined;
  for (const post of await context.archive.of(jobId)) {
    const file = post.files.find(({ fileName }) => fileName === track?.fileName);
    if (file === undefined) continue;
    return { name: file.fileName, body: context.archive.read(jobId, post, file) };
  }
  throw new WebProblem('missing');
}
